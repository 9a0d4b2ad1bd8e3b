import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Certificate } from "../../src/lab/explore/certificate.ts";
import { sumOf } from "../../src/lab/sum.ts";
import type { RunReport } from "../../src/scenarios/report.ts";
import { fileWith, folder, onceproof, onceproofInTime, printed } from "../support/command.ts";

const fileNamed = (name: string): string => join(folder(), name);

/** A certificate of two records and a delay, as it is written. */
async function certified(): Promise<{ readonly file: string; readonly certificate: Certificate }> {
  const file = fileNamed("holds.json");
  const { code } = await onceproofInTime(
    "explore",
    "in-flight-order",
    "--records",
    "2",
    "--delays",
    "1",
    "--out",
    file,
  );
  expect(code).toBe(0);
  return { file, certificate: JSON.parse(readFileSync(file, "utf8")) as Certificate };
}

test("what holds in every state ends with a certificate, and exploring it again says the same", async () => {
  const { file, certificate } = await certified();
  expect(certificate).toMatchObject({ scope: { records: 2, losses: 0, delays: 1 }, excused: [], symmetry: 1 });
  expect(certificate.properties).toContain("stored-once-end-to-end");
  expect(certificate.states).toBeGreaterThan(400);
  const { code, out } = await onceproofInTime("explore", "--verify", file);
  expect(out).toContain(`No promise is broken in any of them, and ${file} says the same.`);
  expect(code).toBe(0);
});

test("a certificate that was changed is refused, and one that says what is not so is found out", async () => {
  const { file, certificate } = await certified();
  writeFileSync(file, JSON.stringify({ ...certificate, states: certificate.states - 1 }));
  const changed = await onceproofInTime("explore", "--verify", file);
  expect(changed).toMatchObject({ code: 2, out: "" });
  expect(changed.err).toBe(
    `onceproof: ${file}: was changed after it was written: its sum is not ${certificate.sum}; explore again, or give it as it was`,
  );
  const { sum: _, ...content } = { ...certificate, states: certificate.states - 1 };
  writeFileSync(file, JSON.stringify({ ...content, sum: sumOf(JSON.stringify(content)) }));
  const wrong = await onceproofInTime("explore", "--verify", file);
  expect(wrong.code).toBe(12);
  expect(wrong.err).toContain(`does not say what is so: states: ${content.states} there, ${certificate.states} here`);
});

test("what is broken ends with the run of the fewest faults and steps, and replaying it breaks the same", async () => {
  const file = fileNamed("twice.repro.yml");
  const said = await onceproofInTime("explore", "in-flight-order", "--records", "2", "--crashes", "1", "--out", file);
  expect(said.code).toBe(10);
  expect(said.out).toContain("stored-once-end-to-end/second-copy/producer-restarted");
  expect(said.out).toContain("1 fault, 11 steps: no run within the scope breaks a promise by fewer faults");
  const replayed = onceproof("replay", file, "--json");
  expect(replayed.code).toBe(10);
  const { violations, faults } = printed<RunReport>(replayed);
  expect(violations.filter(({ expected }) => !expected).map(({ property }) => property)).toEqual([
    "stored-once-end-to-end",
  ]);
  expect(faults.map(({ do: kind }) => kind)).toEqual(["crash"]);
});

test("what is allowed does not count, and the rest is explored on", async () => {
  const file = fileNamed("rest.json");
  const words = ["explore", "in-flight-order", "--records", "2", "--crashes", "1", "--allow", "stored-once-end-to-end"];
  expect((await onceproofInTime(...words, "--out", file)).code).toBe(0);
  const certificate = JSON.parse(readFileSync(file, "utf8")) as Certificate;
  expect(certificate.allowed).toEqual(["stored-once-end-to-end"]);
  expect(certificate.properties).not.toContain("stored-once-end-to-end");
  expect(certificate.properties).toContain("acknowledged-exactly-once");
  expect((await onceproofInTime("explore", "--verify", file)).code).toBe(0);
});

test("--json says what was searched and what was found", async () => {
  const words = ["explore", "application-resend", "--records", "1", "--losses", "1", "--json"];
  const { code, out } = await onceproofInTime(...words);
  expect(code).toBe(10);
  expect(JSON.parse(out)).toMatchObject({
    schema: "onceproof.explore/1",
    complete: false,
    stoppedBy: null,
    scope: { records: 1, losses: 1, crashes: 0 },
    certificate: null,
    counterexample: {
      fingerprint: "stored-once-end-to-end/second-copy/application-resent",
      faults: 1,
      isShortest: true,
    },
  });
});

test("a limit of states ends it without a certificate, and says how far it came", async () => {
  const { code, out } = await onceproofInTime(
    "explore",
    "in-flight-order",
    "--records",
    "2",
    "--losses",
    "2",
    "--max-states",
    "500",
  );
  expect(code).toBe(11);
  expect(out).toMatch(
    /--max-states is reached, so that there is no certificate: nothing is broken by fewer than \d fault/,
  );
});

test("Ctrl-C ends it with what was searched", async () => {
  const said = onceproofInTime("explore", "in-flight-order", "--losses", "3", "--delays", "3");
  setTimeout(() => process.emit("SIGINT"), 50);
  const { code, out } = await said;
  expect(code).toBe(11);
  expect(out).toContain("interrupted, so that there is no certificate");
});

test("what an exploration knows nothing of is left out with a word", async () => {
  const { code, err } = await onceproofInTime("explore", "lost-ack", "--records", "1", "--settle", "30s");
  expect([code, err]).toEqual([0, expect.stringContaining("note: how soon it has to come to rest is left out")]);
  expect((await onceproofInTime("explore", "lost-ack", "--records", "1")).err).not.toContain("come to rest");
  const { err: refused } = await onceproofInTime("explore", "--verify", "any.json", "--settle", "30s");
  expect(refused).toContain("'--verify <file>' cannot be used with option '--settle [time]'");
});

const wrong: readonly (readonly [words: readonly string[], complaint: string])[] = [
  [[], "explore: give a story or a file, or --verify with a certificate"],
  [["in-flight-order", "--verify", "any.json"], "in-flight-order: a certificate says itself what was explored"],
  [["--verify", "any.json", "--losses", "1"], "option '--verify <file>' cannot be used with option '--losses <n>'"],
  [["in-flight-order", "--losses", "16"], "--losses 16: give at most 15"],
  [["in-flight-order", "--records", "13"], "--records 13: an exploration takes at most 12; give --records 3"],
  [
    ["in-flight-order", "--allow", "stored-once"],
    '--allow stored-once: no property is called "stored-once"; did you mean',
  ],
  [["in-flight-order", "--losses", "few"], "give a whole number"],
  [["zombie"], "shop-a and shop-b both send order-2; an exploration wants records of their own"],
  [["idempotent-consumer"], "has consumers, and an exploration knows none of that; leave it out"],
  [["--verify", "missing.json"], "missing.json: cannot be read"],
  [["--verify", "package.json"], "package.json:1: has no schema; give a certificate (onceproof.certificate/1)"],
];

test.each(wrong)("explore %j is met with one line that says what would be right", async (words, complaint) => {
  const { code, out, err } = await onceproofInTime("explore", ...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.split("\n").filter((line) => !line.startsWith("note: "))).toEqual([expect.stringContaining(complaint)]);
});

test("a complaint about a file names its line", async () => {
  const file = fileWith(
    "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\nbroker:\n  replication: { lag: 5ms }\n",
  );
  const { code, err } = await onceproofInTime("explore", file);
  expect(code).toBe(2);
  expect(err).toContain(`${file}:6: `);
  expect(err).toContain("gives the broker a follower");
});
