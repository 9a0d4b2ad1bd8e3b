import { describe, expect, test } from "vitest";
import { replay } from "../../src/lab/replay.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { reportOf } from "../../src/scenarios/report.ts";
import { type RunResult, reproOf, run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";

const order = { to: "orders-0", record: "order-1" };

const ran = (scenario: Partial<ScenarioInput>): RunResult =>
  run(prepare(scenarioSchema.parse({ name: "phased", producers: [{ name: "shop", sends: [order] }], ...scenario })));

/** What keeps each application from its end, and the chain of whom its first batch waits for. */
const stuck = (result: RunResult): readonly unknown[] =>
  reportOf(result, "run").waits.map(({ producer, keptBy, batches }) => [producer, keptBy, batches[0]?.chain]);

const impatient = { "delivery.timeout.ms": 2_147_483_647, "request.timeout.ms": 500, "max.block.ms": 500 };
const settles = ({ violations }: RunResult): boolean => violations.every(({ property }) => property !== "settles");

describe("a run with two phases", () => {
  test("loses nothing by chance once the faults are over, and comes to rest", () => {
    const hopeless = { discipline: "datagram", loss: "100%" } as const;
    const shop = { name: "shop", config: impatient, sends: [order] };
    const forEver = ran({ network: hopeless, producers: [shop], limits: { time: "1m" } });
    expect(forEver.outcome).toBe("limit-reached");
    const healed = ran({ network: hopeless, producers: [shop], settle: { faultsUntil: "10s", within: "5s" } });
    expect(healed).toMatchObject({ end: "settled", outcome: "as-expected" });
    expect(healed.marks).toMatchObject({ acknowledged: 1, "faults-over": 1 });
    expect(healed.marks["request-lost"]).toBeGreaterThan(5);
  });

  test("ends splits and pauses that were meant for good, and starts a broker again that was not to come back", () => {
    const faults: ScenarioInput["faults"] = [
      { at: "5ms", do: "pause", node: "shop" },
      { at: "6ms", do: "split", between: ["shop", "broker-1"] },
      { at: "7ms", do: "crash", node: "broker-1" },
    ];
    const producers = [{ name: "shop", config: impatient, sends: [order] }];
    expect(settles(ran({ producers, faults, settle: { faultsUntil: "2s", within: "30s" } }))).toBe(true);
    expect(ran({ producers, faults, limits: { time: "1m" } }).marks["acknowledged"]).toBeUndefined();
  });

  test("works out what its section leaves out: when the faults end, and how long the settings allow", () => {
    const { prepared } = ran({ faults: [{ at: "1s", do: "pause", node: "shop", for: "2s" }], settle: {} });
    expect(prepared.settle?.faultsUntil).toBe("3s");
    // max.block.ms, delivery.timeout.ms and two request.timeout.ms, a connection, a close.
    expect(prepared.settle?.within).toBe("307204ms");
  });

  test("is replayed with both phases as they were", () => {
    const scenario = scenarioSchema.parse({
      name: "phased",
      network: { discipline: "datagram", loss: "60%" },
      producers: [{ name: "shop", config: impatient, sends: [order] }],
      settle: { faultsUntil: "3s", within: "10s" },
    });
    const result = run(prepare(scenario, { recordTapes: true }));
    expect(result.faults.length).toBeGreaterThan(0);
    expect(replay(reproOf(result)).same).toBe(true);
  });

  test("refuses a bound that its limit would cut off", () => {
    const beyond = (): RunResult => ran({ settle: "2h" });
    expect(beyond).toThrow("limits.time (1h) ends the run before");
  });
});

describe("who waits for whom", () => {
  test("a producer whose broker does not answer waits for that answer; others have come to their end", () => {
    const result = ran({
      producers: [
        { name: "shop", config: { "request.timeout.ms": 30_000 }, sends: [order] },
        { name: "till", sends: [{ to: "orders-0", record: "order-2" }] },
      ],
      faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
      settle: { faultsUntil: "1s", within: "1s" },
    });
    expect(stuck(result)).toEqual([["shop", "answer", ["answer"]]]);
    expect(result.outcome).toBe("violated");
  });

  test("without a producer id batches wait for it, and it for its own answer", () => {
    const result = ran({
      faults: [{ message: "broker-1>shop InitProducerId response #1", do: "drop" }],
      settle: { faultsUntil: "1s", within: "1s" },
    });
    expect(stuck(result)).toEqual([["shop", "answer", ["producer-id", "answer"]]]);
  });

  test("a process that stands still is told as such, whatever its batches wait for", () => {
    const result = ran({ faults: [{ at: "9ms", do: "pause", node: "shop" }], limits: { time: "1m" } });
    expect(stuck(result)).toEqual([["shop", "paused", ["answer"]]]);
  });

  test("a limit says it, too; and a run that came to its end has nobody to tell of", () => {
    expect(stuck(ran({ limits: { time: "9ms" } }))).toEqual([["shop", "answer", ["answer"]]]);
    expect(stuck(ran({}))).toEqual([]);
  });
});
