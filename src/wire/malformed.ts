/** Bytes that are not what they should be: the only thing that readers of bytes throw. */
export class MalformedBytes extends Error {
  override readonly name = "MalformedBytes";
  /** What is wrong: "a string of 300 bytes where 12 are left". */
  readonly what: string;
  /** Where, in bytes from the beginning of what was read. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what}, at byte ${offset}`);
    this.what = what;
    this.offset = offset;
  }
}
