import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraries } from "../../src/scenarios/arbitraries.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { faultOf, writtenFault } from "../../src/scenarios/faults.ts";
import type { RunReport } from "../../src/scenarios/report.ts";
import { run } from "../../src/scenarios/run.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { unusedFaultText } from "../../src/scenarios/unused-faults.ts";
import { fileWith, onceproof, onceproofInTime, printed } from "../support/command.ts";
import { ran } from "../support/story-run.ts";

const threeSends = [0, 100, 200].map((at) => ({ to: "orders-0", at: `${at}ms` }));
const said = (report: RunReport): readonly string[] => report.faultsUnused.map(unusedFaultText);

test("a message that never came is told with how many came", () => {
  const report = ran({
    producers: [{ name: "shop", sends: threeSends }],
    faults: [
      { message: "broker-1>shop Produce response #4", do: "drop" },
      { message: "shop>broker-1 Metadata request #1", do: "delay", by: "1ms" },
      { message: "shop>broker-1 InitProducerId request #2", do: "cut" },
      { message: "shop>broker-1 Produce request #3", do: "delay", by: "5ms" },
    ],
  });
  expect(said(report)).toEqual([
    "broker-1>shop Produce response #4 never came for its drop: there were 3",
    "shop>broker-1 Metadata request #1 never came for its delay: there was none",
    "shop>broker-1 InitProducerId request #2 never came for its cut: there was 1",
  ]);
  expect(report.faults).toHaveLength(1);
});

test("a fault whose time never came is told with the end of the run", () => {
  const report = ran({
    producers: [{ name: "shop", sends: threeSends }],
    faults: [
      { at: "5m", do: "restart-clean", node: "broker-1", for: "1s" },
      { at: "2h", do: "clog", between: ["shop", "broker-1"], for: "1s" },
      { at: "1ms", do: "slow", between: ["shop", "broker-1"], by: "1ms", for: "1ms" },
    ],
  });
  expect(said(report)).toEqual([
    expect.stringMatching(/^restart-clean at 300s came too late: the run was over at 2\d\d(\.\d+)?ms$/),
    expect.stringMatching(/^clog at 7200s came too late: the run was over at 2\d\d(\.\d+)?ms$/),
  ]);
  expect(report.outcome).toBe("as-expected");
});

test("a message that was under way on a stalled connection came, and its fault did not strike it", () => {
  const sends = [0, 20, 20].map((at) => ({ to: "orders-0", at: `${at}ms`, value: '{"total":99.50}' }));
  const report = ran({
    producers: [{ name: "shop", config: { "batch.size": 1 }, sends }],
    faults: [
      { message: "shop>broker-1 Produce request #2", do: "drop" },
      { message: "shop>broker-1 Produce request #3", do: "drop" },
    ],
  });
  expect(said(report)).toEqual([
    "shop>broker-1 Produce request #3 was not struck by its drop: it was lost already, with its connection or to another fault",
  ]);
});

test("of each generated plan every fault is either among those that struck or among those that did not", () => {
  let [struck, unused] = [0, 0];
  const shape = { discipline: "tcp", inFlight: [1, 5], mayGiveUp: false, restarts: ["broker"] } as const;
  fc.assert(
    fc.property(arbitraries(fc).scenario(shape), (scenario) => {
      const result = run(prepare(scenario));
      struck += result.faults.length;
      unused += result.faultsUnused.length;
      const told = [...result.faults, ...result.faultsUnused.map(({ fault }) => fault)].map((fault) =>
        JSON.stringify(fault),
      );
      for (const fault of scenario.faults) expect(told).toContain(JSON.stringify(writtenFault(faultOf(fault))));
    }),
    { numRuns: 200 },
  );
  expect(struck).toBeGreaterThan(50);
  expect(unused).toBeGreaterThan(50);
});

test.each(stories.map((story) => [story.name, story] as const))("%s uses every fault that it plans", (_name, story) => {
  expect(run(prepare(story.scenario)).faultsUnused).toEqual([]);
});

test("the command tells it on standard error and as data, with the exit code as ever; many runs do not", async () => {
  const fault = { message: "broker-1>shop Produce response #4", do: "drop" };
  const scenario = { name: "mine", producers: [{ name: "shop", sends: threeSends }], faults: [fault] };
  const file = fileWith(JSON.stringify(scenario), "mine.json");
  const plain = onceproof("run", file);
  expect(plain).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^note: .* never came for its drop: there were 3$/),
  });
  const json = onceproof("run", file, "--json");
  expect(json).toMatchObject({ code: 0, err: plain.err });
  expect(printed<RunReport>(json).faultsUnused).toEqual([{ fault, came: "there were 3" }]);
  expect((await onceproofInTime("hunt", file, "--seeds", "2")).err).toBe("");
  expect(onceproof("check", file, "--seeds", "2").err).toBe("");
});
