import { assert } from "../../sim/assert.ts";

const twoTo32 = 4_294_967_296;
const twoTo63 = 2 ** 63;
/** Up to here a finished message is copied out and the room used again; beyond, the room itself is handed over. */
const copiedUpTo = 65_536;
const firstRoom = 4_096;

/** Writes the protocol's primitive types one behind the other. */
export class Writer {
  private bytes = Buffer.allocUnsafe(firstRoom);
  offset = 0;

  int8(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  int16(value: number): void {
    const at = this.room(2);
    this.bytes[at] = value >> 8;
    this.bytes[at + 1] = value;
  }

  int32(value: number): void {
    this.put32(this.room(4), value);
  }

  int64(value: number): void {
    const at = this.room(8);
    // The last whole number below 2^63 is no double: what is read as 2^63 goes back as that.
    if (value >= twoTo63) {
      this.put32(at, 0x7fffffff);
      this.put32(at + 4, -1);
      return;
    }
    const high = Math.floor(value / twoTo32);
    this.put32(at, high);
    this.put32(at + 4, value - high * twoTo32);
  }

  float64(value: number): void {
    const at = this.room(8);
    this.bytes.writeDoubleBE(value, at);
  }

  unsignedVarint(value: number): void {
    let left = value >>> 0;
    while (left > 0x7f) {
      this.int8((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    this.int8(left);
  }

  /** 22 characters of base64url. */
  uuid(text: string): void {
    const at = this.room(16);
    const written = this.bytes.write(text, at, 16, "base64url");
    assert(written === 16, () => `"${text}" is no uuid`);
  }

  /** The bytes alone, without a length before them. */
  raw(bytes: Uint8Array): void {
    const at = this.room(bytes.byteLength);
    this.bytes.set(bytes, at);
  }

  /** UTF-8 of `byteLength` bytes, without a length before it. */
  text(text: string, byteLength: number): void {
    const at = this.room(byteLength);
    this.bytes.write(text, at, byteLength, "utf8");
  }

  /** Writes over an int32 that was written before. */
  patch32(at: number, value: number): void {
    this.put32(at, value);
  }

  /** All that was written; the writer begins anew. */
  finish(): Buffer {
    const { bytes, offset } = this;
    this.offset = 0;
    if (offset <= copiedUpTo) return Buffer.from(bytes.subarray(0, offset));
    this.bytes = Buffer.allocUnsafe(firstRoom);
    return bytes.subarray(0, offset);
  }

  private put32(at: number, value: number): void {
    this.bytes[at] = value >> 24;
    this.bytes[at + 1] = value >> 16;
    this.bytes[at + 2] = value >> 8;
    this.bytes[at + 3] = value;
  }

  /** Makes room for `length` more bytes and gives where they go. */
  private room(length: number): number {
    const at = this.offset;
    this.offset = at + length;
    if (this.offset > this.bytes.byteLength) {
      const wider = Buffer.allocUnsafe(Math.max(this.offset, this.bytes.byteLength * 2));
      this.bytes.copy(wider, 0, 0, at);
      this.bytes = wider;
    }
    return at;
  }
}
