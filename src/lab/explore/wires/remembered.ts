import { Memo } from "../machines/table.ts";
import type { Vocabulary } from "../machines/vocabulary.ts";
import type { Wires } from "./direction.ts";

/** What becomes of what is under way when somebody does something: worked out once for each state and deed. */
export class RememberedWires {
  private readonly wires: Wires;
  private readonly vocabulary: Vocabulary;
  private readonly upDeeds = new Memo();
  private readonly downDeeds = new Memo();
  private readonly upAnswers = new Memo();
  private readonly downAnswers = new Memo();

  constructor(wires: Wires, vocabulary: Vocabulary) {
    this.wires = wires;
    this.vocabulary = vocabulary;
  }

  upAfterDeeds(state: number, deeds: number, isUp: boolean): number {
    const { upDeeds, wires, vocabulary } = this;
    const code = 2 * deeds + (isUp ? 1 : 0);
    return (
      upDeeds.get(state, code) ?? upDeeds.set(state, code, wires.up.afterDeeds(state, vocabulary.deeds.at(deeds), isUp))
    );
  }

  downAfterDeeds(state: number, deeds: number, isUp: boolean): number {
    const { downDeeds, wires, vocabulary } = this;
    const code = 2 * deeds + (isUp ? 1 : 0);
    return (
      downDeeds.get(state, code) ??
      downDeeds.set(state, code, wires.down.afterDeeds(state, vocabulary.deeds.at(deeds), isUp))
    );
  }

  /** To the broker it matters over which connection it answers, not what. */
  upAfterAnswer(state: number, connection: number, message: number): number {
    const { upAnswers, wires } = this;
    return (
      upAnswers.get(state, connection) ??
      upAnswers.set(state, connection, wires.up.afterAnswer(state, connection, message))
    );
  }

  downAfterAnswer(state: number, connection: number, message: number): number {
    const { downAnswers, wires } = this;
    const code = connection + 1_024 * message;
    return (
      downAnswers.get(state, code) ?? downAnswers.set(state, code, wires.down.afterAnswer(state, connection, message))
    );
  }
}
