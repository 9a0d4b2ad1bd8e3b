import { utf8Bytes } from "./utf8.ts";

/** The partition of a record with this key, of `count`: murmur2 of its bytes, without the sign (P-43). */
export const partitionForKey = (key: string, count: number): number => (murmur2(utf8Bytes(key)) & 0x7fffffff) % count;

const magic = 0x5bd1e995;

/** Austin Appleby's MurmurHash2 with the seed that Kafka's clients have. */
function murmur2(bytes: Uint8Array): number {
  let hash = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    hash =
      Math.imul(hash, magic) ^
      mixed(byteAt(bytes, at, 0) | byteAt(bytes, at, 1) | byteAt(bytes, at, 2) | byteAt(bytes, at, 3));
  }
  const left = bytes.length - whole;
  if (left > 0) {
    for (let nth = left - 1; nth >= 0; nth--) hash ^= byteAt(bytes, whole, nth);
    hash = Math.imul(hash, magic);
  }
  hash = Math.imul(hash ^ (hash >>> 13), magic);
  return hash ^ (hash >>> 15);
}

const byteAt = (bytes: Uint8Array, at: number, nth: number): number => (bytes[at + nth] ?? 0) << (8 * nth);

function mixed(word: number): number {
  const scrambled = Math.imul(word, magic);
  return Math.imul(scrambled ^ (scrambled >>> 24), magic);
}
