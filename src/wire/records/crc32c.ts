/** Castagnoli's polynomial, bits reversed. */
const polynomial = 0x82f63b78;

/**
 * Eight tables in one array: table t says what a byte does to the checksum when t more bytes follow it, so that eight
 * bytes are taken at a time (a plain table of one is four times slower).
 */
const tables = buildTables();

function buildTables(): Uint32Array {
  const built = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    built[byte] = rest;
  }
  for (let index = 256; index < built.length; index += 1) {
    const before = built[index - 256] ?? 0;
    built[index] = (before >>> 8) ^ (built[before & 0xff] ?? 0);
  }
  return built;
}

/** CRC-32C of the bytes from `from` up to `to`, as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0, to: number = bytes.byteLength): number {
  const table = tables;
  const at = (index: number): number => bytes[index] ?? 0;
  const look = (index: number): number => table[index] ?? 0;
  let crc = -1;
  let index = from;
  for (; index + 8 <= to; index += 8) {
    crc ^= at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    crc =
      look(0x700 + (crc & 0xff)) ^
      look(0x600 + ((crc >>> 8) & 0xff)) ^
      look(0x500 + ((crc >>> 16) & 0xff)) ^
      look(0x400 + (crc >>> 24)) ^
      look(0x300 + at(index + 4)) ^
      look(0x200 + at(index + 5)) ^
      look(0x100 + at(index + 6)) ^
      look(at(index + 7));
  }
  for (; index < to; index += 1) crc = look((crc ^ at(index)) & 0xff) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}
