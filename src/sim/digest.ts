/**
 * A rolling digest of everything noted in a run: 64 bits in two lanes of 32-bit integer arithmetic, equal on every
 * engine. Two runs with one digest are taken to be the same run, so every note of the trace and every firing goes in.
 */
export class Digest {
  // Signed: an engine keeps whole numbers of 32 bits in place, and boxes greater ones (bench `model-event`).
  private a = 0x243f6a88 | 0;
  private b = 0x85a308d3 | 0;

  /** Takes in a safe integer: all of it, also what lies beyond 32 bits. */
  mix(value: number): void {
    const low = value | 0;
    this.stir(low, low);
    if (low !== value) this.stir(highBits(value), 1);
  }

  /**
   * Takes in eight safe integers in their order, each all of it. They are folded before they are stirred in, for products
   * that do not wait for each other cost little (bench `model-event`).
   */
  mixAll(a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number): void {
    this.fold(a, b, c, d, e, f, g, h);
    const narrow = (a | 0) === a && (b | 0) === b && (c | 0) === c && (d | 0) === d;
    if (narrow && (e | 0) === e && (f | 0) === f && (g | 0) === g && (h | 0) === h) return;
    this.foldHigh(a, b, c, d, e, f, g, h);
  }

  /** Folds what lies beyond 32 bits. Apart, for it is rare, and an engine counts the length of what it compiles together. */
  private foldHigh(a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number): void {
    const [p, q, r, s] = [highBits(a), highBits(b), highBits(c), highBits(d)];
    this.fold(p, q, r, s, highBits(e), highBits(f), highBits(g), highBits(h));
  }

  /** 16 hexadecimal digits. */
  get hex(): string {
    const lane = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
    return lane(this.a) + lane(this.b);
  }

  /**
   * Two sums of the same products, those of the values' lower 32 bits with odd constants: one without carries, one with
   * every product turned by a number of bits of its own. A product carries nothing downwards, and so two of them can
   * cancel out; turned apart they do not. Products of two values together would be fewer, but notes that differ in two bits collided.
   */
  private fold(a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number): void {
    const p = Math.imul(a, 0x2c1b3c6d);
    const q = Math.imul(b, 0x297a2d39);
    const r = Math.imul(c, 0x64e6d0b5);
    const s = Math.imul(d, 0x1b56c4e9);
    const t = Math.imul(e, 0x4cf5ad43);
    const u = Math.imul(f, 0x2745937f);
    const v = Math.imul(g, 0x38495ab5);
    const w = Math.imul(h, 0x517cc1b7);
    const turned = turn(p, 3) + turn(q, 7) + turn(r, 11) + turn(s, 13) + turn(t, 17) + turn(u, 19) + turn(v, 23);
    this.stir(p ^ q ^ r ^ s ^ t ^ u ^ v ^ w, (turned + turn(w, 29)) | 0);
  }

  private stir(one: number, other: number): void {
    const a = Math.imul(this.a ^ one, 0x9e3779b1);
    this.a = a ^ (a >>> 15);
    this.b = (Math.imul(this.b, 0x85ebca77) + other) ^ (a >>> 7);
  }
}

const highBits = (value: number): number => Math.floor(value / 4_294_967_296);

const turn = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
