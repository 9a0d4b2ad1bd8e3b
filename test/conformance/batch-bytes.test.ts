import { expect, test } from "vitest";
import { recordSet, type Setting } from "../../conformance/broker/batch-bytes.ts";
import type { ScriptedBatch } from "../../conformance/broker/script.ts";

const played = (now: number, producerId: bigint): Setting => ({ now, producerIds: new Map([["a", producerId]]) });
const [today, tomorrow] = [played(1_795_741_532_526, 4n), played(1_795_830_000_001, 4_711n)];
const bytesOf = (batch: Partial<ScriptedBatch>, setting: Setting): Buffer => {
  const bytes = recordSet({ part: 0, p: "a", epoch: 0, seq: 0, n: 1, tag: "0", ...batch }, setting);
  if (bytes === null) throw new Error("no record set");
  return bytes;
};

test("a batch carries the time and the producer id of its play", () => {
  expect(bytesOf({}, today)).not.toEqual(bytesOf({}, tomorrow));
});

test("a batch that says a wrong length has the same bytes in every play: its middle is read as the next batch", () => {
  for (const wrong of [{ header: { length: 14 } }, { flip: [[11, 5]] }] satisfies Partial<ScriptedBatch>[]) {
    expect(bytesOf(wrong, today)).toEqual(bytesOf(wrong, tomorrow));
  }
});

test("so has one whose turned bit lies in its length only after going round its end", () => {
  const { byteLength } = bytesOf({}, today);
  expect(bytesOf({ flip: [[byteLength + 10, 0]] }, today)).toEqual(bytesOf({ flip: [[byteLength + 10, 0]] }, tomorrow));
  expect(bytesOf({ flip: [[byteLength + 12, 0]] }, today)).not.toEqual(
    bytesOf({ flip: [[byteLength + 12, 0]] }, tomorrow),
  );
});

test("batches of different tags differ in their middles", () => {
  const middles = ["0", "1", "2"].map((tag) => bytesOf({ tag, header: { length: 14 } }, today).subarray(27, 51));
  expect(new Set(middles.map((middle) => middle.toString("hex"))).size).toBe(3);
});
