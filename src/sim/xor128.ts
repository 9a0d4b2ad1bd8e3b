import xor128 from "seedrandom/lib/xor128.js";

/**
 * The states of seedrandom's xor128 that seeds of a single bit lead to, four words each: the library itself is asked, once
 * and for all runs.
 */
const statesOfBits: Int32Array = Int32Array.from(
  Array.from({ length: 32 }, (_, bit) => {
    const { x, y, z, w } = xor128(1 << bit, { state: true }).state();
    return [x, y, z, w];
  }).flat(),
);

/**
 * The generator `xor128` of `seedrandom`, number for number, as an object of four words. The library makes each of its
 * generators from closures and lets it take 64 turns first, which for the nine streams of a short run is a fortieth of
 * the run; and a draw through two closures costs twice one from fields (bench `model-event`).
 */
export class Xor128 {
  // Signed: an engine keeps whole numbers of 32 bits in place, and boxes greater ones.
  private x = 0;
  private y = 0;
  private z = 0;
  private w = 0;

  /**
   * `seed`: 32 bits, not all of them 0. A turn only shifts bits and takes sums of them without carries, so that the state
   * which a seed leads to is the sum, likewise, of those that its bits lead to.
   */
  constructor(seed: number) {
    for (let bit = 0, rest = seed; rest !== 0; bit += 4, rest >>>= 1) {
      if ((rest & 1) === 0) continue;
      this.x ^= statesOfBits[bit] as number;
      this.y ^= statesOfBits[bit + 1] as number;
      this.z ^= statesOfBits[bit + 2] as number;
      this.w ^= statesOfBits[bit + 3] as number;
    }
  }

  /** The next 32 bits, signed. */
  int32(): number {
    const t = this.x ^ (this.x << 11);
    const { w } = this;
    this.x = this.y;
    this.y = this.z;
    this.z = w;
    this.w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return this.w;
  }
}
