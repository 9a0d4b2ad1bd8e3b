import type { GroundTruth } from "../../../model/run/ground-truth.ts";
import type { MarkName } from "../../../model/run/marks.ts";
import type { Digest } from "../../../sim/index.ts";
import { Automaton, type Machine } from "./automaton.ts";
import { mixText } from "./mix-text.ts";

/** An actor as states with numbers. */
export abstract class ActorPart<Input, Outcome, Standing> {
  protected readonly automaton: Automaton<Input, Outcome, Standing>;
  private readonly truth: Pick<GroundTruth, "marks">;

  /** `truth`: what the actor has been told to count. */
  constructor(machine: Machine<Input, Outcome, Standing>, truth: Pick<GroundTruth, "marks">) {
    this.automaton = new Automaton(machine);
    this.truth = truth;
  }

  get size(): number {
    return this.automaton.size;
  }

  /** The marks that were hit in any state. */
  get marks(): Partial<Record<MarkName, number>> {
    return this.truth.marks.toObject();
  }

  /** Takes all its states into a digest. */
  mixInto(digest: Digest): void {
    for (const key of this.automaton.keys()) mixText(digest, key);
  }

  get worked(): number {
    return this.automaton.worked;
  }
}
