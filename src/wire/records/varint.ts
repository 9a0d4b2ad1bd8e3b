import type { Writer } from "../protocol/writer.ts";

/** Zigzag: small numbers of either sign become small unsigned ones. */
const zigzag = (value: number): number => (value << 1) ^ (value >> 31);
export const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1);

/** A signed 32-bit number in one to five bytes. */
export const writeVarint = (writer: Writer, value: number): void => writer.unsignedVarint(zigzag(value));

/** A signed whole number of up to 64 bits in one to ten bytes. */
export function writeVarlong(writer: Writer, value: number): void {
  if (value >= -0x40000000 && value < 0x40000000) {
    writeVarint(writer, value);
    return;
  }
  const signed = BigInt(value);
  let left = BigInt.asUintN(64, (signed << 1n) ^ (signed >> 63n));
  while (left > 0x7fn) {
    writer.int8(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  writer.int8(Number(left));
}
