import { describe, expect, test } from "vitest";
import type { ScenarioInput } from "../../../src/scenarios/spec.ts";
import { ends, ran } from "../../support/story-run.ts";

const config = { "batch.size": 1 } as const;
const value = '{"total":99.50}';

type Sends = NonNullable<ScenarioInput["producers"][number]["sends"]>;

const red = (record: string, at: string, more: Partial<Sends[number]> = {}) =>
  ({ to: "orders-0", record, value, at, ...more }) as const;
const blue = (record: string, at: string) => ({ to: "orders-1", record, value, at }) as const;

/** Refused for its time, which costs the producer an epoch (P-94). */
const refused = { age: "-2h" } as const;

const sent = (producer: string, sends: Sends, faults: ScenarioInput["faults"] = []) =>
  ran({ profiles: { producer }, producers: [{ name: "shop", config, sends }], faults });

describe("the Java client of 2.6, when the epoch rises for one partition (KAFKA-12152)", () => {
  const idle = [red("red-1", "20ms"), blue("blue-1", "20ms"), red("red-2", "40ms", refused), blue("blue-2", "60ms")];

  test("goes on counting in another that has nothing in flight, and is refused; later ones begin anew (P-54)", () => {
    const before = sent("java-2.6", idle);
    expect(before.marks).toMatchObject({ "rejected-out-of-order": 1, "epoch-bumped": 2 });
    expect(before.logs["orders-1"]?.map(({ producerEpoch, sequence }) => [producerEpoch, sequence])).toEqual([
      [0, 0],
      [2, 0],
    ]);
    const after = sent("java-3.9", idle);
    expect(after.marks["rejected-out-of-order"]).toBeUndefined();
    expect(after.marks["epoch-bumped"]).toBe(1);
  });

  /** The fourth request is in flight when the third is refused. */
  const inFlight = [
    red("red-1", "20ms"),
    blue("blue-1", "21ms"),
    red("red-2", "40ms", refused),
    blue("blue-2", "41ms"),
    blue("blue-3", "60ms"),
  ];
  const slowly = { message: "broker-1>shop Produce response #4", do: "delay", by: "10ms" } as const;

  test("begins anew in another when the last batch that was in flight there is acknowledged", () => {
    const report = sent("java-2.6", inFlight, [slowly]);
    expect(report.marks["rejected-out-of-order"]).toBeUndefined();
    expect(report.logs["orders-1"]?.at(-1)).toMatchObject({ record: "blue-3", producerEpoch: 1, sequence: 0 });
  });

  test("does not where that batch failed: what comes next is refused until its time is over", () => {
    const report = sent("java-2.6", inFlight, [
      { message: "shop>broker-1 Produce request #4", do: "error", error: "INVALID_RECORD" },
      slowly,
    ]);
    expect(ends(report).slice(-2)).toEqual(["blue-2 InvalidRecordException", "blue-3 TimeoutException"]);
    expect(report.logs["orders-1"]?.map(({ record }) => record)).toEqual(["blue-1"]);
    expect(report.marks["epoch-bumped"]).toBe(1);
  });

  test("takes the settings of the line that it is told by, refusals included", () => {
    const asked = { "enable.idempotence": true, acks: 1 } as const;
    const run = (): unknown =>
      ran({ profiles: { producer: "java-2.6" }, producers: [{ name: "shop", config: asked, sends: [] }] });
    expect(run).toThrow(/ConfigException, java-2\.6/);
  });
});
