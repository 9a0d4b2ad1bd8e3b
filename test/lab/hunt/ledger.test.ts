import { expect, test } from "vitest";
import {
  type LedgerHead,
  type LedgerReading,
  difference,
  ledgerHead,
  ledgerLine,
  readLedger,
} from "../../../src/lab/hunt/ledger.ts";
import { merged } from "../../../src/lab/hunt/merge.ts";
import { seedsOfShard, wholeHunt } from "../../../src/lab/hunt/shard.ts";
import { runSeedOfSubject, subjectOf } from "../../../src/lab/hunt/subject.ts";
import { runChunk } from "../../../src/lab/hunt/chunk.ts";
import type { Seeds } from "../../../src/lab/seeds.ts";
import type { TallyData } from "../../../src/lab/tally.ts";
import { storyNamed } from "../../support/story-run.ts";

const subject = subjectOf(storyNamed("producer-restart").scenario, {}, "none");
const runSeed = runSeedOfSubject(subject);
const head: LedgerHead = ledgerHead({
  version: "1.2.3",
  subject,
  seeds: { from: 1, count: 30 },
  shard: wholeHunt,
  digest: runSeed(1, { keep: "none" }).digest,
  again: "npx onceproof run producer-restart --swarm none --seed",
});

function tallyOf(seeds: Seeds): TallyData {
  const result = runChunk(runSeed, seeds);
  if (!("tally" in result)) throw new Error("a run ended in an exception");
  return result.tally;
}

const entry = (from: number, count: number): string =>
  ledgerLine({ seeds: [{ from, count }], tally: tallyOf({ from, count }) });

function reading(text: string): LedgerReading {
  const read = readLedger(text);
  if (read === undefined || read === "something-else") throw new Error(`read as ${read}`);
  return read;
}

test("a ledger holds what its hunt is about and what came of it, in lines that are JSON", () => {
  const text = ledgerLine(head) + entry(1, 4) + entry(9, 2);
  for (const line of text.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("sum");
  const { head: readHead, tally, done, dropped } = reading(text);
  expect(readHead).toEqual(head);
  expect(done.missing(head.seeds)).toEqual([
    { from: 5, count: 4 },
    { from: 11, count: 20 },
  ]);
  expect(tally.runs).toBe(6);
  expect(dropped).toBe(0);
});

test("wherever a ledger is cut off, what is whole counts once and the rest is still to be run", () => {
  const [first, second] = [entry(1, 4), entry(5, 3)];
  const text = ledgerLine(head) + first + second;
  let torn = 0;
  for (let length = 0; length < text.length; length++) {
    const read = readLedger(text.slice(0, length));
    if (length < ledgerLine(head).length) {
      expect(read, `${length} characters`).toBeUndefined();
      continue;
    }
    const { tally, done, dropped } = reading(text.slice(0, length));
    const whole = length < text.length - second.length ? 0 : 4;
    expect(tally.runs).toBe(whole);
    expect(done.count).toBe(whole);
    torn += dropped;
  }
  expect(torn).toBeGreaterThan(first.length);
  expect(reading(text).tally.runs).toBe(7);
});

test("a line that somebody changed is not counted, wherever it was changed", () => {
  const lines = [ledgerLine(head), entry(1, 4), entry(5, 3)];
  const [, changed = ""] = lines;
  for (let at = 0; at < changed.length - 1; at += 7) {
    const other = changed[at] === "7" ? "8" : "7";
    const text = [lines[0], changed.slice(0, at) + other + changed.slice(at + 1), lines[2]].join("");
    const { tally, done, dropped } = reading(text);
    expect([tally.runs, done.list, dropped]).toEqual([3, [{ from: 5, count: 3 }], 1]);
  }
});

test("nothing counts twice: seeds that an earlier line has are left out with their line", () => {
  const text = ledgerLine(head) + entry(1, 4) + entry(1, 4) + entry(3, 3) + entry(5, 1);
  const { tally, done, dropped } = reading(text);
  expect([tally.runs, done.count, dropped]).toEqual([5, 5, 2]);
  expect(tally.toData()).toEqual(tallyOf({ from: 1, count: 5 }));
});

test("what is no ledger is told from one that has just begun", () => {
  for (const begun of ["", '{"schema":"onceproof', ledgerLine(head).slice(0, -1)]) {
    expect(readLedger(begun)).toBeUndefined();
  }
  const changed = ledgerLine(head).replace("1.2.3", "1.2.4");
  for (const other of ["hello", "hello\n", '{"schema":"onceproof.run/1"}\n', changed, "\n"]) {
    expect(readLedger(other)).toBe("something-else");
  }
});

test("what makes it another hunt is said in words; the scenario's own seed and the command do not", () => {
  const other = (changed: Partial<LedgerHead>) => difference(head, { ...head, ...changed }, true);
  const scenario = { ...subject.scenario, seed: 99 };
  expect(other({ again: "x", subject: { ...subject, scenario } })).toBeUndefined();
  expect(other({ version: "2.0.0" })).toEqual(["is of onceproof 1.2.3", "is of onceproof 2.0.0"]);
  expect(other({ seeds: { from: 1, count: 31 } })).toEqual(["hunts seeds 1 to 30", "hunts seeds 1 to 31"]);
  expect(other({ shard: { index: 2, of: 3 } })).toEqual(["is no shard", "is shard 2/3"]);
  expect(other({ digest: "00" })?.[1]).toBe("comes with seed 1 to the run 00");
  expect(other({ subject: { ...subject, swarm: "default" } })?.[1]).toBe("draws by the swarm default");
  expect(other({ subject: { ...subject, settings: { acks: "1" } } })).toEqual([
    "lays over it no settings",
    "lays over it acks=1",
  ]);
  const profiles = { ...subject.profiles, broker: "kafka-2.4" };
  expect(other({ subject: { ...subject, profiles } })?.[1]).toBe("hunts with kafka-2.4 and java-3.9");
  const slower = { ...subject.scenario, pollOvershoot: "2ms" };
  expect(other({ subject: { ...subject, scenario: slower } })?.[1]).toMatch(
    /^has a scenario with the sum [0-9a-f]{16}$/,
  );
  expect(other({ subject: { ...subject, scenario: { ...subject.scenario, name: "mine" } } })?.[1]).toBe("hunts mine");
  expect(difference(head, { ...head, shard: { index: 2, of: 3 } }, false)).toBeUndefined();
});

/** The ledger of a shard, all of it or its first seeds only. */
function shardLedger(index: number, of: number, only?: number): LedgerReading & { readonly name: string } {
  const shard = { index, of };
  const { from, count } = seedsOfShard(head.seeds, shard);
  return { name: `d${index}`, ...reading(ledgerLine({ ...head, shard }) + entry(from, only ?? count)) };
}

test("shards put together are the hunt that they are parts of", () => {
  const all = merged([shardLedger(3, 4), shardLedger(1, 4), shardLedger(4, 4), shardLedger(2, 4)]);
  expect(all.tally.toData()).toEqual(tallyOf(head.seeds));
  expect(all.head).toEqual(head);
  expect([all.missing, all.absent]).toEqual([[], []]);
});

test("what is missing of a hunt is said: seeds, and the shards that nobody brought", () => {
  const some = merged([shardLedger(1, 3), shardLedger(3, 3, 4)]);
  expect(some.missing).toEqual([
    { from: 11, count: 10 },
    { from: 25, count: 6 },
  ]);
  expect(some.absent).toEqual([{ index: 2, of: 3 }]);
  expect(some.tally.runs).toBe(14);
});

test("ledgers with a seed in common are not put together, nor are those of other hunts", () => {
  expect(() => merged([shardLedger(1, 2), { ...shardLedger(1, 3), name: "d9" }])).toThrow(
    "d9: holds seeds 1 to 10, and so does d1; leave one of them out",
  );
  const other = shardLedger(2, 2);
  const strange = { ...other, head: { ...other.head, version: "0.0.1" } };
  expect(() => merged([shardLedger(1, 2), strange])).toThrow(
    "d2: is of another hunt than d1: it is of onceproof 0.0.1, and d1 is of onceproof 1.2.3",
  );
});
