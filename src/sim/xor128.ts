import xor128 from "seedrandom/lib/xor128.js";

/**
 * The states that seedrandom's xor128 begins in, four words each, for every seed that has bits in one of its eight
 * half-bytes only: the library itself is asked, once and for all runs.
 */
const beginnings: Int32Array = Int32Array.from(
  Array.from({ length: 8 * 16 }, (_, entry) => {
    const { x, y, z, w } = xor128((entry & 15) << (4 * (entry >> 4)), { state: true }).state();
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
  private x: number;
  private y: number;
  private z: number;
  private w: number;

  /**
   * `seed`: 32 bits, not all of them 0. A turn only shifts bits and adds them without carries, and so the state that a
   * seed leads to is the sum, without carries, of the states that its parts lead to.
   */
  constructor(seed: number) {
    let x = 0;
    let y = 0;
    let z = 0;
    let w = 0;
    for (let part = 0; part < 8; part++) {
      const at = 64 * part + 4 * ((seed >>> (4 * part)) & 15);
      x ^= beginnings[at] as number;
      y ^= beginnings[at + 1] as number;
      z ^= beginnings[at + 2] as number;
      w ^= beginnings[at + 3] as number;
    }
    this.x = x;
    this.y = y;
    this.z = z;
    this.w = w;
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
