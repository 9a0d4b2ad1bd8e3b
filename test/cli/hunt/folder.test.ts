import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ledgerLine, readLedger } from "../../../src/lab/hunt/ledger.ts";
import { readScenario } from "../../../src/scenarios/files.ts";
import type { RunReport } from "../../../src/scenarios/report.ts";
import { fileWith, folder, onceproof, onceproofInTime, printed } from "../../support/command.ts";

interface Report {
  readonly seeds: number;
  readonly complete: boolean;
  readonly violations: number;
  readonly fingerprints: readonly { readonly fingerprint: string; readonly repro: string }[];
  readonly untested: readonly { readonly property: string; readonly lacks: string | null }[];
  readonly marks: Readonly<Record<string, number>>;
}

/** Ten runs of it take a moment, and in most of them something breaks. */
const unsafe = [
  "name: unsafe",
  "network: { loss: 15%, cut: 5%, delay: { from: 1ms, to: 9ms } }",
  "producers:",
  "  - name: shop",
  "    config: { enable.idempotence: false, request.timeout.ms: 100, delivery.timeout.ms: 1000 }",
  "    stream: { count: 8, every: 3ms, to: [orders-0], valueBytes: 4 }",
  "expect: { acked: 8 }",
  "",
].join("\n");

const seeds = ["--seeds", "40", "--swarm", "none"] as const;
const ledgerOf = (out: string): string => join(out, "ledger.jsonl");

async function report(...args: readonly string[]): Promise<Report> {
  const { elapsedMillis, ...rest } = printed<Report & { elapsedMillis: number }>(
    await onceproofInTime("hunt", ...args, "--json"),
  );
  expect(elapsedMillis).toBeGreaterThan(0);
  return rest;
}

/** A hunt with a folder of its own. */
async function kept(file: string) {
  const out = join(folder(), "new", "d");
  return { out, whole: await report(file, ...seeds, "--out", out), text: readFileSync(ledgerOf(out), "utf8") };
}

test("a hunt with a folder finds what one without finds, and leaves the smallest repro of each way of failing", async () => {
  const file = fileWith(unsafe);
  const { out, whole, text } = await kept(file);
  const plain = await report(file, ...seeds);
  expect(plain.fingerprints.length).toBeGreaterThan(1);
  const without = (found: Report) => ({
    ...found,
    fingerprints: found.fingerprints.map((one) => ({ ...one, repro: "" })),
  });
  expect(without(whole)).toEqual(without(plain));
  const names = whole.fingerprints.map(({ fingerprint }) => `${fingerprint.replaceAll("/", ".")}.repro.yml`);
  expect(readdirSync(out).toSorted()).toEqual(["ledger.jsonl", ...names].toSorted());
  for (const { fingerprint, repro } of whole.fingerprints) {
    const again = onceproof("replay", repro, "--json");
    expect(again.code).toBe(10);
    const first = readFileSync(repro, "utf8").split("\n")[0];
    expect(first).toBe(`# ${fingerprint}`);
    expect(readScenario(repro, readFileSync(repro, "utf8")).kind).toBe("repro");
  }
  expect(text.split("\n").length).toBeGreaterThan(3);
});

test("the command that a hunt without a folder prints shows what it found", async () => {
  for (const swarm of ["none", "default"]) {
    const { fingerprints } = await report(fileWith(unsafe), "--seeds", "5", "--swarm", swarm);
    const [found] = fingerprints;
    const [, ...words] = (found?.repro ?? "").split(" ").slice(1);
    const shown = printed<RunReport>(onceproof(...words, "--json"));
    const broken = shown.violations.filter(({ expected }) => !expected).map(({ property }) => property);
    const [property = ""] = found?.fingerprint.split("/") ?? [];
    expect(shown.shortfalls.length > 0 ? [...broken, "as-the-scenario-says"] : broken).toContain(property);
  }
});

test("a hunt whose ledger was cut off anywhere is resumed to the totals of one that nobody disturbed", async () => {
  const file = fileWith(unsafe);
  const { out, whole, text } = await kept(file);
  const lines = text.split("\n");
  const cuts = [10, (lines[0]?.length ?? 0) + 1, (lines[0]?.length ?? 0) + 40, text.length - 5, text.length];
  let dropped = 0;
  for (const length of cuts) {
    writeFileSync(ledgerOf(out), text.slice(0, length));
    const said = await onceproofInTime("hunt", file, ...seeds, "--out", out, "--resume", "--json");
    if (said.err.includes("1 line of")) dropped++;
    const { elapsedMillis: _, ...resumed } = printed<Report & { elapsedMillis: number }>(said);
    expect(resumed, `cut off after ${length} characters`).toEqual(whole);
    const read = readLedger(readFileSync(ledgerOf(out), "utf8"));
    expect(read).toMatchObject({ dropped: 0 });
    expect(read !== undefined && read !== "something-else" && read.done.list).toEqual([{ from: 1, count: 40 }]);
  }
  expect(dropped).toBe(2);
});

test("a hunt that is through runs nothing when it is resumed, and says how much it took over", async () => {
  const file = fileWith(unsafe);
  const { out, text } = await kept(file);
  const said = await onceproofInTime("hunt", file, ...seeds, "--out", out, "--resume");
  expect(said.out).toMatch(/^seeds +40 \(40 of them before\)$/m);
  expect(readFileSync(ledgerOf(out), "utf8")).toBe(text);
});

test("a hunt killed before it wrote its repros writes them when it is resumed", async () => {
  const file = fileWith(unsafe);
  const { out, whole } = await kept(file);
  const [first, second] = whole.fingerprints.map(({ repro }) => repro);
  if (first === undefined || second === undefined) throw new Error("too little was found");
  const text = readFileSync(first, "utf8");
  writeFileSync(first, "schema: of an earlier, larger run");
  const { fingerprints } = await report(file, ...seeds, "--out", out, "--resume");
  expect(fingerprints).toEqual(whole.fingerprints);
  expect(readFileSync(first, "utf8")).toBe(text);
  expect(existsSync(second)).toBe(true);
});

test("a folder that holds something else is refused in one line, and left as it is", async () => {
  const here = folder();
  writeFileSync(join(here, "thesis.tex"), "years of work");
  const file = fileWith(unsafe);
  for (const more of [[], ["--resume"]]) {
    const { code, err } = onceproof("hunt", file, ...seeds, "--out", here, ...more);
    expect([code, err]).toEqual([
      2,
      `onceproof: --out ${here}: holds something else (thesis.tex); give an empty folder or a new one`,
    ]);
  }
  expect(readdirSync(here)).toEqual(["thesis.tex"]);
  mkdirSync(join(here, "inner"));
  writeFileSync(join(here, "inner", "ledger.jsonl"), "a ledger of household expenses\n");
  expect(onceproof("hunt", file, ...seeds, "--out", join(here, "inner"), "--resume").err).toContain(
    "is no ledger of a hunt, or its first line is damaged",
  );
  expect(readFileSync(join(here, "inner", "ledger.jsonl"), "utf8")).toBe("a ledger of household expenses\n");
  const { code, err } = onceproof("hunt", file, ...seeds, "--out", join(here, "thesis.tex"));
  expect([code, err.split("\n").length]).toEqual([2, 1]);
  expect(err).toContain("cannot be written");
});

test("a hunt is gone on with only where it is asked for, and only as the same hunt", async () => {
  const file = fileWith(unsafe);
  const { out, text } = await kept(file);
  const refused = (...args: readonly string[]): string => {
    const { code, out: printedOut, err } = onceproof("hunt", ...args, "--out", out);
    expect([code, printedOut, err.split("\n").length]).toEqual([2, "", 1]);
    expect(readFileSync(ledgerOf(out), "utf8")).toBe(text);
    expect(readdirSync(out).filter((name) => name.startsWith("lock"))).toEqual([]);
    return err;
  };
  expect(refused(file, ...seeds)).toContain("holds a hunt already; go on with it by --resume, or give another folder");
  expect(refused("standard", ...seeds, "--resume")).toContain("it hunts unsafe, and this one hunts standard");
  expect(refused(file, "--seeds", "41", "--swarm", "none", "--resume")).toContain(
    "it hunts seeds 1 to 40, and this one hunts seeds 1 to 41",
  );
  expect(refused(file, ...seeds, "--from", "2", "--resume")).toContain("hunts seeds 2 to 41");
  expect(refused(file, "--seeds", "40", "--resume")).toContain("and this one draws by the swarm default");
  expect(refused(file, ...seeds, "--set", "acks=1", "--resume")).toContain("and this one lays over it acks=1");
  expect(refused(file, ...seeds, "--profile", "kafka-2.4", "--resume")).toContain("hunts with kafka-2.4 and java-3.9");
  expect(refused(file, ...seeds, "--shard", "1/2", "--resume")).toContain("it is no shard, and this one is shard 1/2");
  const slower = fileWith(unsafe.replace("every: 3ms", "every: 4ms"));
  expect(refused(slower, ...seeds, "--resume")).toContain("has a scenario with the sum");
});

test("a ledger of another version, or of a simulator that runs otherwise, is not gone on with", async () => {
  const file = fileWith(unsafe);
  const { out, text } = await kept(file);
  const read = readLedger(text);
  if (read === undefined || read === "something-else") throw new Error("no ledger");
  const others = [
    [{ version: "0.0.7" }, "it is of onceproof 0.0.7, and this one is of onceproof"],
    [{ digest: "0123456789abcdef" }, "it comes with seed 1 to the run 0123456789abcdef, and this one comes with"],
  ] as const;
  for (const [changed, says] of others) {
    writeFileSync(ledgerOf(out), ledgerLine({ ...read.head, ...changed }));
    const { code, err } = onceproof("hunt", file, ...seeds, "--out", out, "--resume");
    expect(code).toBe(2);
    expect(err).toContain(says);
  }
});

test("--resume needs a folder, and begins where there is nothing yet to go on with", async () => {
  const file = fileWith(unsafe);
  expect(onceproof("hunt", file, "--resume").err).toContain(
    "--resume: goes on with the hunt in a folder; add --out DIR",
  );
  const out = join(folder(), "d");
  expect((await report(file, ...seeds, "--out", out, "--resume")).seeds).toBe(40);
});

test("a promise that was never tested is listed with its mark, and fails a hunt that requires them", async () => {
  const calm = fileWith("name: calm\nproducers: [{ name: shop, sends: [{ to: orders-0 }] }]\n");
  const plain = await onceproofInTime("hunt", calm, "--seeds", "2", "--swarm", "none");
  expect(plain.code).toBe(0);
  const said = plain.out.replaceAll(/\s+/g, " ");
  expect(said).toContain(
    "not tested acknowledged-exactly-once, deduplication-transparent, deduplication-sound (no duplicate-suppressed)",
  );
  expect(said).toContain("read-stays, acknowledged-is-seen (no consumer), applied-once (no consumer)");
  expect(said).toContain("settles (no bound after its faults)");
  const strict = await onceproofInTime("hunt", calm, "--seeds", "2", "--swarm", "none", "--require-marks");
  expect(strict.code).toBe(11);
  expect(strict.err).toContain("duplicate-suppressed never happened, so that nothing tested acknowledged-exactly-once");
  expect(strict.err).not.toContain("applied-once");
  const { untested } = await report(calm, "--seeds", "2", "--swarm", "none");
  expect(untested.find(({ property }) => property === "applied-once")?.lacks).toBe("consumer");
  const loaded = await onceproofInTime("hunt", "standard", "--seeds", "30", "--require-marks", "--json");
  expect([loaded.code, printed<Report>(loaded).untested.filter(({ lacks }) => lacks === null)]).toEqual([0, []]);
  // What broke says more than what was not tested.
  expect((await onceproofInTime("hunt", fileWith(unsafe), ...seeds, "--require-marks")).code).toBe(10);
});
