import { expect, test } from "vitest";
import { networkNames, networkProfiles } from "../../../src/lab/sweep/networks.ts";
import { readSweep } from "../../../src/lab/sweep/plan.ts";
import type { SweepInput } from "../../../src/lab/sweep/spec.ts";
import { settingsText } from "../../../src/lab/sweep/points.ts";
import { scenarioOfPoint } from "../../../src/lab/sweep/scenario.ts";
import { rowOf, sweepOf } from "../../support/sweeps.ts";

const read = (lines: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  readSweep("my.yml", lines.join("\n"), (name) => files[name] ?? "");

const begun = ["name: mine", "load: { records: 10, every: 5ms }"];

test("of a grid the last key varies fastest, and what the client refuses stays in it with the reason", () => {
  const { points, baseline } = read([
    ...begun,
    "vary: { grid: { delivery.timeout.ms: [5000, 60000], request.timeout.ms: [1000, 30000] } }",
    "baseline: { delivery.timeout.ms: 60000, request.timeout.ms: 1000 }",
  ]);
  expect(points.map(({ settings }) => settingsText(settings))).toEqual([
    "delivery.timeout.ms=5000 request.timeout.ms=1000",
    "delivery.timeout.ms=5000 request.timeout.ms=30000",
    "delivery.timeout.ms=60000 request.timeout.ms=1000",
    "delivery.timeout.ms=60000 request.timeout.ms=30000",
  ]);
  expect(points.map(({ refusal }) => refusal !== undefined)).toEqual([false, true, false, false]);
  expect(points[1]?.refusal).toContain("delivery.timeout.ms must be at least linger.ms + request.timeout.ms");
  expect(baseline).toBe(3);
});

test("a hypercube draws from each stratum of each dimension once", () => {
  const { points } = sweepOf({
    vary: {
      latinHypercube: {
        points: 10,
        of: {
          "linger.ms": { from: 0, to: 99 },
          "batch.size": { from: 1, to: 1_023, scale: "magnitude" },
          acks: ["1", "all"],
        },
      },
    },
  });
  const column = (key: string) => points.map(({ settings }) => settings[key] as number);
  const tens = column("linger.ms").map((linger) => Math.floor(linger / 10));
  expect(tens.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(tens).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const doublings = column("batch.size").map((size) => Math.floor(Math.log2(size)));
  expect(new Set(doublings).size).toBe(10);
  expect(points.filter(({ settings }) => settings["acks"] === "all").length).toBe(5);
});

test.each(networkNames)("on the network %s every record of a patient producer is decided", (network) => {
  expect(networkProfiles.map(({ name }) => name)).toContain(network);
  const plan = sweepOf({ network, load: { records: 200, every: "50ms" } });
  const row = rowOf(plan);
  expect(row.settled).toBe(true);
  expect(row.acknowledged + row.failed).toBe(200);
});

test("measured delays and round trips come from files, a round trip in two halves", () => {
  const files = { "one-way.txt": "# measured\n1.5ms\n\n20ms # a slow one\n", "rtt.txt": "3ms\n40ms" };
  const delay = (network: SweepInput["network"]) =>
    scenarioOfPoint(sweepOf({ network }, files), { point: 1, settings: {} }).network.delay;
  expect(delay({ delays: "one-way.txt" })).toEqual({ samples: ["1.5ms", "20ms"] });
  expect(delay({ roundTrips: "rtt.txt" })).toEqual({ samples: ["1500us", "20ms"] });
});

test("a trace says when records are sent, and how large they are", () => {
  const files = { "trace.csv": "0ms\n1ms,300\n1ms\n" };
  const plan = sweepOf({ load: { trace: "trace.csv", partitions: 2 } }, files);
  const [shop] = scenarioOfPoint(plan, { point: 1, settings: {} }).producers;
  expect(shop?.sends?.map(({ at, to, valueBytes }) => [at, to, valueBytes])).toEqual([
    ["0ms", "orders-0", 100],
    ["1ms", "orders-1", 300],
    ["1ms", "orders-0", 100],
  ]);
  expect(rowOf(plan).records).toBe(3);
});

test("bursts send so many at once", () => {
  const at = (burst: number) =>
    rowOf(sweepOf({ load: { records: 40, every: "1s", burst }, settings: { "linger.ms": 0 } }));
  expect(at(1).spanMicros).toBeGreaterThan(39_000_000);
  expect(at(10).spanMicros).toBeLessThan(4_000_000);
  // What comes at once travels together.
  expect(at(10).requests).toBeLessThan(at(1).requests);
});

const wrong: readonly (readonly [why: string, lines: readonly string[], message: RegExp])[] = [
  ["an empty file", [], /^my\.yml:1: holds nothing; a sweep begins with keys such as name, load and vary$/],
  ["an unknown key", [...begun, "vary: { list: [{ acks: all }] }", "sedes: 5"], /^my\.yml:4: .*sedes.*seeds/],
  [
    "an unknown network",
    [...begun, "network: moon", "vary: { list: [{ acks: all }] }"],
    /^my\.yml:3: network .*same-rack/,
  ],
  [
    "the same settings twice",
    [...begun, "vary:", "  list:", "    - { acks: all }", "    - { acks: all }"],
    /^my\.yml:6: .*point 1 a second time/,
  ],
  [
    "nothing that the client takes",
    [...begun, "vary: { list: [{ acks: 7 }] }"],
    /^my\.yml:3: vary has no settings that the client takes: .*acks/,
  ],
  [
    "a baseline that is nowhere",
    [...begun, "vary: { list: [{ acks: all }] }", "baseline: { acks: 1 }"],
    /^my\.yml:4: baseline is at no point/,
  ],
  [
    "too large a grid",
    [
      ...begun,
      `vary: { grid: { a: [${Array.from({ length: 400 }, (_, at) => at).join()}], b: [${Array.from({ length: 400 }, (_, at) => at).join()}] } }`,
    ],
    /^my\.yml:3: vary\.grid has 160000 points; the most are 100000/,
  ],
  [
    "a fault at somebody who is not there",
    [...begun, "vary: { list: [{ acks: all }] }", "faults: [{ at: 1s, do: crash, node: nobody, for: 1s }]"],
    /^my\.yml:4: faults\[0\]\.node: no node is called "nobody"/,
  ],
  [
    "two ways to say the delay",
    [...begun, "network: { delay: 1ms, delays: d.txt }", "vary: { list: [{ acks: all }] }"],
    /^my\.yml:3: network says twice how long messages take/,
  ],
  [
    "a delay without its unit",
    [...begun, "network: { delays: d.txt }", "vary: { list: [{ acks: all }] }"],
    /^d\.txt:2: is "7", and must be a time with its unit/,
  ],
];

test.each(wrong)("of %s it is said where it stands and what would be right", (_why, lines, message) => {
  expect(() => read(lines, { "d.txt": "5ms\n7\n" })).toThrow(message);
});
