import { isDeepStrictEqual } from "node:util";
import { replay, type ReplayOptions } from "./replay.ts";
import type { Script, Trace, TraceEvent } from "./script.ts";

/** Where a replayed trace leaves the recorded one. `at` is the index of the event, or `final`. */
export interface Difference {
  readonly id: string;
  readonly at: number | "final";
  readonly recorded: unknown;
  readonly replayed: unknown;
  /** The events before it, on which both agree. */
  readonly before: readonly TraceEvent[];
}

export interface Comparison {
  readonly scripts: number;
  readonly differences: readonly Difference[];
}

const eventsBefore = 10;

/** Replays every script and compares with its recording: all events for equality, then the final state. */
export function compare(scripts: readonly Script[], traces: readonly Trace[], options: ReplayOptions = {}): Comparison {
  const recorded = new Map(traces.map((trace) => [trace.id, trace]));
  const differences: Difference[] = [];
  let compared = 0;
  for (const script of scripts) {
    const trace = recorded.get(script.id);
    if (trace === undefined) continue;
    compared++;
    const difference = firstDifference(trace, replay(script, options));
    if (difference !== undefined) differences.push(difference);
  }
  return { scripts: compared, differences };
}

export function firstDifference(recorded: Trace, replayed: Trace): Difference | undefined {
  const { id } = recorded;
  // The producer here behaves as one that threw within, but it does not throw (P-26).
  const events = recorded.events.filter(({ e }) => e !== "uncaught");
  const length = Math.max(events.length, replayed.events.length);
  for (let at = 0; at < length; at++) {
    if (isDeepStrictEqual(events[at], replayed.events[at])) continue;
    const before = events.slice(Math.max(0, at - eventsBefore), at);
    return { id, at, recorded: events[at], replayed: replayed.events[at], before };
  }
  if (isDeepStrictEqual(recorded.final, replayed.final)) return undefined;
  const before = events.slice(-eventsBefore);
  return { id, at: "final", recorded: recorded.final, replayed: replayed.final, before };
}

/** The result for people: the share that agrees, and the first difference with what led to it. */
export function describe({ scripts, differences }: Comparison): string {
  const agreed = scripts - differences.length;
  const share = `${agreed} of ${scripts} traces agree`;
  const [first] = differences;
  if (first === undefined) return share;
  const where = first.at === "final" ? "in the final state" : `at event ${first.at}`;
  const shown = (value: unknown): string => (value === undefined ? "nothing more" : JSON.stringify(value));
  return [
    share,
    `${first.id} differs ${where}, after`,
    ...first.before.map((event) => `    ${JSON.stringify(event)}`),
    `  recorded: ${shown(first.recorded)}`,
    `  replayed: ${shown(first.replayed)}`,
  ].join("\n");
}
