import { durationOf } from "../../input/units.ts";
import { Simulation } from "../../model/run/simulation.ts";
import { reseeded } from "../../scenarios/compile.ts";
import { RunResult } from "../../scenarios/run.ts";
import {
  type Instant,
  type NoteKind,
  type TimedFault,
  type TraceListener,
  formatTime,
  isTimed,
  networkNotes,
  never,
  since,
} from "../../sim/index.ts";
import { type Fate, fatesOf, isOutage } from "./measure.ts";
import type { SweepPlan } from "./plan-data.ts";
import { preparedPoint } from "./work.ts";

/** Records that fared alike, sent one after the other: from and to are instants in microseconds. */
export interface Episode {
  /** `failed with TimeoutException`, `stored twice`… */
  readonly what: string;
  readonly records: number;
  readonly sentFrom: number;
  readonly sentTo: number;
  /** When the first and the last of their callbacks ran; `undefined`: none did. */
  readonly decidedFrom: number | undefined;
  readonly decidedTo: number | undefined;
  /** What was done to the run in that time. */
  readonly because: readonly Mishap[];
}

/** Something that was done to the run. `until`: for a message the instant itself. */
export interface Mishap {
  readonly at: number;
  readonly until: number;
  readonly text: string;
}

/** A run of the sweep, run again and looked into. */
export interface Explained {
  readonly digest: string;
  readonly episodes: readonly Episode[];
  /** Promises that the run broke, and what accounts for that; each once. */
  readonly broken: readonly string[];
}

/** Says which records of a run fared badly, when, and what was done to the run at that time. */
export function explained(plan: SweepPlan, point: number, seed: number): Explained {
  const messages = new LostMessages();
  const prepared = reseeded(preparedPoint(plan, point), seed);
  const simulation = new Simulation({ ...prepared.plan, trace: { keep: "heard", by: messages } }, seed);
  const { violations } = new RunResult(prepared, simulation, simulation.run());
  const { network } = simulation;
  const mishaps = [
    ...network.faults.filter(isTimed).filter(isOutage).map(outage),
    ...messages.lost.map(({ at, verb, from, to, label, occurrence }): Mishap => {
      const name = `${network.nodes[from] ?? ""}>${network.nodes[to] ?? ""} ${network.labelName(label)} #${occurrence}`;
      return { at, until: at, text: `${name} ${verb}` };
    }),
  ].toSorted((one, other) => one.at - other.at);
  const late = durationOf(plan.file.late);
  const episodes = kinds(late).flatMap((kind) => episodesOf(fatesOf(simulation), kind, mishaps));
  const broken = violations.map(({ property, because }) =>
    because.length === 0 ? property : `${property}, because: ${because.join("; ")}`,
  );
  return { digest: simulation.trace.digest.hex, episodes, broken: [...new Set(broken)] };
}

function outage(fault: TimedFault): Mishap {
  const { at, until } = fault;
  const what =
    fault.do === "node" ? `${fault.action} of ${fault.node}` : `${fault.do} of ${fault.from} and ${fault.to}`;
  const lasting = until === never ? "for good" : `for ${formatTime(since(at, until))}`;
  return { at, until, text: `${what} at ${formatTime(at)} ${lasting}` };
}

/** What to call a record's bad end; `undefined`: it had none of this kind. */
type Kind = (fate: Fate) => string | undefined;

const kinds = (late: number): readonly Kind[] => [
  ({ acknowledged, copies }) => (acknowledged && copies === 0 ? "acknowledged, and in no log" : undefined),
  ({ copies }) => (copies > 1 ? "stored twice" : undefined),
  ({ error }) => (error === undefined ? undefined : `failed with ${error}`),
  ({ decidedAt }) => (decidedAt === undefined ? "without any callback" : undefined),
  ({ sentAt, decidedAt }) => (decidedAt !== undefined && decidedAt - sentAt > late ? "decided late" : undefined),
];

function episodesOf(fates: readonly Fate[], kind: Kind, mishaps: readonly Mishap[]): readonly Episode[] {
  const episodes: Episode[] = [];
  let held: { what: string; fates: Fate[] } | undefined;
  const end = (): void => {
    if (held !== undefined) episodes.push(episodeOf(held.what, held.fates, mishaps));
    held = undefined;
  };
  for (const fate of fates) {
    const what = kind(fate);
    if (what !== held?.what) end();
    if (what === undefined) continue;
    held ??= { what, fates: [] };
    held.fates.push(fate);
  }
  end();
  return episodes;
}

function episodeOf(what: string, fates: readonly Fate[], mishaps: readonly Mishap[]): Episode {
  const sent = fates.map(({ sentAt }) => sentAt);
  const decided = fates.map(({ decidedAt }) => decidedAt).filter((at) => at !== undefined);
  const [sentFrom = 0, sentTo = 0] = [sent[0], sent.at(-1)];
  const decidedTo = decided.length === 0 ? undefined : greatest(decided);
  const end = decidedTo ?? Infinity;
  return {
    what,
    records: fates.length,
    sentFrom,
    sentTo,
    decidedFrom: decided.length === 0 ? undefined : -greatest(decided.map((at) => -at)),
    decidedTo,
    because: mishaps.filter(({ at, until }) => at <= end && until >= sentFrom),
  };
}

const greatest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);

/** Hears of messages that never arrived. */
class LostMessages implements TraceListener {
  readonly lost: {
    readonly at: number;
    readonly verb: string;
    readonly from: number;
    readonly to: number;
    readonly label: number;
    readonly occurrence: number;
  }[] = [];

  hear(at: Instant, kind: NoteKind, from: number, to: number, label: number, occurrence: number): void {
    const verb =
      kind.code === networkNotes.lost.code ? "lost" : kind.code === networkNotes.cut.code ? "reset" : undefined;
    if (verb !== undefined) this.lost.push({ at, verb, from, to, label, occurrence });
  }
}
