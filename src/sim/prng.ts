import { assert, InvariantError, unreachable } from "./assert.ts";
import { Xor128 } from "./xor128.ts";

/** A chance as an exact fraction: `ratio(1, 20)` is 5%. No floating point decides anything. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export const ratio = (numerator: number, denominator: number): Ratio => {
  assert(Number.isSafeInteger(numerator) && numerator >= 0, () => `${numerator} is no numerator of a chance`);
  assert(Number.isSafeInteger(denominator) && denominator >= 1, () => `${denominator} is no denominator of a chance`);
  assert(denominator >= numerator && denominator <= widest, () => `${denominator} is no denominator of a chance`);
  return { numerator, denominator };
};

/** Widest range that one 32-bit draw serves exactly: its product with a draw stays below 2^53. */
const widest = 2 ** 21;

/** Widest range that integers of 32 bits serve, half a draw at a time. */
const narrow = 2 ** 15;

/**
 * A stream of chance: closed integer ranges and fractions, drawn from `seedrandom`'s xor128, replayed from a tape, or
 * both in turn. Every method draws the same amount whatever comes out, so that switching one decision off moves no other.
 *
 * A stream can be recorded: what it gave is then a tape of integers that replays it without any seed.
 */
export class Stream {
  private readonly bits: Xor128;
  private readonly tape: readonly number[] | undefined;
  private readonly recording: number[] | undefined;
  /** Neither replayed nor recorded. */
  private readonly isFree: boolean;
  private position = 0;

  constructor(seed: number, tape?: readonly number[], recording?: number[]) {
    // The generator never leaves the state of all zeros, which is what seed 0 would put it in.
    this.bits = new Xor128(seed === 0 ? 0x6d2b79f5 : seed);
    this.tape = tape;
    this.recording = recording;
    this.isFree = tape === undefined && recording === undefined;
  }

  /** A whole number from `low` to `high`, both included. Off the end of a tape: `low`. */
  between(low: number, high: number): number {
    const width = high - low + 1;
    // The usual draws in one piece each, here and in `chance`: every message takes four (bench `model-event`).
    if (this.isFree && width >= 1 && width <= narrow) {
      const drawn = this.bits.int32();
      const upper = Math.imul(drawn >>> 16, width);
      const lower = Math.imul(drawn & 0xffff, width) >>> 16;
      return low + ((upper + lower) >>> 16);
    }
    return this.isFree ? this.draw(low, high) : this.taped(low, high);
  }

  /** True in `chance.numerator` of `chance.denominator` cases. */
  chance({ numerator, denominator }: Ratio): boolean {
    // The same as the line below, without the quotient: what is below one is below the other.
    if (this.isFree) return (this.bits.int32() >>> 0) * denominator < numerator * 4_294_967_296;
    return this.between(0, denominator - 1) < numerator;
  }

  /** One of the values, as often as its weight says. */
  weighted<Value>(table: readonly (readonly [value: Value, weight: number])[]): Value {
    let total = 0;
    for (const [, weight] of table) total += weight;
    assert(total > 0, () => "a weighted table needs a positive weight");
    let left = this.between(0, total - 1);
    for (const [value, weight] of table) {
      if (left < weight) return value;
      left -= weight;
    }
    return unreachable(left as never);
  }

  private taped(low: number, high: number): number {
    const drawn =
      this.tape === undefined ? this.draw(low, high) : Math.min(high, Math.max(low, this.tape[this.position++] ?? low));
    this.recording?.push(drawn);
    return drawn;
  }

  private draw(low: number, high: number): number {
    const width = high - low + 1;
    if (width < 1) throw new InvariantError(`no whole number lies between ${low} and ${high}`);
    const first = this.bits.int32() >>> 0;
    if (width <= widest) return low + Math.floor((first * width) / 4_294_967_296);
    const second = this.bits.int32() >>> 11;
    const fraction = (first * 2_097_152 + second) / 9_007_199_254_740_992;
    return low + Math.min(width - 1, Math.floor(fraction * width));
  }
}

/** What streams gave, by name: the part of a run's luck that is no fault (delays, jitter). */
export type Tapes = Readonly<Record<string, readonly number[]>>;

/**
 * The streams of one run, by (seed, purpose, entity): a new consumer of chance disturbs nobody, and neighbouring seeds
 * do not look alike. With tapes, streams named there replay them and the rest gives its lowest values; no seed is needed.
 */
export class Streams {
  private readonly seed: number;
  private readonly tapes: Tapes | undefined;
  private readonly recordings: Record<string, number[]> | undefined;
  private readonly streams = new Map<string, Stream>();

  constructor(options: {
    readonly seed: number;
    readonly tapes?: Tapes | undefined;
    readonly record?: boolean | undefined;
  }) {
    this.seed = options.seed;
    this.tapes = options.tapes;
    this.recordings = options.record === true ? {} : undefined;
  }

  /** The stream of that name: whoever asks again, say after a restart, goes on where it is. */
  stream(purpose: string, entity: string): Stream {
    const name = `${purpose} ${entity}`;
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const made = this.own(purpose, entity);
    this.streams.set(name, made);
    return made;
  }

  /** The stream of that name from its beginning, for somebody who asks once, keeps it, and is the only one to draw from it. */
  own(purpose: string, entity: string): Stream {
    const seed = mix(this.seed, purpose, entity);
    // A run without tapes needs names for their hash alone: they are not put together.
    if (this.tapes === undefined && this.recordings === undefined) return new Stream(seed);
    const name = `${purpose} ${entity}`;
    const tape = this.tapes === undefined ? undefined : (this.tapes[name] ?? []);
    if (this.recordings === undefined) return new Stream(seed, tape);
    const recording: number[] = [];
    this.recordings[name] = recording;
    return new Stream(seed, tape, recording);
  }

  /** All that was drawn so far, by stream; streams that gave nothing are left out. Empty when not recording. */
  recorded(): Tapes {
    const drawn = Object.entries(this.recordings ?? {}).filter(([, values]) => values.length > 0);
    return Object.fromEntries(drawn.map(([name, values]) => [name, values.slice()]));
  }
}

/** Scrambles 32 bits so that neighbours part ways (a finaliser of the murmur family; the constants are its). */
export function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A 32-bit seed for the stream that is called `purpose entity` in the run `seed` (any safe integer). */
function mix(seed: number, purpose: string, entity: string): number {
  const begun = scramble(seed | 0) ^ scramble(Math.floor(seed / 4_294_967_296) + 0x5bd1e995);
  const blank = Math.imul(taken(begun, purpose) ^ 32, fnvPrime);
  return scramble(taken(blank, entity));
}

const fnvPrime = 0x01000193;

/** The hash, with a text taken in (a variant of Fowler, Noll and Vo's, on the units of UTF-16). */
function taken(hash: number, text: string): number {
  let grown = hash;
  for (let at = 0; at < text.length; at++) grown = Math.imul(grown ^ text.charCodeAt(at), fnvPrime);
  return grown;
}
