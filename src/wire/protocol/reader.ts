import { MalformedBytes } from "../malformed.ts";

const twoTo32 = 4_294_967_296;
const mostElements = 1 << 17;

/**
 * Reads the protocol's primitive types from bytes, in the order in which they come. What is read as bytes is a view
 * into the same memory. Lengths are held against what is left before anything is made of them.
 *
 * @throws MalformedBytes from every method, when the bytes end too early or claim what cannot be.
 */
export class Reader {
  readonly bytes: Buffer;
  offset: number;
  private readonly end: number;
  private elements = 0;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
    this.end = bytes.byteLength;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  int8(): number {
    return (this.byte() << 24) >> 24;
  }

  bool(): boolean {
    return this.byte() !== 0;
  }

  int16(): number {
    return (this.uint16() << 16) >> 16;
  }

  uint16(): number {
    const at = this.take(2, "an int16");
    return (this.at(at) << 8) | this.at(at + 1);
  }

  int32(): number {
    const at = this.take(4, "an int32");
    return (this.at(at) << 24) | (this.at(at + 1) << 16) | (this.at(at + 2) << 8) | this.at(at + 3);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  int64(): number {
    const at = this.take(8, "an int64");
    this.offset = at;
    const high = this.int32();
    return high * twoTo32 + this.uint32();
  }

  float64(): number {
    return this.bytes.readDoubleBE(this.take(8, "a float64"));
  }

  /** At most five bytes; of the fifth the lower four bits count, as in Kafka, so a length may come out negative. */
  unsignedVarint(): number {
    const at = this.offset;
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedBytes("a variable-length number of more than five bytes", at);
  }

  uuid(): string {
    const at = this.take(16, "a uuid");
    return this.bytes.toString("base64url", at, at + 16);
  }

  /** `length` bytes of UTF-8; what is no UTF-8 reads as U+FFFD, as in Java. */
  string(length: number): string {
    const at = this.take(length, "a string");
    return this.bytes.toString("utf8", at, at + length);
  }

  slice(length: number): Buffer {
    const at = this.take(length, "a field");
    return this.bytes.subarray(at, at + length);
  }

  /**
   * A length of a list that is about to be read: no element takes less than a byte, and all lists of a message together
   * have no more than some hundred thousand. A real broker has no such limit but its memory: a hundred megabytes of empty names
   * would be gigabytes of objects.
   */
  checkCount(count: number): void {
    if (count > this.remaining) throw this.tooLong(`a list of ${count} elements`);
    this.elements += count;
    if (this.elements > mostElements) throw new MalformedBytes(`${this.elements} elements of lists`, this.offset);
  }

  skip(length: number): void {
    this.take(length, "a tagged field");
  }

  private byte(): number {
    return this.at(this.take(1, "a byte"));
  }

  private at(offset: number): number {
    return this.bytes[offset] ?? 0;
  }

  /** Moves on by `length` and gives where that began. */
  private take(length: number, what: string): number {
    const at = this.offset;
    if (length < 0 || length > this.end - at) throw this.tooLong(`${what} of ${length} bytes`);
    this.offset = at + length;
    return at;
  }

  private tooLong(what: string): MalformedBytes {
    return new MalformedBytes(`${what} where ${this.remaining} bytes are left`, this.offset);
  }
}
