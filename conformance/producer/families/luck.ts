import { ratio, type Stream } from "../../../src/sim/prng.ts";

/** Draws in the words of who draws scripts. */
export class Luck {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** True in `percent` of 100 cases. */
  percent(percent: number): boolean {
    return this.#stream.chance(ratio(percent, 100));
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return this.#stream.between(low, high);
  }

  /** One of them; a value named twice comes twice as often. */
  pick<Value>(...values: readonly Value[]): Value {
    return values[this.#stream.between(0, values.length - 1)] as Value;
  }
}
