import type { NetworkParts } from "./networks.ts";
import type { Precision, Settings, SweepFile } from "./spec.ts";

/** Settings to try: one row of the results. Numbered from 1. */
export interface Point {
  readonly point: number;
  readonly settings: Settings;
  /** Why the client refuses them; such a point has no runs. */
  readonly refusal: string | undefined;
}

/** One send of a trace. */
export interface Arrival {
  readonly at: string;
  readonly valueBytes: number;
}

/** A sweep with nothing left to look up, as plain data: what worker threads are told and ledgers begin with. */
export interface SweepPlan {
  readonly file: Omit<SweepFile, "vary">;
  readonly parts: NetworkParts;
  /** The sends of a trace; `undefined`: the load is a stream. */
  readonly arrivals: readonly Arrival[] | undefined;
  readonly points: readonly Point[];
  /** The number of the point that the others are compared with. */
  readonly baseline: number;
}

/** All of a sweep but its points. */
export type Surroundings = Pick<SweepPlan, "file" | "parts" | "arrivals">;

/** Where precision is not asked for, nobody gets more seeds than the others. */
export const mostSeeds = ({ file: { seeds, precision } }: Pick<SweepPlan, "file">): number =>
  precision === undefined ? seeds : Math.max(seeds, (precision satisfies Precision).seeds);
