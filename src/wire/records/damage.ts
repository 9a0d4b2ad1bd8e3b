import { MalformedBytes } from "../malformed.ts";

/** Compressed bytes end before they say that they do. */
export class EndsEarly extends MalformedBytes {}

/**
 * Some of the records are there, perhaps all, and what stands behind them in the compressed bytes is wrong: whoever reads
 * them in a stream, as brokers do, comes upon it when he wants more.
 */
export class DamageBehind extends MalformedBytes {
  readonly plain: Buffer;

  constructor(plain: Buffer, what: string, at: number) {
    super(what, at);
    this.plain = plain;
  }
}
