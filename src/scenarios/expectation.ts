import type { MarkName } from "../model/run/marks.ts";
import type { End, Simulation } from "../model/run/simulation.ts";
import { formatTime, since } from "../sim/index.ts";
import { durationOf } from "../input/units.ts";
import { isMeantRefused } from "./client-settings.ts";
import type { Prepared } from "./compile.ts";
import type { Scenario } from "./spec.ts";

interface Ended {
  readonly simulation: Simulation;
  readonly end: End;
}

/** One thing that a scenario says will happen, and that did not. */
export interface Shortfall {
  /** What of the scenario's expectations it is about: the same for all runs that fall short in this way. */
  readonly shape: string;
  /** One sentence. */
  readonly text: string;
}

/**
 * In what a run fell short of what its scenario says will happen: a story that shows a duplicate is wrong when there is
 * none.
 */
export function shortfalls(
  expect: Scenario["expect"],
  prepared: Prepared,
  { simulation, end }: Ended,
  violations: readonly { readonly property: string }[],
): readonly Shortfall[] {
  if (expect === undefined) return refusalShortfalls(prepared);
  const missing = [...refusalShortfalls(prepared)];
  const miss = (shape: string, text: string): unknown => missing.push({ shape, text });
  if (expect.limit && end === "settled") miss("limit", "the run was to reach its limit, and came to rest before");
  for (const property of expect.violations) {
    if (!violations.some((violation) => violation.property === property))
      miss(`held-${property}`, `${property} was meant to break, and held`);
  }
  for (const property of expect.holds) {
    if (violations.some((violation) => violation.property === property)) {
      miss(`broke-${property}`, `${property} was to hold, whatever would excuse it, and broke`);
    }
  }
  for (const [name, entries] of Object.entries(expect.entries)) {
    const topicPartition = simulation.topicPartitions.find((known) => known.name === name);
    const found = topicPartition === undefined ? 0 : simulation.broker.broker.logEndOffset(topicPartition);
    if (found !== entries) miss("entries", `${name} was to hold ${entries} entries, and holds ${found}`);
  }
  missing.push(...deliveryShortfalls(expect, simulation), ...lateDecisions(expect, simulation));
  const counts: Readonly<Record<string, number>> = simulation.truth.marks.counts;
  for (const mark of expect.marks) {
    if ((counts[mark as MarkName] ?? 0) === 0) miss(`no-${mark}`, `${mark} was to happen, and did not`);
  }
  for (const [mark, most] of Object.entries(expect.atMost)) {
    const count = counts[mark] ?? 0;
    if (count > most) miss(`too-often-${mark}`, `${mark} was to happen at most ${most} times, and did ${count} times`);
  }
  return missing;
}

function deliveryShortfalls(expect: NonNullable<Scenario["expect"]>, simulation: Simulation): readonly Shortfall[] {
  const wanted = [
    ["acked", expect.acked],
    ["failed", expect.failed],
    ["undecided", expect.undecided],
  ] as const;
  return wanted.flatMap(([outcome, count]) => {
    if (count === undefined) return [];
    const found = simulation.truth.deliveries.filter((delivery) => delivery.outcome === outcome).length;
    if (found === count) return [];
    return [{ shape: outcome, text: `${count} deliveries were to be ${outcome}, and ${found} are` }];
  });
}

/** Records whose callback came later than they may wait, or had not come when the run was over. */
function lateDecisions(
  { decidedWithin }: NonNullable<Scenario["expect"]>,
  simulation: Simulation,
): readonly Shortfall[] {
  if (decidedWithin === undefined) return [];
  const { truth, scheduler, plan } = simulation;
  const most = durationOf(decidedWithin);
  return truth.deliveries.flatMap(({ record, sentAt, at }) => {
    const waited = since(sentAt, at ?? scheduler.now);
    const name = plan.names.nameOf(record.id);
    if (waited <= most && at !== undefined) return [];
    const came = at === undefined ? `had not been after ${formatTime(waited)}` : `was after ${formatTime(waited)}`;
    return [{ shape: "decided-late", text: `${name} was to be decided within ${decidedWithin}, and ${came}` }];
  });
}

function refusalShortfalls({ scenario, refusals, profiles }: Prepared): readonly Shortfall[] {
  return scenario.producers
    .filter((producer) => isMeantRefused(producer, profiles.producer))
    .filter(({ name }) => !refusals.some(({ producer }) => producer === name))
    .map(({ name }) => ({ shape: "not-refused", text: `the settings of ${name} were to be refused, and were taken` }));
}
