import { describe, expect, test } from "vitest";
import { prepareRepro } from "../../src/scenarios/repro.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { faultSentence } from "../../src/scenarios/fault-text.ts";
import { faultOf, writtenFault } from "../../src/scenarios/faults.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";
import { ends, logOf, ran } from "../support/story-run.ts";

const sends = ["order-1", "order-2"].map((record, at) => ({ to: "orders-0", record, at: `${at * 20}ms` }));
const first = { message: "shop>broker-1 Produce request #1", do: "error" } as const;

const struckBy = (
  fault: NonNullable<ScenarioInput["faults"]>[number],
  config: Readonly<Record<string, string | number>> = {},
) => ran({ producers: [{ name: "shop", config, sends }], faults: [fault] });

describe("a request that is answered with an error", () => {
  test("is not acted on: what the client may retry it sends again, and the log has it once", () => {
    const report = struckBy({ ...first, error: "NOT_ENOUGH_REPLICAS" });
    expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
    expect(logOf(report, "orders-0")).toEqual(["order-1", "order-2"]);
    expect(report.deliveries[0]?.attempts).toBe(2);
    expect(report.answers).toMatchObject([{ error: "NOT_ENOUGH_REPLICAS", baseSequence: 0 }]);
    expect(report.marks).toMatchObject({ "answered-with-error": 1, "rejected-otherwise": 1 });
  });

  test("fails for good where the client gives up", () => {
    const report = struckBy({ ...first, error: "INVALID_RECORD" });
    expect(ends(report)).toEqual(["order-1 InvalidRecordException", "order-2 acked"]);
    expect(logOf(report, "orders-0")).toEqual(["order-2"]);
  });

  test("may be the one for a producer id", () => {
    const report = struckBy({
      message: "shop>broker-1 InitProducerId request #1",
      do: "error",
      error: "PRODUCER_FENCED",
    });
    expect(ends(report)).toEqual(["order-1 ProducerFencedException", "order-2 ProducerFencedException"]);
    expect(logOf(report, "orders-0")).toEqual([]);
  });

  test("ends the connection of a producer that expects no answer (B-5)", () => {
    const report = struckBy({ ...first, error: "NOT_LEADER_OR_FOLLOWER" }, { acks: 0 });
    expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
    expect(logOf(report, "orders-0")).toEqual(["order-2"]);
  });

  test("is acted on where only its answer is changed: the retry is a duplicate, and stored once (B-76)", () => {
    const report = struckBy({ message: "broker-1>shop Produce response #1", do: "error", error: "REQUEST_TIMED_OUT" });
    expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
    expect(logOf(report, "orders-0")).toEqual(["order-1", "order-2"]);
    expect(report.deliveries[0]?.attempts).toBe(2);
    expect(report.marks).toMatchObject({ "answered-with-error": 1, "duplicate-suppressed": 1 });
  });

  test("is stored and reported as failed where the changed answer says that nothing can be done", () => {
    const report = struckBy({ message: "broker-1>shop Produce response #1", do: "error", error: "INVALID_RECORD" });
    expect(ends(report)).toEqual(["order-1 InvalidRecordException", "order-2 acked"]);
    expect(logOf(report, "orders-0")).toEqual(["order-1", "order-2"]);
    expect(report.marks["failed-but-stored"]).toBe(1);
  });

  test.each([
    [first.message, "is answered with PRODUCER_FENCED, and not acted on"],
    ["broker-1>shop Produce response #1", "says PRODUCER_FENCED, whatever became of its request"],
  ])("is a fault like others, written, told, recorded and replayed: %s", (message, told) => {
    const spec = { message, do: "error", error: "PRODUCER_FENCED" } as const;
    expect(writtenFault(faultOf(spec))).toEqual(spec);
    expect(faultSentence(spec)).toBe(`${message} ${told}`);
    const scenario = scenarioSchema.parse({ name: "mine", producers: [{ name: "shop", sends }], faults: [spec] });
    const result = run(prepare(scenario, { recordTapes: true }));
    expect(result.faults).toEqual([spec]);
    const repro = reproOf(result);
    expect(run(prepareRepro(repro)).digest).toBe(result.digest);
  });
});
