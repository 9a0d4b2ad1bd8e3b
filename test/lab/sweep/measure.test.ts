import { expect, test } from "vitest";
import { explained } from "../../../src/lab/sweep/explain.ts";
import { comparisonOf, summaryOf } from "../../../src/lab/sweep/summary.ts";
import { preparedPoint } from "../../../src/lab/sweep/work.ts";
import { run } from "../../../src/scenarios/run.ts";
import { reseeded } from "../../../src/scenarios/compile.ts";
import { rowOf, rowsOf, sweepOf } from "../../support/sweeps.ts";

/** One record each 10 ms for 200 ms, each in a batch of its own. */
const alone = { "linger.ms": 0, "batch.size": 0 };
const answersLost = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    message: `broker-1>shop Produce response #${at + 1}`,
    do: "drop" as const,
  }));

test("on a network that does nothing each record takes a round trip, one request and its bytes", () => {
  const row = rowOf(sweepOf({ settings: alone }));
  expect(row).toMatchObject({
    settled: true,
    records: 20,
    acknowledged: 20,
    failed: 0,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    late: 0,
    requests: 20,
    retries: 0,
    outages: 0,
    recoveryMicros: null,
    behindMicros: 0,
  });
  // The header of a batch is 61 bytes, a record of 100 bytes has 9 beside its value.
  expect(row.bytes).toBe(20 * (61 + 109));
  const { measures } = summaryOf(rowsOf(sweepOf({ settings: alone })));
  expect(measures.p50).toMatchObject({ estimate: expect.closeTo(4_000, -1) as number });
});

test("with one request in flight nothing more can be sent for a round trip, and then it can", () => {
  const settings = { ...alone, "max.in.flight.requests.per.connection": 1 };
  // The first of twenty records waits for its connection; each is in flight for 4 ms.
  expect(rowOf(sweepOf({ settings })).mutedMicros).toBe(20 * 4_000);
});

test("a listener that measures changes nothing: the run is the one that the command shows", () => {
  const plan = sweepOf({ network: { like: "mobile", loss: "1%" }, load: { records: 200, every: "20ms" } });
  for (const { seed, digest } of rowsOf(plan)) {
    expect(run(reseeded(preparedPoint(plan, 1), seed)).digest).toBe(digest);
  }
});

test("whose answer is lost is sent again: one record twice without idempotence, none with it", () => {
  const plan = sweepOf({
    settings: { ...alone, "request.timeout.ms": 1_000 },
    faults: answersLost(1),
    vary: { list: [{ "enable.idempotence": true }, { "enable.idempotence": false }] },
  });
  const [once, twice] = [rowOf(plan, 1), rowOf(plan, 2)];
  expect([once.duplicated, once.failed]).toEqual([0, 0]);
  expect(twice.duplicated).toBeGreaterThan(0);
  expect(once.retries).toBeGreaterThan(0);
  expect(explained(plan, 2, 1).episodes[0]).toMatchObject({ what: "stored twice", records: twice.duplicated });
});

test("a record in no log that was acknowledged is lost silently, and only acks=0 loses any here", () => {
  const faults = [{ message: "shop>broker-1 Produce request #3", do: "drop" as const }];
  const plan = sweepOf({
    settings: { ...alone, "enable.idempotence": false, "request.timeout.ms": 1_000 },
    faults,
    vary: { list: [{ acks: "0" }, { acks: "1" }] },
  });
  const [blind, told] = [rowOf(plan, 1), rowOf(plan, 2)];
  expect(blind.lost).toBeGreaterThan(0);
  expect(blind.failed).toBe(0);
  expect([told.lost, told.acknowledged]).toEqual([0, 20]);
  expect(explained(plan, 1, 1).episodes[0]).toMatchObject({
    what: "acknowledged, and in no log",
    because: [{ text: "shop>broker-1 Produce request #3 lost" }],
  });
});

test("without idempotence a later request overtakes a refused one: out of order with five in flight, not with one", () => {
  const faults = [
    { message: "shop>broker-1 Produce request #3", do: "error" as const, error: "NOT_LEADER_OR_FOLLOWER" as const },
  ];
  const plan = sweepOf({
    load: { records: 20, every: "1ms" },
    settings: { ...alone, "enable.idempotence": false },
    faults,
    vary: { list: [{ "max.in.flight.requests.per.connection": 5 }, { "max.in.flight.requests.per.connection": 1 }] },
  });
  expect(rowOf(plan, 1).outOfOrder).toBeGreaterThan(0);
  expect(rowOf(plan, 2).outOfOrder).toBe(0);
  // With one in flight nothing can be sent while it flies.
  expect(rowOf(plan, 2).mutedMicros).toBeGreaterThan(rowOf(plan, 1).mutedMicros);
});

test("an outage is measured from its end: what was sent meanwhile is decided soon after, or fails", () => {
  const split = (lasting: string) => [
    { at: "50ms", do: "split" as const, between: ["shop", "broker-1"] as [string, string], for: lasting },
  ];
  const patient = rowOf(sweepOf({ settings: alone, faults: split("2s"), late: "1s" }));
  expect(patient).toMatchObject({ outages: 1, failed: 0 });
  expect(patient.recoveryMicros).toBeGreaterThan(0);
  expect(patient.recoveryMicros).toBeLessThan(100_000);
  expect(patient.late).toBeGreaterThan(10);
  const hasty = sweepOf({
    settings: { ...alone, "delivery.timeout.ms": 1_000, "request.timeout.ms": 500 },
    faults: split("20s"),
  });
  const row = rowOf(hasty);
  expect(row.failed).toBeGreaterThan(10);
  expect(row.errors).toEqual({ TimeoutException: row.failed });
  const [episode] = explained(hasty, 1, 1).episodes;
  expect(episode).toMatchObject({ what: "failed with TimeoutException", records: row.failed });
  expect(episode?.because.map(({ text }) => text)).toContain("split of shop and broker-1 at 50ms for 20s");
});

test("an application whose sends block is behind its schedule, and the memory in use says why", () => {
  const load = { records: 40, every: "1ms", valueBytes: 10_000 };
  const settings = { "linger.ms": 0, "batch.size": 16_384 };
  const roomy = rowOf(sweepOf({ load, network: { delay: "20ms" }, settings }));
  const tight = rowOf(
    sweepOf({ load, network: { delay: "20ms" }, settings: { ...settings, "buffer.memory": 65_536 } }),
  );
  expect(roomy.behindMicros).toBe(0);
  expect(tight.behindMicros).toBeGreaterThan(10_000);
  // However many sends are late at once, a moment counts once.
  expect(tight.behindMicros).toBeLessThan(tight.spanMicros);
  expect(tight.bufferBytes).toBeLessThanOrEqual(65_536);
  expect(roomy.bufferBytes).toBeGreaterThan(65_536);
});

test("a record that the application sends again is one record, and what became of it is what came of its last send", () => {
  const faults = [
    { message: "shop>broker-1 Produce request #2", do: "error" as const, error: "INVALID_RECORD" as const },
  ];
  const plan = sweepOf({
    settings: alone,
    faults,
    vary: { list: [{ "application.resendsOnError": 0 }, { "application.resendsOnError": 2 }] },
  });
  expect(rowOf(plan, 1)).toMatchObject({ records: 20, failed: 1, acknowledged: 19 });
  expect(rowOf(plan, 2)).toMatchObject({ records: 20, failed: 0, acknowledged: 20 });
});

test("every setting meets the same outages, so that a difference is known better than either side", () => {
  const plan = sweepOf({
    network: "broker-restarts",
    load: { records: 150, every: "400ms" },
    settings: { "request.timeout.ms": 1_000 },
    vary: { grid: { "delivery.timeout.ms": [120_000, 5_000] } },
    seeds: 8,
  });
  const [patient, hasty] = [rowsOf(plan, 1), rowsOf(plan, 2)];
  expect(hasty.map(({ seed, outages }) => [seed, outages])).toEqual(
    patient.map(({ seed, outages }) => [seed, outages]),
  );
  const [one, other] = [summaryOf(hasty), summaryOf(patient)];
  const { differences, seeds } = comparisonOf(hasty, patient);
  expect(seeds).toBe(8);
  expect(differences.failed?.low).toBeGreaterThan(0);
  const width = ({ low, high }: { readonly low: number; readonly high: number }) => high - low;
  const together = width(one.measures.late ?? { low: 0, high: 1 }) + width(other.measures.late ?? { low: 0, high: 1 });
  expect(width(differences.late ?? { low: 0, high: 9 })).toBeLessThan(together);
});

test("whatever is known of both sides is compared, and a point beside itself differs in nothing", () => {
  const plan = sweepOf({
    network: { delay: { typical: "3ms" } },
    load: { records: 60, every: "5ms" },
    vary: { grid: { "linger.ms": [0, 100] } },
    seeds: 6,
  });
  const [hasty, lingering] = [rowsOf(plan, 1), rowsOf(plan, 2)];
  const { differences } = comparisonOf(lingering, hasty);
  expect(Object.keys(differences).sort()).toEqual(Object.keys(summaryOf(hasty).measures).sort());
  for (const name of ["p50", "p90", "p99", "p999"] as const) expect(differences[name]?.low).toBeGreaterThan(10_000);
  for (const { estimate, low, high } of Object.values(comparisonOf(hasty, hasty).differences)) {
    expect(estimate).toBe(0);
    expect([low <= 0, high >= 0]).toEqual([true, true]);
  }
});
