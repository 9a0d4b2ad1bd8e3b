import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { execute } from "../../src/cli/command.ts";
import { colorsThat } from "../../src/cli/terminal.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { type RunReport, reportOf } from "../../src/scenarios/report.ts";
import { run } from "../../src/scenarios/run.ts";
import { gallery } from "../../src/scenarios/gallery/index.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { fileWith, folder, onceproof, printed } from "../support/command.ts";
import { storyNamed } from "../support/story-run.ts";

const oneSend = "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0, record: a }]\n";

test("the story of the documentation ends with the line that the documentation prints", () => {
  const { code, out, err } = onceproof("run", "sent-to-orders-17");
  expect(code).toBe(0);
  expect(err).toBe("");
  expect(out).toMatch(/^ {2}Sent to orders-0 @ offset 17 {2}order-42 of shop {2}3 attempts {2}at 1m0\.\d+s$/m);
  expect(out).toContain("broker-1>shop Produce response #1 is lost");
  expect(out).toContain("@0 … @16  orders-0-before-0 … orders-0-before-16 (17 records)");
  expect(out).toContain("npx onceproof run sent-to-orders-17 --diagram");
});

test.each(stories.map(({ name }) => name))("%s is told as expected, to people and to programs", (name) => {
  expect(onceproof("run", name).code).toBe(0);
  const report = printed<RunReport>(onceproof("run", name, "--json"));
  expect(report).toMatchObject({ schema: "onceproof.run/1", scenario: name, outcome: "as-expected" });
  expect(report.digest).toMatch(/^[0-9a-f]{16}$/);
});

test("a hundred records are summed up, not listed", () => {
  const { out } = onceproof("run", "standard");
  expect(out).toContain("Acknowledged: 100 records of shop to orders-0, at offsets 0 … 99");
  expect(out.split("\n").length).toBeLessThan(40);
  expect(onceproof("run", "standard", "--diagram").out).toMatch(/⋮ \d+ lines are left out here/);
});

test("a violation comes with its promise, what was wanted, what was got and the command that shows it again", () => {
  const { out } = onceproof("run", "renumbered-in-doubt");
  expect(out).toMatch(/acknowledged-exactly-once \(safety\) broke at 1\.\d+s over order-2, as it may/);
  for (const word of ["the promise ", "wanted ", "got  ", "why it may "]) expect(out).toContain(word);
  expect(out).toContain("npx onceproof run renumbered-in-doubt --seed 1");
  expect(out).toContain("@1  order-2  producer id 0, epoch 0, sequence 1  (a copy of @2)");
});

test("settings and profiles from the command line are in force, and in the command that repeats the run", () => {
  const said = onceproof(
    "run",
    "lost-ack",
    "--set",
    "acks=1",
    "--profile",
    "kafka-2.4",
    "--profile",
    "java-4.4",
    "--json",
  );
  const report = printed<RunReport>(said);
  expect(report.config["shop"]?.["acks"]).toBe("1");
  expect(report.config["shop"]?.["enable.idempotence"]).toBe("false");
  expect(report.profiles).toEqual({ broker: "kafka-2.4", producer: "java-4.4" });
  expect(report.logs["orders-0"]).toHaveLength(2);
  expect(report.violations[0]?.replay).toBe(
    "npx onceproof run lost-ack --seed 1 --set acks=1 --profile kafka-2.4 --profile java-4.4",
  );
});

test("what a user may not expect of his settings goes to standard error", () => {
  const file = fileWith("acks=1\nlinger.mss=5\n", "producer.properties");
  const { code, err, out } = onceproof("run", "lost-request", "--config", file, "--set", "acks=0", "--json");
  expect(code).toBe(0);
  expect(err).toContain(
    `note: ${file}:2: linger.mss is no setting of the producer, and is ignored; did you mean linger.ms?`,
  );
  expect(err).toMatch(/note: --set acks=0: .*idempotence/);
  expect(JSON.parse(out)).toMatchObject({ config: { shop: { acks: "0" } } });
});

test("a trace has one line for each entry, with names in place of numbers", () => {
  const file = join(folder(), "trace.jsonl");
  onceproof("run", "lost-ack", "--trace", file);
  const entries = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries).toContainEqual({
    atMicros: 10_000,
    kind: "lost",
    from: "broker-1",
    to: "shop",
    message: "Produce response",
    occurrence: 1,
  });
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: "appended", broker: "broker-1", partition: "orders-0", baseOffset: 0 }),
  );
  expect(entries.at(-1)).toMatchObject({ kind: "producer-closed", producer: "shop" });
});

test("a scenario that does not come out as it says ends with 10, and says in what", () => {
  const { code, out } = onceproof("run", fileWith(`${oneSend}expect: { acked: 2 }\n`));
  expect(code).toBe(10);
  expect(out).toContain("not as the scenario says: 2 deliveries were to be acked, and 1 are");
});

test.each([
  { limits: "{ time: 5ms }", reached: { of: "time", limit: "5ms" }, says: "limits.time (5ms) cut the run off at" },
  { limits: "{ events: 3 }", reached: { of: "events", limit: 3 }, says: "limits.events (3 events) cut the run off at" },
])(
  "a run that reaches its limit $limits ends with 11 and says which, whatever it expects",
  ({ limits, reached, says }) => {
    for (const expectation of ["", "expect: { acked: 1 }\n"]) {
      const file = fileWith(`${oneSend}limits: ${limits}\n${expectation}`);
      const { code, out } = onceproof("run", file);
      expect(code).toBe(11);
      expect(out).toContain("limit reached");
      expect(out.replaceAll(/\s+/g, " ")).toContain(says);
      expect(out.replaceAll(/\s+/g, " ")).toContain("with 1 send undecided");
      const json = onceproof("run", file, "--json");
      expect(json).toMatchObject({ code: 11, err: expect.stringContaining(says) });
      const report = printed<RunReport>(json);
      expect(report).toMatchObject({ outcome: "limit-reached", limitReached: reached, violations: [], shortfalls: [] });
    }
  },
);

test("a limit that is meant to be reached is as expected, and missed when the run comes to rest before", () => {
  const meant = onceproof("run", fileWith(`${oneSend}limits: { time: 5ms }\nexpect: { limit: true, undecided: 1 }\n`));
  expect(meant.code).toBe(0);
  expect(meant.out.replaceAll(/\s+/g, " ")).toContain("limits.time (5ms) cut the run off");
  const missed = onceproof("run", fileWith(`${oneSend}expect: { limit: true }\n`));
  expect(missed.code).toBe(10);
  expect(missed.out).toContain("the run was to reach its limit, and came to rest before");
});

test("what broke before the limit was reached weighs more than the limit", () => {
  const sends = [{ to: "orders-0" }, { to: "orders-0", at: "5s" }];
  const faults = [{ at: "11ms", do: "crash", node: "shop", for: "1s" }];
  const broken = fileWith(
    JSON.stringify({ name: "b", producers: [{ name: "shop", sends }], faults, limits: { time: "3s" } }),
  );
  const report = printed<RunReport>(onceproof("run", broken, "--json"));
  expect(report).toMatchObject({ limitReached: { of: "time" }, outcome: "violated" });
  expect(onceproof("run", broken).code).toBe(10);
});

test("a diagram is as wide as it is asked to be, and a hundred columns where nobody says", () => {
  const widthOf = (...args: readonly string[]): number =>
    /^ *time shop.*$/m.exec(onceproof("run", "lost-ack", "--diagram", ...args).out)?.[0].length ?? 0;
  expect(widthOf()).toBe(100);
  expect(widthOf("--width", "140")).toBe(140);
  expect(widthOf("--width", "72", "--ascii")).toBe(72);
  const repro = join(folder(), "repro.json");
  onceproof("run", "lost-ack", "--save-repro", repro);
  expect(onceproof("replay", repro, "--diagram", "--width", "90").out).toMatch(/^ *time shop.{70,80}broker-1$/m);
});

test("a diagram takes the terminal's width where there is one", () => {
  const widthOn = (columns: number | undefined): number => {
    const out: string[] = [];
    const silent = { outPieces: () => undefined, err: () => undefined, now: () => 0, barStream: undefined };
    const terminal = { ...silent, out: (text: string) => void out.push(text), colors: colorsThat(false), columns };
    execute(["run", "lost-ack", "--diagram"], terminal);
    return out.find((line) => /^ *time shop/.test(line))?.length ?? 0;
  };
  expect([widthOn(123), widthOn(40), widthOn(undefined)]).toEqual([123, 72, 100]);
});

test("a story that nobody knows is answered with those that are near", () => {
  const { code, out, err } = onceproof("run", "lost-acks");
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(/^onceproof: no story is called "lost-acks"; did you mean lost-ack.*$/);
});

const mistakes = [
  { args: ["run"], says: "missing required argument" },
  { args: ["run", "lost-ack", "--seed", "-1"], says: "whole number" },
  { args: ["run", "lost-ack", "--seed", "1.5"], says: "whole number" },
  { args: ["run", "lost-ack", "--diagram", "--width", "71"], says: "give a whole number from 72 on" },
  { args: ["run", "lost-ack", "--sed", "1"], says: "--seed" },
  { args: ["run", "lost-ack", "--set", "acks"], says: "key=value" },
  { args: ["run", "lost-ack", "--set", "acks=7"], says: "--set acks=7: settings of shop: acks must be one of" },
  {
    args: ["run", "lost-ack", "--profile", "java-4.4", "--set", "delivery.timeout.ms=30000"],
    says: "settings of shop: delivery.timeout.ms must be at least linger.ms + request.timeout.ms = 30005, not 30000",
  },
  { args: ["run", "lost-ack", "--set", "transactional.id=tx"], says: "transactions, which are not simulated" },
  {
    args: ["run", "lost-ack", "--profile", "kafka-2.4", "--profile", "documented"],
    says: "--profile documented: kafka-2.4 is given too, and a run has one broker; give one of them",
  },
  {
    args: ["hunt", "lost-ack", "--seeds", "1", "--profile", "java-3.9", "--profile", "java-4.4"],
    says: "--profile java-4.4: java-3.9 is given too, and a run has one producer",
  },
  { args: ["run", "lost-ack", "--profile", "kafka-4.9"], says: 'did you mean "kafka-4.4"' },
  { args: ["run", "lost-ack", "--config", "no-such.properties"], says: "no-such.properties: cannot be read" },
  { args: ["run", "no-such.yaml"], says: "no-such.yaml: cannot be read" },
  { args: ["run", "."], says: "it is a folder" },
  { args: ["run", "lost-ack", "--trace", "no-such-folder/trace"], says: "cannot be written" },
  { args: ["runn", "lost-ack"], says: "run" },
  { args: ["list", "storys"], says: 'did you mean "stories"' },
  { args: ["hunt"], says: "give a story or a file, or --merge with folders of hunts" },
  { args: ["check", "standard"], says: "--seeds" },
  { args: ["check", "standard", "--seeds", "0"], says: "from 1 on" },
  { args: ["replay", "lost-ack"], says: "is no repro" },
];

test.each(mistakes)("$args is refused with one line and exit 2", ({ args, says }) => {
  const { code, out, err } = onceproof(...args);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err.split("\n")).toHaveLength(1);
  expect(err).toMatch(/^onceproof: /);
  expect(err).toContain(says);
});

test("bad input leaves no file behind", () => {
  const here = folder();
  const args = ["--save-repro", join(here, "repro.json"), "--trace", join(here, "trace.jsonl")];
  expect(onceproof("run", "lost-ack", "--set", "acks=7", ...args).code).toBe(2);
  expect(readdirSync(here)).toEqual([]);
  expect(onceproof("run", "lost-ack", ...args).code).toBe(0);
  expect(readdirSync(here).sort()).toEqual(["repro.json", "trace.jsonl"]);
  expect(existsSync(join(here, "repro.json"))).toBe(true);
});

test("without a command the help is shown, and that is no success", () => {
  const { code, err } = onceproof();
  expect(code).toBe(2);
  expect(err).toContain("Usage: onceproof");
  const help = onceproof("run", "--help");
  expect(help.code).toBe(0);
  expect(help.out).toContain("--save-repro <file>");
  expect(help.out).toContain("onceproof run lost-ack --diagram");
  expect(onceproof("--version").out).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each(["stories", "profiles", "properties", "faults"])("list %s --json is an array of names and titles", (what) => {
  const found = printed<readonly { name: string; title: string }[]>(onceproof("list", what, "--json"));
  for (const entry of found) {
    expect(Object.keys(entry)).toEqual(["name", "title"]);
    expect(entry.title).not.toBe("");
    expect(onceproof("list", what).out).toContain(entry.name);
  }
  expect(found).not.toHaveLength(0);
});

test("list gallery --json says of each bug what it breaks, where it was and what helps", () => {
  const found = printed<readonly Record<string, unknown>[]>(onceproof("list", "gallery", "--json"));
  expect(found).toHaveLength(gallery.length);
  for (const bug of found) {
    expect(Object.keys(bug)).toEqual(["name", "title", "affected", "fixedIn", "breaks", "remedy"]);
    expect(onceproof("list", "gallery").out).toContain(bug["name"]);
  }
});

test("a mistake of the program itself ends with 70 and asks for a report", () => {
  const said: string[] = [];
  const code = execute(["list"], {
    out: () => {
      throw new Error("planted");
    },
    outPieces: () => undefined,
    err: (text) => void said.push(text),
    colors: colorsThat(false),
    columns: undefined,
    barStream: undefined,
    now: () => 0,
  });
  expect(code).toBe(70);
  expect(said.join("\n")).toContain("a mistake in onceproof itself, please report it: Error: planted");
});

test("what is written piece by piece is the report that a program gets, in the same words", () => {
  for (const name of ["standard", "config-matrix", "idempotent-consumer", "two-partitions"]) {
    const report = reportOf(run(prepare(storyNamed(name).scenario)), `npx onceproof run ${name} --seed 1`);
    expect(onceproof("run", name, "--json").out).toBe(JSON.stringify(report, null, 2));
  }
});
