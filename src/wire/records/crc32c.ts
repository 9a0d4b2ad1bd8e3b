/** Castagnoli's polynomial, bits reversed. */
const polynomial = 0x82f63b78;
/** Bytes taken at a time: half as many take half as long again, one at a time ten times as long. */
const stride = 16;

/** One behind the other in one array: table t says what a byte does to the checksum when t more bytes follow it. */
const tables = buildTables();

function buildTables(): Int32Array {
  const built = new Int32Array(stride * 256);
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
  // Four bytes in one read; the engine makes a single load of it.
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = -1;
  let index = from;
  for (; index + stride <= to; index += stride) {
    crc =
      passed(crc ^ words.getInt32(index, true), 0xc00) ^
      passed(words.getInt32(index + 4, true), 0x800) ^
      passed(words.getInt32(index + 8, true), 0x400) ^
      passed(words.getInt32(index + 12, true), 0);
  }
  for (; index < to; index += 1) crc = at((crc ^ words.getUint8(index)) & 0xff) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

const at = (index: number): number => tables[index] ?? 0;

/** What four bytes do to the checksum; `behind`: where the tables begin for as many bytes as follow them. */
const passed = (word: number, behind: number): number =>
  at(behind + 0x300 + (word & 0xff)) ^
  at(behind + 0x200 + ((word >>> 8) & 0xff)) ^
  at(behind + 0x100 + ((word >>> 16) & 0xff)) ^
  at(behind + (word >>> 24));
