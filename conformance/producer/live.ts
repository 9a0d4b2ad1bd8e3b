import type { JavaLine } from "../../src/model/producer/client-behaviour.ts";
import { compare, describe, firstDifference, type Comparison, type Difference } from "./compare.ts";
import { record, type Player, type Recorded } from "./recording.ts";
import { replay } from "./replay.ts";
import type { Script, Trace } from "./script.ts";
import { shrink } from "./shrink.ts";

/** Scripts recorded just now, and what our producer made of them. */
export interface LiveReport {
  readonly recorded: Recorded;
  readonly comparison: Comparison;
  readonly planted: Planted;
}

/** Whether the comparison notices what is wrong on purpose. */
export interface Planted {
  /** Traces of which one event was moved by a millisecond, and how many of them were found to differ. */
  readonly altered: number;
  readonly alteredNoticed: number;
  /** Scripts that tell a producer whose retries wait a millisecond too long from the real one. */
  readonly slowNoticed: number;
}

export async function recordAndCompare(
  player: Player,
  scripts: readonly Script[],
  line: JavaLine,
): Promise<LiveReport> {
  const recorded = await record(player, scripts);
  const comparison = compare(recorded.scripts, recorded.traces, { line });
  return { recorded, comparison, planted: plantBreaches(recorded, line) };
}

/** So many are enough to tell: each is replayed once more. */
const mostPlanted = 200;

function plantBreaches({ scripts, traces }: Recorded, line: JavaLine): Planted {
  const some = scripts.slice(0, mostPlanted);
  const altered = traces.slice(0, mostPlanted).map(withOneEventLate);
  const slow = some.map(withSlowRetries);
  const slowNoticed = slow.filter((script, at) => {
    const trace = traces[at];
    return trace !== undefined && firstDifference(trace, replay(script, { line })) !== undefined;
  });
  const { differences } = compare(some, altered, { line });
  return { altered: altered.length, alteredNoticed: differences.length, slowNoticed: slowNoticed.length };
}

function withOneEventLate(trace: Trace): Trace {
  const at = trace.events.length >> 1;
  return { ...trace, events: trace.events.map((event, i) => (i === at ? { ...event, t: event.t + 1 } : event)) };
}

function withSlowRetries(script: Script): Script {
  const { config } = script;
  const backoff = config["retry.backoff.ms"] + 1;
  const cap = config["retry.backoff.max.ms"] + 1;
  return { ...script, config: { ...config, "retry.backoff.ms": backoff, "retry.backoff.max.ms": cap } };
}

export const isClean = ({ comparison, planted }: LiveReport): boolean =>
  comparison.scripts > 0 &&
  comparison.differences.length === 0 &&
  planted.alteredNoticed === planted.altered &&
  (planted.slowNoticed > 0 || comparison.scripts < mostPlanted);

/** The report for people: agreement by family, and what was planted. */
export function tell({ recorded, comparison, planted }: LiveReport): string {
  const differing = new Set(comparison.differences.map(({ id }) => id));
  const families = new Map<string, { scripts: number; agree: number }>();
  for (const { id, kind = "" } of recorded.scripts) {
    const family = families.get(kind) ?? { scripts: 0, agree: 0 };
    families.set(kind, { scripts: family.scripts + 1, agree: family.agree + (differing.has(id) ? 0 : 1) });
  }
  const rows = [...families].map(([name, { scripts, agree }]) => `  ${name}: ${agree} of ${scripts}`);
  const events = recorded.traces.reduce((sum, trace) => sum + trace.events.length, 0);
  const { leftOut } = recorded;
  const spoiled = `left out: ${leftOut.length}, whose bytes the client itself overwrote (KAFKA-19012)`;
  return [
    ...rows,
    ...(leftOut.length > 0 ? [`  ${spoiled}`] : []),
    `${events} events compared; planted: ${planted.alteredNoticed} of ${planted.altered} altered events noticed, ` +
      `retries 1 ms too slow noticed by ${planted.slowNoticed} scripts`,
    describe(comparison),
  ].join("\n");
}

/** The smallest script that still parts the player's client from ours, and the difference in words; or none. */
export async function shrinkDifference(
  player: Player,
  script: Script,
  line: JavaLine,
): Promise<{ readonly script: Script; readonly told: string } | undefined> {
  const differences = async (candidates: readonly Script[]): Promise<readonly (Difference | undefined)[]> => {
    const recordings = await player.play(candidates);
    return candidates.map((candidate, at) => {
      const recording = recordings[at];
      if (recording === undefined || "failed" in recording) return undefined;
      return firstDifference(recording, replay(candidate, { line }));
    });
  };
  const [difference] = await differences([script]);
  if (difference === undefined) return undefined;
  // What comes after the difference is of no interest, and takes most of the time.
  const cut = { ...script, end: momentOf(difference, script) + 1 };
  const [stillThere] = await differences([cut]);
  const smallest = await shrink(stillThere === undefined ? script : cut, async (candidates) =>
    (await differences(candidates)).map((found) => found !== undefined),
  );
  const { traces } = await record(player, [smallest]);
  return { script: smallest, told: describe(compare([smallest], traces, { line })) };
}

function momentOf({ recorded, replayed }: Difference, { end }: Script): number {
  const moments = [recorded, replayed].map((event) => (event as { readonly t?: number } | undefined)?.t ?? 0);
  return Math.min(end - 1, Math.max(...moments));
}
