/**
 * What a user gave cannot be taken: one line that says what is wrong, where, and what would be right. The command prints
 * it and exits with 2.
 */
export class BadInput extends Error {
  override readonly name = "BadInput";
}
