/**
 * A rolling digest of everything noted in a run: 64 bits in two lanes of 32-bit integer arithmetic, equal on every
 * engine. Two runs with one digest are taken to be the same run, so every note of the trace and every firing goes in.
 */
export class Digest {
  #a = 0x243f6a88;
  #b = 0x85a308d3;

  /** Takes in a safe integer: all of it, also what lies beyond 32 bits. */
  mix(value: number): void {
    const low = value | 0;
    this.#stir(low);
    if (low !== value) this.#stir(Math.floor(value / 4_294_967_296));
  }

  /** 16 hexadecimal digits. */
  get hex(): string {
    const lane = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
    return lane(this.#a) + lane(this.#b);
  }

  #stir(low: number): void {
    const a = Math.imul(this.#a ^ low, 0x9e3779b1);
    this.#a = a ^ (a >>> 15);
    this.#b = (Math.imul(this.#b, 0x85ebca77) + low) ^ (a >>> 7);
  }
}
