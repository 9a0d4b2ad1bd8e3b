import { closest } from "fastest-levenshtein";

/**
 * What a user gave cannot be taken: one line that says what is wrong, where, and what would be right. The command prints
 * it and exits with 2.
 */
export class BadInput extends Error {
  override readonly name = "BadInput";
  /** The keys that lead to the place in a scenario, where that is known. */
  readonly path: readonly (string | number)[] | undefined;
  /** Whether the message says the place itself: a line of another file, or an argument. */
  readonly saysPlace: boolean;

  constructor(message: string, place?: readonly (string | number)[] | "said") {
    // A name, a key or a value may hold anything, but the message stays on its line.
    super(message.replaceAll(/\s+/g, " "));
    this.path = place === "said" ? undefined : place;
    this.saysPlace = place === "said";
  }
}

/** `no story is called "lostack"; did you mean "lost-ack"?` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  return `no ${what} is called "${name}"; did you mean "${closest(name, [...known])}"? (there are: ${known.join(", ")})`;
}
