import { expect, test } from "vitest";
import { scenarioOf } from "../../../src/scenarios/files.ts";
import type { Scenario } from "../../../src/scenarios/spec.ts";
import { drawnText } from "../../../src/scenarios/swarm/text.ts";

const scenario = scenarioOf({
  name: "mine",
  producers: [{ name: "shop", config: { acks: "all" }, stream: { count: 9, every: "1ms", to: ["orders-0"] } }],
  faults: [{ at: "1ms", do: "pause", node: "shop", for: "1ms" }],
});

test("nothing drawn is said to be nothing", () => {
  expect(drawnText(scenario, scenario)).toBe("no faults");
});

test("what was drawn stands on one line: faults, load, settings, the world", () => {
  const [shop] = scenario.producers as [Scenario["producers"][number]];
  const text = drawnText(scenario, {
    ...scenario,
    network: {
      ...scenario.network,
      delay: { typical: "3ms" },
      loss: "1.5%",
      cut: "0.2%",
      storms: [
        { at: "5ms", for: "20ms" },
        { at: "90ms", for: "1s" },
      ],
    },
    producers: [
      {
        ...shop,
        config: { acks: "all", "linger.ms": 5 },
        stream: { count: 4, every: "2ms", from: "0ms", to: ["orders-0", "orders-1"], valueBytes: 7 },
      },
    ],
    faults: [
      ...scenario.faults,
      { at: "2ms", do: "pause", node: "shop", for: "1ms" },
      { at: "9ms", do: "pause", node: "broker-1", for: "1ms" },
      { message: "broker-1>shop Produce response #3", do: "drop" },
    ],
    ties: { shuffle: 12 },
  });
  expect(text).toBe(
    "loss 1.5% and cut 0.2% in storms 5ms+20ms 90ms+1s, 2 × pause, drop at Produce response #3; " +
      "4 records of 7 B every 2ms to 2 partitions, linger.ms=5; delay mostly 3ms; ties shuffled by 12",
  );
});
