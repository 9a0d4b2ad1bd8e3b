const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const round = (sum: number, word: number): number => Math.imul(rotate(sum + Math.imul(word, prime2), 13), prime1);

/** xxHash of 32 bits with seed 0: the checksum of LZ4 frames. */
export function xxhash32(bytes: Buffer): number {
  let at = 0;
  let hash = prime5;
  if (bytes.byteLength >= 16) {
    const sums = [prime1 + prime2, prime2, 0, -prime1];
    for (; at + 16 <= bytes.byteLength; at += 16) {
      for (let lane = 0; lane < 4; lane += 1) sums[lane] = round(sums[lane] ?? 0, bytes.readInt32LE(at + 4 * lane));
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = sums;
    hash = rotate(first, 1) + rotate(second, 7) + rotate(third, 12) + rotate(fourth, 18);
  }
  hash = (hash + bytes.byteLength) | 0;
  for (; at + 4 <= bytes.byteLength; at += 4) {
    hash = Math.imul(rotate(hash + Math.imul(bytes.readInt32LE(at), prime3), 17), prime4);
  }
  for (; at < bytes.byteLength; at += 1) {
    hash = Math.imul(rotate(hash + Math.imul(bytes[at] ?? 0, prime5), 11), prime1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
