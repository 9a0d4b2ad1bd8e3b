import type { Delivery } from "../../model/run/ledger.ts";
import { Simulation } from "../../model/run/simulation.ts";
import { type Prepared, reseeded } from "../../scenarios/compile.ts";
import { type TimedFault, isTimed } from "../../sim/index.ts";
import { Latencies } from "./latencies.ts";
import { EffortWatcher } from "./watcher.ts";

/** What came of one run: a setting under one seed. Plain data; all of it are whole numbers, times in microseconds. */
export interface RunRow {
  readonly point: number;
  readonly seed: number;
  /** Of the whole run: `onceproof run` on the point's scenario with this seed comes to the same. */
  readonly digest: string;
  /** Whether it came to rest; else a limit cut it off. */
  readonly settled: boolean;
  readonly records: number;
  /** Acknowledged by at least one of its sends. */
  readonly acknowledged: number;
  /** Failed for good, and by which exception. */
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
  /** No callback ever ran: the process had died. */
  readonly undecided: number;
  /** Acknowledged, and in no log at the end. */
  readonly lost: number;
  /** In a log more than once. */
  readonly duplicated: number;
  /** Failed or undecided, and in a log all the same. */
  readonly failedButStored: number;
  /** Stored behind a record of the same partition that was sent later. */
  readonly outOfOrder: number;
  /** Decided later than the sweep's `late` after their send, or not at all. */
  readonly late: number;
  /** From the first send to the last callback. */
  readonly spanMicros: number;
  readonly requests: number;
  readonly bytes: number;
  /** Batches that were written again. */
  readonly retries: number;
  /** The most of buffer.memory in use; null: the client has none. */
  readonly bufferBytes: number | null;
  readonly mutedMicros: number;
  /** How long the application was behind its schedule, for `send` blocked or it waited. */
  readonly behindMicros: number;
  /** Outages by timed faults, those that overlap taken for one, and how long after the worst all that was sent by its end was decided. */
  readonly outages: number;
  readonly recoveryMicros: number | null;
  readonly maxMicros: number;
  /** From each record's first send to the callback that decided it; an HDR histogram, compressed, in base 64. */
  readonly latencies: string;
}

/** What became of one record, whatever the number of its sends. Times are instants of the run. */
export interface Fate {
  readonly partition: number;
  readonly sentAt: number;
  decidedAt: number | undefined;
  acknowledged: boolean;
  error: string | undefined;
  copies: number;
  firstOffset: number;
}

/** Runs one seed of a point and measures it. The histogram is emptied first; it serves for all runs of a thread. */
export function measured(prepared: Prepared, at: RunName, lateMicros: number, latencies: Latencies): RunRow {
  const watcher = new EffortWatcher();
  const { plan, seed } = reseeded(prepared, at.seed);
  const simulation = new Simulation({ ...plan, trace: { keep: "heard", by: watcher } }, seed);
  watcher.watch(simulation);
  const settled = simulation.run() === "settled";
  const { deliveries } = simulation.truth;
  const fates = fatesOf(simulation, deliveries);
  const { requests, bytes, bufferBytes, mutedMicros } = watcher.effort(simulation.scheduler.now);
  return {
    ...at,
    digest: simulation.trace.digest.hex,
    settled,
    ...outcomesOf(fates, lateMicros, latencies),
    outOfOrder: outOfOrder(fates),
    requests,
    bytes,
    retries: simulation.truth.marks.counts["batch-retried"],
    bufferBytes: bufferBytes ?? null,
    mutedMicros,
    behindMicros: behind(simulation, deliveries),
    ...recoveryOf(simulation, fates),
  };
}

export interface RunName {
  readonly point: number;
  readonly seed: number;
}

/** By record, in the order of first sends. Sends again belong to the record that they mean. */
export function fatesOf({ truth }: Simulation, deliveries = truth.deliveries): readonly Fate[] {
  const fates: Fate[] = [];
  const bySend: Fate[] = [];
  for (const delivery of deliveries) {
    const { record } = delivery;
    const earlier = record.earlierSend === undefined ? undefined : bySend[record.earlierSend];
    const fate = earlier ?? newFate(delivery);
    if (earlier === undefined) fates.push(fate);
    bySend.push(fate);
    const { copies, firstOffset } = truth.ledger.entry(record.send);
    if (copies > 0) fate.firstOffset = Math.min(fate.firstOffset, firstOffset);
    fate.copies += copies;
    decide(fate, delivery);
  }
  return fates;
}

const newFate = ({ record, sentAt }: Delivery): Fate => ({
  partition: record.topicPartition.index,
  sentAt,
  decidedAt: undefined,
  acknowledged: false,
  error: undefined,
  copies: 0,
  firstOffset: Infinity,
});

/** The first acknowledgement decides, and without one the last failure. */
function decide(fate: Fate, { outcome, at, error }: Delivery): void {
  if (fate.acknowledged || outcome === "undecided") return;
  fate.decidedAt = at;
  fate.acknowledged = outcome === "acked";
  fate.error = fate.acknowledged ? undefined : (error ?? "?");
}

function outcomesOf(fates: readonly Fate[], lateMicros: number, latencies: Latencies) {
  latencies.reset();
  const errors: Record<string, number> = {};
  let [acknowledged, failed, undecided, lost, duplicated, failedButStored, late, maxMicros, end] = Array<number>(
    9,
  ).fill(0) as [number, number, number, number, number, number, number, number, number];
  for (const { sentAt, decidedAt, acknowledged: isAcknowledged, error, copies } of fates) {
    if (copies > 1) duplicated++;
    if (isAcknowledged) {
      acknowledged++;
      if (copies === 0) lost++;
    } else {
      if (copies > 0) failedButStored++;
      if (error === undefined) undecided++;
      else {
        failed++;
        errors[error] = (errors[error] ?? 0) + 1;
      }
    }
    const micros = decidedAt === undefined ? Infinity : decidedAt - sentAt;
    if (micros > lateMicros) late++;
    if (decidedAt === undefined) continue;
    latencies.record(micros);
    maxMicros = Math.max(maxMicros, micros);
    end = Math.max(end, decidedAt);
  }
  return {
    records: fates.length,
    acknowledged,
    failed,
    errors: Object.fromEntries(Object.entries(errors).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    undecided,
    lost,
    duplicated,
    failedButStored,
    late,
    spanMicros: Math.max(0, end - (fates[0]?.sentAt ?? 0)),
    maxMicros,
    latencies: latencies.encoded(),
  };
}

/** From the last record back: who lies behind the least offset of those that were sent later was overtaken. */
function outOfOrder(fates: readonly Fate[]): number {
  const least = new Map<number, number>();
  let count = 0;
  for (let at = fates.length - 1; at >= 0; at--) {
    const { partition, firstOffset, copies } = fates[at] as Fate;
    if (copies === 0) continue;
    const later = least.get(partition) ?? Infinity;
    if (firstOffset > later) count++;
    else least.set(partition, firstOffset);
  }
  return count;
}

/** The time in which a send was due and had not begun: the k-th first send is the k-th that was planned. */
function behind({ applications }: Simulation, deliveries: readonly Delivery[]): number {
  const workload = applications[0]?.plan.workload;
  let [sum, until, nth] = [0, 0, 0];
  for (const { record, sentAt } of deliveries) {
    if (workload === undefined || record.earlierSend !== undefined || nth >= workload.length) continue;
    const planned = workload.send(nth++).at;
    const from = Math.max(planned, until);
    if (sentAt > from) {
      sum += sentAt - from;
      until = sentAt;
    }
  }
  return sum;
}

/** What stops traffic while it lasts; a link that is only slow does not. */
const stops = new Set([
  "split",
  "clog",
  "restart-clean",
  "restart-kill",
  "pause",
  "fail-over",
  "crash",
  "metadata-late",
]);

export const isOutage = (fault: TimedFault): boolean => stops.has(fault.do === "node" ? fault.action : fault.do);

function recoveryOf({ network, scheduler }: Simulation, fates: readonly Fate[]) {
  const outages: { at: number; until: number }[] = [];
  const timed = network.faults.filter(isTimed).filter(isOutage);
  for (const { at, until } of timed.toSorted((one, other) => one.at - other.at)) {
    const last = outages.at(-1);
    if (last !== undefined && at <= last.until) last.until = Math.max(last.until, until);
    else outages.push({ at, until });
  }
  let worst = 0;
  for (const { until } of outages) {
    if (until > scheduler.now) continue;
    for (const { sentAt, decidedAt } of fates) {
      if (sentAt > until) break;
      if (decidedAt !== undefined && decidedAt - until > worst) worst = decidedAt - until;
    }
  }
  return { outages: outages.length, recoveryMicros: outages.length === 0 ? null : worst };
}
