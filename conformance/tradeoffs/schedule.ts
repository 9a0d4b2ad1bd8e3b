import { durationOf } from "../../src/input/units.ts";
import type { FaultSpec } from "../../src/scenarios/spec.ts";

/** Which way a message goes. */
export type Way = "to-broker" | "to-client";

/** From `at` on until `until`, in microseconds since the load began. */
export interface Stretch {
  readonly at: number;
  readonly until: number;
}

/** What a proxy does to a link between one producer and its broker, and when. */
export interface Schedule {
  /** Nothing leaves, in either direction, and nobody is told. */
  readonly silences: readonly Stretch[];
  /** What is under way arrives when it is over. */
  readonly clogs: Readonly<Record<Way, readonly Stretch[]>>;
  /** Every connection breaks when it begins, and until it is over new ones are refused. */
  readonly outages: readonly Stretch[];
}

export const undisturbed: Schedule = { silences: [], clogs: { "to-broker": [], "to-client": [] }, outages: [] };

const broker = "broker-1";

/** The timed faults of a scenario, as a proxy carries them out. @throws Error for those that it knows no way to do. */
export function scheduleOf(faults: readonly FaultSpec[]): Schedule {
  const silences: Stretch[] = [];
  const clogs: Record<Way, Stretch[]> = { "to-broker": [], "to-client": [] };
  const outages: Stretch[] = [];
  for (const fault of faults) {
    if ("message" in fault || fault.for === undefined) throw unknown(fault);
    const at = durationOf(fault.at);
    const stretch = { at, until: at + durationOf(fault.for) };
    if (fault.do === "split" && fault.oneWay !== true) silences.push(stretch);
    else if (fault.do === "clog") clogs[fault.between[1] === broker ? "to-broker" : "to-client"].push(stretch);
    // A producer sees of a clean restart that the broker is away, and that it leads under a later epoch when it is back.
    else if (fault.do === "restart-clean" && fault.node === broker) outages.push(stretch);
    else throw unknown(fault);
  }
  return { silences: inOrder(silences), clogs, outages: inOrder(outages) };
}

const inOrder = (stretches: readonly Stretch[]): readonly Stretch[] =>
  stretches.toSorted((one, other) => one.at - other.at);

const unknown = (fault: FaultSpec): Error => new Error(`a proxy can't do this to a link: ${JSON.stringify(fault)}`);

const lasts = (stretches: readonly Stretch[], now: number): Stretch | undefined =>
  stretches.find(({ at, until }) => at <= now && now < until);

/** When a message arrives that leaves at `leaves` on a link that takes `oneWay`: as the simulator's links rule on it. */
export function arrivalOf(schedule: Schedule, way: Way, leaves: number, oneWay: number): number {
  const arrives = (lasts(schedule.silences, leaves)?.until ?? leaves) + oneWay;
  return Math.max(arrives, lasts(schedule.clogs[way], leaves)?.until ?? arrives);
}

/** Whether new connections are refused. */
export const isAway = ({ outages }: Schedule, now: number): boolean => lasts(outages, now) !== undefined;

/** How many outages have begun by then. */
export const outagesBy = ({ outages }: Schedule, now: number): number => outages.filter(({ at }) => at <= now).length;
