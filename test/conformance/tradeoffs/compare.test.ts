import { expect, test } from "vitest";
import { type Came, cameOf } from "../../../conformance/tradeoffs/came.ts";
import { type Comparison, compare, errorsOf } from "../../../conformance/tradeoffs/compare.ts";
import { roundTripsText } from "../../../conformance/tradeoffs/data.ts";
import { type Row, agreements, described, renewed } from "../../../conformance/tradeoffs/report.ts";
import { timesIn } from "../../../src/lab/sweep/given-files.ts";

/** A run of a hundred records, of which so many failed, each as late as it says. */
const run = ({ failed = 0, micros = 30_000, requests = 100 }): Came =>
  cameOf(
    Array.from({ length: 100 }, (_, record) => ({
      sentMicros: 10_000 * record,
      decidedMicros: 10_000 * record + micros,
      ...(record < failed ? { error: "TimeoutException" } : {}),
    })),
    requests,
  );

const verdicts = (comparisons: readonly Comparison[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(comparisons.map(({ measure, agrees }) => [measure, agrees]));

const all = { failed: true, p50: true, p90: true, p99: true, slowest: true, requests: true };

test("what is told of each record comes to counts by exception and times from send to callback", () => {
  const { records, failed, errors, maxMicros } = cameOf(
    [
      { sentMicros: 0, decidedMicros: 31_000 },
      { sentMicros: 10_000, decidedMicros: 1_510_000, error: "TimeoutException" },
      { sentMicros: 20_000, decidedMicros: 21_000, error: "NetworkException" },
    ],
    2,
  );
  expect({ records, failed, errors, maxMicros }).toEqual({
    records: 3,
    failed: 2,
    errors: { TimeoutException: 1, NetworkException: 1 },
    maxMicros: 1_500_000,
  });
  expect(errorsOf([run({ failed: 3 }), run({ failed: 4 })])).toEqual({ TimeoutException: 3.5 });
});

test("runs that come to the same agree in everything", () => {
  expect(verdicts(compare([run({}), run({})], [run({}), run({})]))).toEqual(all);
});

test("two records of a hundred are within what was allowed beforehand, three are not", () => {
  const measured = [run({ failed: 10 }), run({ failed: 10 }), run({ failed: 10 })];
  const simulated = (failed: number): readonly Came[] => [run({ failed }), run({ failed }), run({ failed })];
  expect(verdicts(compare(simulated(12), measured))).toEqual(all);
  expect(verdicts(compare(simulated(13), measured))).toEqual({ ...all, failed: false });
});

test("runs that spread widely leave room for each other", () => {
  const wide = [run({ failed: 0 }), run({ failed: 10 }), run({ failed: 20 })];
  expect(verdicts(compare([run({ failed: 16 }), run({ failed: 16 })], wide))).toEqual(all);
});

test("times may be off by two milliseconds or a fifth at the median, and by a tenth at the end", () => {
  const measured = [run({ micros: 30_000 }), run({ micros: 30_000 })];
  const late = (micros: number): readonly Came[] => [run({ micros }), run({ micros })];
  expect(verdicts(compare(late(32_000), measured))).toEqual(all);
  expect(verdicts(compare(late(35_000), measured))).toEqual({ ...all, p90: false, p99: false, slowest: false });
  expect(verdicts(compare(late(37_000), measured))).toEqual({
    ...all,
    p50: false,
    p90: false,
    p99: false,
    slowest: false,
  });
});

test("a tenth more requests are as many, a fifth are not", () => {
  const measured = [run({}), run({})];
  expect(verdicts(compare([run({ requests: 109 }), run({ requests: 109 })], measured))).toEqual(all);
  expect(verdicts(compare([run({ requests: 120 }), run({ requests: 120 })], measured))).toEqual({
    ...all,
    requests: false,
  });
});

const rowOf = (simulated: readonly Came[], measured: readonly Came[]): Row => {
  const settings = { "linger.ms": 5 };
  return { point: 1, settings, simulated, measured, comparisons: compare(simulated, measured) };
};

test("a document gets the table between its markers, and keeps what stands around it", () => {
  const rows = [rowOf([run({}), run({})], [run({ failed: 50 }), run({ failed: 50 })])];
  expect(agreements(rows)).toEqual({ agree: 5, all: 6 });
  expect(described(rows)).toContain("DIFFER");
  const document = "before\n<!-- against the real thing -->\nold\n<!-- end of against the real thing -->\nafter\n";
  const text = renewed(document, rows, "then, there");
  expect(text).toMatch(/^before\n<!-- against the real thing -->\n\nthen, there;.*5 of 6/s);
  expect(text).toMatch(/\| \*\*differ\*\* \|/);
  expect(text).toMatch(/<!-- end of against the real thing -->\nafter\n$/);
  expect(text).not.toContain("old");
  expect(() => renewed("nothing", rows, "")).toThrow(/no markers/);
});

test("round trips are written as a file that a sweep reads, whatever their number", () => {
  const text = roundTripsText([31_000, 32_000, 33_000], "here");
  const times = timesIn("round-trips.txt", () => text);
  expect(times).toHaveLength(200);
  expect([times[0], times[100], times[199]]).toEqual(["31000us", "32000us", "33000us"]);
});
