import { describe, expect, it } from "vitest";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { identitiesOf } from "../../../src/wire/history/identity.ts";
import { type Nameless, WireNames } from "../../../src/wire/history/names.ts";
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

const namelessFrom = (firstRecord: number, ...values: readonly string[]): Nameless => ({
  firstRecord,
  count: values.length,
  identities: () => identities(...values),
});

describe("names of records on the wire", () => {
  it("are what they hold, with a number where that was there before", () => {
    const names = new WireNames();
    names.unnamed(namelessFrom(0, "a", "b", "a"));
    names.unnamed(namelessFrom(7, "a"));
    expect([0, 1, 2, 7, 8].map((number) => names.nameOf(number))).toEqual(["a", "b", "a (2)", "a (3)", "record 8"]);
  });

  it("are the same whenever they are asked for, given ones between them", () => {
    const asked = (often: boolean): readonly string[] => {
      const names = new WireNames();
      for (const [number, value] of ["a", "given", "a", "b", "a"].entries()) {
        names.unnamed(namelessFrom(10 * number, value));
        if (often) expect(names.numberOf("no such name")).toBeUndefined();
        if (number === 1) expect(names.named("a (2)", 15)).toBe(15);
      }
      return [0, 10, 15, 20, 30, 40].map((number) => names.nameOf(number));
    };
    expect(asked(false)).toEqual(["a", "given", "a (2)", "a (3)", "b", "a (4)"]);
    expect(asked(true)).toEqual(asked(false));
  });

  it("that an application gives are of one record each, whatever number the next one brings", () => {
    const names = new WireNames();
    expect([names.named("order-1", 3), names.named("order-1", 4), names.named("order-2", 5)]).toEqual([3, 3, 5]);
    expect([names.isGiven("order-1"), names.isGiven("order-3")]).toEqual([true, false]);
  });

  it("go with the records that are forgotten, whether they were made or not", () => {
    for (const asked of [true, false]) {
      const names = new WireNames();
      names.unnamed(namelessFrom(0, "a", "b"));
      names.unnamed(namelessFrom(2, "c"));
      if (asked) expect(names.nameOf(1)).toBe("b");
      names.forget(0, 2);
      expect([0, 1, 2].map((number) => names.nameOf(number))).toEqual(["record 0", "record 1", "c"]);
      expect(names.numberOf("a")).toBeUndefined();
    }
  });
});
