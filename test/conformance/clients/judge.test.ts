import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readHistory, type History } from "../../../conformance/clients/history.ts";
import { deviations, judge } from "../../../conformance/clients/judge.ts";

/** A history of records 0, 1, … on one partition: what each was told, what the log holds, in order. */
const told = (outcomes: readonly (number | "failed" | "nothing")[], log: readonly number[]): Promise<History> => {
  const lines: object[] = [{ event: "client", name: "a client", version: "1" }];
  for (const record of outcomes.keys()) lines.push({ event: "send", record, partition: 0 });
  for (const [record, outcome] of outcomes.entries()) {
    if (outcome === "failed") lines.push({ event: "failed", record, error: "it said no" });
    else if (outcome !== "nothing") lines.push({ event: "acked", record, partition: 0, offset: outcome });
  }
  for (const [offset, record] of log.entries()) lines.push({ event: "read", record, partition: 0, offset });
  lines.push({ event: "end", produceMillis: 1, readMillis: 1 });
  return readHistory(Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`)));
};

const found = async (...history: Parameters<typeof told>): Promise<readonly string[]> =>
  deviations(judge(await told(...history))).map(({ count, what }) => `${count} ${what}`);

test("a client whose records lie once each where they were acknowledged deviates in nothing", async () => {
  expect(await found([0, 1, 2], [0, 1, 2])).toEqual([]);
});

test("a record acknowledged as a duplicate of another is lost, and the other's retry is a second copy", async () => {
  expect(await found([0, 1, 2], [0, 2, 2])).toEqual([
    "1 acknowledged and lost",
    "1 stored again",
    "1 acknowledged at the offset of another",
  ]);
});

test("a record stored behind one that was sent later is reordered, and a second copy of it is not", async () => {
  expect(await found([0, 2, 1], [0, 2, 1])).toEqual(["1 reordered"]);
  expect(await found([0, 1], [0, 1, 0])).toEqual(["1 stored again"]);
});

test("a failed record that is in the log all the same is told apart from one that is not", async () => {
  expect(await found([0, "failed", "failed"], [0, 2])).toEqual(["2 failed", "1 failed and stored all the same"]);
});

test("a record of which nothing was heard is undecided, and one that nobody sent is noticed", async () => {
  expect(await found([0, "nothing"], [0, 7])).toEqual(["1 undecided", "1 never sent"]);
});

test("an offset that was not read is no gap to pass over", async () => {
  const history = await told([0, 1, 2], [0, 1, 2]);
  const { reading } = judge({ ...history, read: history.read.filter(({ offset }) => offset !== 1) });
  expect(reading).toEqual(["partition 0: offset 2 was read where 1 was due"]);
});

test("a program that ended before its time, or sent nothing, can't pass for one that did well", async () => {
  const history = await told([0], [0]);
  expect(judge({ ...history, complete: false }).reading).toEqual(["the program did not come to its end"]);
  expect(await found([], [])).toEqual(["1 run without a record"]);
});
