/** A key of what it was given, in its order: 128 bits in four lanes of 32-bit integer arithmetic, equal on every engine. */
export class Mixer {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  begin(): void {
    this.a = 0x243f6a88 | 0;
    this.b = 0x85a308d3 | 0;
    this.c = 0x13198a2e | 0;
    this.d = 0x03707344 | 0;
  }

  /** A number that a field holds: all of it, whole or not. */
  number(value: number): void {
    const low = value | 0;
    if (low === value) this.mix(low, 0x51ed270b);
    else if (Number.isFinite(value)) {
      this.mix(low, Math.floor(value / 4_294_967_296));
      // Fractions come of ratios, and there are few of them.
      this.mix(Math.round((value % 1) * 1_000_000_000), 0x2127599b);
    } else this.mix(value > 0 ? 1 : 2, 0x1c69b3f7);
  }

  /** A sign that is no number of a field: what kind of thing comes next, or which of the known ones it is. */
  token(code: number): void {
    this.mix(code, 0x6d2b79f5);
  }

  /** What everything that was given since `begin` comes to. */
  key(): string {
    for (let round = 0; round < 3; round++) this.mix(round, 0x3c6ef372);
    const { a, b, c, d } = this;
    const units = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16, c & 0xffff, c >>> 16, d & 0xffff, d >>> 16];
    return String.fromCharCode(...units);
  }

  /** One round: each lane takes in a value and its neighbour. */
  private mix(one: number, other: number): void {
    const a = Math.imul(this.a ^ one, 0x9e3779b1);
    const b = Math.imul(this.b ^ other ^ (a >>> 15), 0x85ebca77);
    const c = Math.imul(this.c ^ one ^ (b >>> 13), 0xc2b2ae3d);
    const d = Math.imul(this.d ^ (one + other) ^ (c >>> 16), 0x27d4eb2f);
    this.a = a ^ (d >>> 14);
    this.b = b ^ (a << 7);
    this.c = c ^ (b << 11);
    this.d = d ^ (c << 5);
  }
}
