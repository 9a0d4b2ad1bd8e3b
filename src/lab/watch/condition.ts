import type { Simulation } from "../../model/run/simulation.ts";
import type { Happening } from "./happening.ts";

/** Whether something is so after one event. Asked after each event in turn: what comes to be so is told from what stays. */
export type Holds = (happening: Happening) => boolean;

/** One kind of condition: the word that it begins with, what may follow, and what it makes of that. */
export interface ConditionKind {
  readonly word: string;
  /** Everything that may stand there, for people: `producer NAME epoch N`. */
  readonly usage: string;
  readonly example: string;
  /** `undefined`: the words are not of this form. @throws BadInput where a name is nobody's. */
  read(words: string, simulation: Simulation): Holds | undefined;
}

/** A condition over the events and the state of a run. */
export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly holds: Holds;
}
