import { describe, expect, it } from "vitest";
import { identitiesOf } from "../../../src/wire/history/identity.ts";
import { WireNames } from "../../../src/wire/history/names.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { decodeRecordSet } from "../../../src/wire/produce.ts";
import { writeBatch } from "../../../src/wire/records/write-batch.ts";

const identities = (...values: readonly string[]) =>
  identitiesOf(
    decodeRecordSet(
      writeBatch({
        producerId: 1,
        producerEpoch: 0,
        baseSequence: 0,
        records: values.map((value) => ({ value: Buffer.from(value), timestamp: 0 })),
      }),
      { topicPartition: topicPartition("orders", 0, 0), version: 9, firstRecordId: 0 },
    ),
  );

describe("names of records on the wire", () => {
  it("are what they hold, with a number where that was there before", () => {
    const names = new WireNames();
    const numbers = identities("a", "b", "a", "a").map((identity) => names.unnamed(identity));
    expect(numbers).toEqual([0, 1, 2, 3]);
    expect(numbers.map((number) => names.nameOf(number))).toEqual(["a", "b", "a (2)", "a (3)"]);
  });

  it("are the same whenever they are asked for, given ones between them", () => {
    const asked = (often: boolean): readonly string[] => {
      const names = new WireNames();
      const numbers: number[] = [];
      for (const identity of identities("a", "given", "a", "b", "a")) {
        numbers.push(names.unnamed(identity));
        if (often) expect(names.has("no such name")).toBe(false);
        if (numbers.length === 2) numbers.push(names.named("a (2)"));
      }
      return numbers.map((number) => `${number} ${names.nameOf(number)}`);
    };
    expect(asked(false)).toEqual(["0 a", "1 given", "2 a (2)", "3 a (3)", "4 b", "5 a (4)"]);
    expect(asked(true)).toEqual(asked(false));
  });
});
