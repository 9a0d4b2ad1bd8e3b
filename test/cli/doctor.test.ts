import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileWith, folder, onceproof, printed } from "../support/command.ts";

const recommended = "test/data/config/producer.properties";
const recommendedSpring = "test/data/config/application.yml";

interface ReportedRun {
  readonly what: string;
  readonly outcome: string;
  readonly replay: string;
  readonly file: string;
}

interface Reported {
  readonly schema: string;
  readonly verdict: string;
  readonly refusal: { readonly key: string; readonly origin: { readonly line: number } } | null;
  readonly settings: readonly {
    readonly key: string;
    readonly value: string;
    readonly origin: object;
    readonly overridden: readonly object[];
  }[];
  readonly promises: readonly {
    readonly name: string;
    readonly holds: boolean;
    readonly counterexample: ReportedRun | null;
  }[];
  readonly changes: readonly { readonly key: string; readonly to: string }[];
  readonly changed: {
    readonly runs: readonly { readonly run: ReportedRun }[];
    readonly broken: readonly string[];
  } | null;
  readonly limits: readonly { readonly name: string; readonly run: ReportedRun | null }[];
}

const quick = ["--seeds", "2"] as const;

function doctor(...args: readonly string[]) {
  return onceproof("doctor", ...args, ...quick);
}

/** What the printed command says when it is pasted. */
function replayed({ replay }: ReportedRun) {
  const [npx, command, ...args] = replay.split(" ");
  expect([npx, command, args[0]]).toEqual(["npx", "onceproof", "replay"]);
  return onceproof(...args);
}

test.each([recommended, recommendedSpring])(
  "%s is sound, and each of its limits is a run that can be replayed",
  (file) => {
    const said = doctor(file, "--json", "--out", folder());
    const { schema, verdict, promises, limits } = printed<Reported>(said);
    expect([said.code, said.err, schema, verdict]).toEqual([0, "", "onceproof.doctor/1", "sound"]);
    expect(promises.map(({ holds, counterexample }) => [holds, counterexample])).toEqual(
      promises.map(() => [true, null]),
    );
    const shown = limits.flatMap(({ name, run }) => (run === null ? [] : [{ name, run }]));
    expect(shown.map(({ name }) => name).slice(0, 3)).toEqual([
      "producer-restart",
      "application-resend",
      "renumbering",
    ]);
    for (const { run } of shown) {
      const { code, out } = replayed(run);
      expect(code).toBe(0);
      expect(out).toContain(run.what);
    }
  },
);

test("acks=1 is unsound: the counterexample breaks its promise again when it is replayed, and the mended run keeps it", () => {
  const said = doctor(fileWith("acks=1\n", "producer.properties"), "--json", "--out", folder());
  const { verdict, promises, changes, changed } = printed<Reported>(said);
  expect([said.code, verdict]).toEqual([10, "unsound"]);
  const [once] = promises;
  if (once?.counterexample === null || once?.counterexample === undefined) throw new Error("no counterexample");
  const again = replayed(once.counterexample);
  expect(again.code).toBe(10);
  expect(again.out).toContain("acknowledged-exactly-once was to hold, whatever would excuse it, and broke");
  expect(again.out).toContain("order-1 is stored twice, at offsets 0 and 1");
  expect(changes.map(({ key, to }) => `${key}=${to}`)).toEqual(["acks=all"]);
  expect(changed?.broken).toEqual([]);
  for (const { run } of changed?.runs ?? []) expect([run.outcome, replayed(run).code]).toEqual(["as-expected", 0]);
});

test("the report says what a senior engineer would: verdict, where from, what breaks, drawn, what to change", () => {
  const file = fileWith("# ours\nacks=1\n", "producer.properties");
  const { code, out, err } = doctor(file);
  expect([code, err]).toEqual([10, ""]);
  expect(out.split("\n")[0]).toBe(`${file}: unsound`);
  expect(out).toMatch(new RegExp(`acks +1 +${file}:2`));
  expect(out).toMatch(/enable\.idempotence +false +follows from acks \(P-4\)/);
  expect(out).toMatch(/✗ once /);
  expect(out).toMatch(/✓ bounded-wait .* here at\n +most 3m1s/);
  expect(out).toContain("lost ✗── Produce response #1: ok, offset 0");
  expect(out).toContain(`${file}:2: acks=1 → acks=all`);
  expect(out).toContain(`npx onceproof doctor --fix ${file}`);
});

test("without a folder the runs lie where the printed command finds them", () => {
  const { promises } = printed<Reported>(doctor(fileWith("acks=1\n", "producer.properties"), "--json"));
  const run = promises[0]?.counterexample;
  expect(existsSync(run?.file ?? "")).toBe(true);
});

test("the same settings give the same report, and other seeds the same verdict", () => {
  const [file, out] = [fileWith("retries=0\nlinger.ms=5\n", "producer.properties"), folder()];
  const [one, other] = [0, 1].map(() => doctor(file, "--json", "--out", out));
  expect(one).toEqual(other);
  expect(onceproof("doctor", file, "--json", "--out", out, "--seeds", "9").code).toBe(one?.code);
});

test("of several files the later one wins, --set wins over both, and the report says over what", () => {
  const one = fileWith("acks=1\nretries=3\n", "producer.properties");
  const other = fileWith("acks=all\n", "producer.properties");
  const acksOf = (...args: readonly string[]) =>
    printed<Reported>(doctor(...args, "--json", "--out", folder())).settings.find(({ key }) => key === "acks");
  expect(acksOf(one, other)).toMatchObject({
    value: "-1",
    origin: { file: other, line: 1 },
    overridden: [{ value: "1" }],
  });
  expect(acksOf(other, one)).toMatchObject({ value: "1", origin: { file: one } });
  expect(acksOf(one, other, "--set", "acks=0")).toMatchObject({ value: "0", origin: { kind: "argument" } });
  expect(doctor(one, other).out).toContain(`wins over 1 in ${one}:1`);
});

describe("what the client refuses", () => {
  test("ends with 2, and says which line", () => {
    const file = fileWith("enable.idempotence=true\nacks=1\n", "producer.properties");
    const said = doctor(file, "--json", "--out", folder());
    const { verdict, refusal, changes } = printed<Reported>(said);
    expect([said.code, verdict, refusal?.key, refusal?.origin.line]).toEqual([2, "refused", "acks", 2]);
    expect(changes).toMatchObject([{ key: "acks", to: "all" }]);
    expect(doctor(file).out.split("\n")[0]).toBe(
      `${file}: the client does not start: enable.idempotence=true needs acks to be all, not 1 (${file}:2), ConfigException of java-3.9`,
    );
  });

  test("depends on its version: six in flight", () => {
    const file = fileWith("max.in.flight.requests.per.connection=6\n", "producer.properties");
    expect(doctor(file, "--profile", "java-3.9").code).toBe(10);
    expect(doctor(file, "--profile", "java-4.4").code).toBe(2);
  });
});

describe("--fix", () => {
  test("prints the file with what is needed changed, and every other character as it was", () => {
    const text = "# our producer\r\nacks = 1\t\r\n\r\n! more\r\nretries:0\r\nlinger.ms=5 \r\n";
    const { code, out, err } = doctor(fileWith(text, "producer.properties"), "--fix");
    expect(code).toBe(10);
    expect(`${out}\n`).toBe(text.replace("acks = 1\t", "acks = all").replace("retries:0", "retries:2147483647"));
    expect(err).toMatch(/:2: acks=1 -> acks=all: .*\n.*:5: retries=0 -> retries=2147483647: /);
    expect(doctor(fileWith(`${out}\n`, "producer.properties")).code).toBe(0);
  });

  test("keeps comments, quotes and placeholders of YAML, and changes the document that wins", () => {
    const text = `spring:
  kafka:
    producer:
      acks: "1"   # fast
      retries: \${RETRIES:0} # no time
---
spring.config.activate.on-profile: prod
spring.kafka.producer: { acks: 0, batch-size: 32KB }
`;
    const file = fileWith(text, "application.yml");
    const mended = text.replace("RETRIES:0", "RETRIES:2147483647");
    expect(`${doctor(file, "--fix").out}\n`).toBe(mended.replace('"1"', '"all"'));
    expect(`${doctor(file, "--fix", "--spring-profile", "prod").out}\n`).toBe(mended.replace("acks: 0", "acks: all"));
  });

  test("prints a sound file as it is, and of several those that change", () => {
    expect(`${doctor(recommended, "--fix").out}\n`).toBe(readFileSync(recommended, "utf8"));
    const [one, other] = [fileWith("acks=1\n", "a.properties"), fileWith("retries=0\n", "b.properties")];
    expect(doctor(one, other, "--fix").out).toBe(`==> ${one} <==\nacks=all\n==> ${other} <==\nretries=2147483647`);
    expect(doctor(one, fileWith("acks=0\n", "b.properties"), "--fix").out).toBe("acks=all");
  });

  test("says what it cannot change in a file", () => {
    const { out, err } = doctor(recommended, "--set", "acks=1", "--set", "enable.idempotence=false", "--fix");
    expect(`${out}\n`).toBe(readFileSync(recommended, "utf8"));
    expect(err).toContain("--set acks=1, not in a file: acks=1 -> acks=all");
    const refused = doctor(fileWith("bootstrap.servers=here\n", "producer.properties"), "--fix");
    expect([refused.code, refused.out]).toEqual([2, ""]);
    expect(refused.err).toMatch(/producer\.properties:1: .* has to be done by hand$/);
  });
});

test("secrets and addresses get into no file that shows a run", () => {
  const out = folder();
  const text =
    'acks=1\nbootstrap.servers=kafka.internal:9092\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=x password="hunter2";\n';
  const said = doctor(fileWith(text, "producer.properties"), "--json", "--all", "--out", out);
  expect(said.code).toBe(10);
  expect(said.out).not.toContain("hunter2");
  const files = readdirSync(out);
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(readFileSync(join(out, file), "utf8")).not.toMatch(/hunter2|kafka\.internal/);
});

test.each([
  [["nosuch.properties"], "nosuch.properties: cannot be read"],
  [[], "missing required argument 'files'"],
  [[recommended, "--profile", "java-5"], '--profile java-5: no profile is called "java-5"'],
  [[recommended, "--json", "--fix"], "option '--fix' cannot be used with option '--json'"],
])("bad usage %j is one line and nothing else", (args, message) => {
  const { code, out, err } = doctor(...args);
  expect([code, out, err.split("\n").length]).toEqual([2, "", 1]);
  expect(err).toContain(message);
});
