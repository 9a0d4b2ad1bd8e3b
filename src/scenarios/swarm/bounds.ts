import { chanceOf, durationOf } from "../../input/units.ts";
import { brokerActions } from "../../model/run/context.ts";
import type { MessageLabel } from "../../model/run/notes.ts";
import { type Duration, type Ratio, ratio } from "../../sim/index.ts";
import type { Scenario } from "../spec.ts";
import type { Choice } from "./choice.ts";
import { type Kind, type Whole, swarmProfiles, usualBounds } from "./profiles.ts";
import type { SwarmInput, SwarmName } from "./section.ts";

/** Whose bounds a hunt draws within: the scenario's own, those of a built-in profile, or none at all. */
export type SwarmChoice = SwarmName | "own" | "none";

interface Existing {
  /** How likely it is that a run knows the kind at all. */
  readonly exists: Ratio;
}

export interface ByChance extends Existing {
  /** In millionths. */
  readonly strength: Choice<number>;
}

/** Times in microseconds. */
export interface ByTime extends Existing {
  readonly atMost: number;
  readonly lasting: Choice<number>;
  /** Only of slow spells. */
  readonly by: Choice<number> | undefined;
}

export interface Aimed extends Existing {
  readonly atMost: number;
  readonly first: number;
  readonly at: readonly ("connect" | "accept" | MessageLabel)[];
  readonly actions: readonly ("drop" | "cut" | "duplicate" | "delay")[];
  readonly by: Choice<number>;
}

export interface Refusals extends Existing {
  readonly atMost: number;
  readonly first: number;
  readonly at: Whole<"errors">["at"];
  readonly names: Whole<"errors">["names"];
}

/** What is named after faults by chance, and after faults by time. */
export const chanceKinds = ["loss", "duplication", "cut"] as const;
export const timedKinds = ["split", "clog", "slow", "pause", "restart", "crash", ...brokerActions] as const;
export type ChanceKind = (typeof chanceKinds)[number];
export type TimedKind = (typeof timedKinds)[number];

export type Setting = string | number | boolean;

export interface WorkloadBounds {
  readonly count: Choice<number> | undefined;
  /** In microseconds. */
  readonly every: Choice<number> | undefined;
  readonly keyBytes: Choice<number> | undefined;
  readonly valueBytes: Choice<number> | undefined;
  readonly partitions: Choice<number> | undefined;
}

/** A section of a scenario, whole and in numbers. What is `undefined` is not drawn. */
export interface SwarmBounds {
  readonly chances: Readonly<Record<ChanceKind, ByChance | undefined>>;
  /** The kinds that the scenario itself speaks of: what its network says of them is not added. */
  readonly alone: readonly ChanceKind[];
  readonly timed: Readonly<Record<TimedKind, ByTime | undefined>>;
  readonly aimed: Aimed | undefined;
  readonly errors: Refusals | undefined;
  readonly storms: ByTime | undefined;
  readonly within: Duration | undefined;
  readonly delays: readonly Scenario["network"]["delay"][];
  readonly ties: readonly ("fifo" | "lifo" | "shuffle")[];
  readonly settings: readonly (readonly [key: string, choice: Choice<Setting>])[];
  readonly workload: WorkloadBounds | undefined;
}

/** The bounds that a hunt of a scenario draws within unless it is told otherwise. */
export const usualSwarm = ({ swarm }: Scenario): SwarmChoice =>
  swarm === undefined ? "default" : swarm === "none" ? "none" : "own";

/** The bounds of a choice for a scenario; `undefined`: nothing is drawn. */
export function boundsFor({ swarm }: Scenario, choice: SwarmChoice): SwarmBounds | undefined {
  if (choice === "none") return undefined;
  if (choice !== "own") return boundsOf({ like: choice }, sectionOf(choice));
  if (swarm === undefined || swarm === "none") return undefined;
  return boundsOf(swarm, swarm.like === "none" ? {} : sectionOf(swarm.like ?? "default"));
}

const sectionOf = (wanted: SwarmName): SwarmInput => swarmProfiles.find(({ name }) => name === wanted)?.section ?? {};

/** A kind of a section with all that it leaves out, from the profile that it is like or from what is usual. */
function whole<Name extends Kind>(kind: Name, given: SwarmInput, base: SwarmInput): Whole<Name> | undefined {
  const said: unknown = given[kind] ?? base[kind];
  if (said === undefined || said === "none") return undefined;
  const before: unknown = base[kind];
  return Object.assign({}, usualBounds[kind], before === "none" ? {} : before, said);
}

function boundsOf(given: SwarmInput, base: SwarmInput): SwarmBounds {
  const byChance = (kind: ChanceKind): ByChance | undefined => {
    const full = whole(kind, given, base);
    return full && { exists: chance(full.exists), strength: choiceOf(full.strength, millionths) };
  };
  const byTime = (kind: TimedKind | "storms"): ByTime | undefined => {
    const full: (Whole<"split"> & Partial<Whole<"slow">>) | undefined = whole(kind, given, base);
    if (full === undefined) return undefined;
    const by = timesOf(full.by);
    return { exists: chance(full.exists), atMost: full.atMost, lasting: choiceOf(full.lasting, durationOf), by };
  };
  return {
    chances: { loss: byChance("loss"), duplication: byChance("duplication"), cut: byChance("cut") },
    alone: chanceKinds.filter((kind) => given[kind] !== undefined),
    timed: {
      split: byTime("split"),
      clog: byTime("clog"),
      slow: byTime("slow"),
      pause: byTime("pause"),
      restart: byTime("restart"),
      crash: byTime("crash"),
      "metadata-late": byTime("metadata-late"),
      "fail-over": byTime("fail-over"),
      "follower-stalls": byTime("follower-stalls"),
    },
    aimed: aimedOf(whole("aimed", given, base)),
    errors: refusalsOf(whole("errors", given, base)),
    storms: byTime("storms"),
    within: given.within === undefined ? undefined : durationOf(given.within),
    delays: given.delay ?? [],
    ties: given.ties ?? base.ties ?? [],
    settings: Object.entries(given.settings ?? {}).map(([key, values]) => [
      key,
      choiceOf<Setting, Setting>(values, same),
    ]),
    workload: workloadOf(given.workload),
  };
}

function aimedOf(full: Whole<"aimed"> | undefined): Aimed | undefined {
  if (full === undefined) return undefined;
  const { atMost, first, at, do: actions, by } = full;
  return { exists: chance(full.exists), atMost, first, at, actions, by: choiceOf(by, durationOf) };
}

const refusalsOf = (full: Whole<"errors"> | undefined): Refusals | undefined =>
  full && { ...full, exists: chance(full.exists) };

function workloadOf(written: SwarmInput["workload"]): WorkloadBounds | undefined {
  if (written === undefined) return undefined;
  const counts = (values: Written<number> | undefined): Choice<number> | undefined =>
    values === undefined ? undefined : choiceOf(values, same);
  return {
    count: counts(written.count),
    every: timesOf(written.every),
    keyBytes: counts(written.keyBytes),
    valueBytes: counts(written.valueBytes),
    partitions: counts(written.partitions),
  };
}

type Written<Value> = Value | readonly Value[] | { readonly from: Value; readonly to: Value };

const same = <Value>(value: Value): Value => value;

/** What one value, a list or a range means. */
function choiceOf<Value extends Setting, Meant extends Setting>(
  written: Written<Value>,
  read: (value: Value) => Meant,
): Choice<Meant> {
  if (typeof written !== "object") return { of: "values", values: [read(written)] };
  if (isList(written)) return { of: "values", values: written.map(read) };
  return { of: "range", from: Number(read(written.from)), to: Number(read(written.to)) };
}

/** In microseconds. */
const timesOf = (written: Written<string> | undefined): Choice<number> | undefined =>
  written === undefined ? undefined : choiceOf(written, durationOf);

const isList = <Value>(written: object): written is readonly Value[] => Array.isArray(written);

const chance = (text: string): Ratio => chanceOf(text) ?? ratio(0, 1);

/** A chance in millionths, in which it is written again. */
function millionths(text: string): number {
  const { numerator, denominator } = chance(text);
  return Math.round((numerator * 1_000_000) / denominator);
}
