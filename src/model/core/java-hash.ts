import type { TopicPartition } from "./topic-partition.ts";

/**
 * The orders in which Java's hash maps are walked (P-116): where the client iterates over one, they decide which
 * partition is drained or failed first (P-117).
 */

/** Java's hash of a text, as an unsigned number of 32 bits. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

export const topicPartitionHash = (topicPartition: TopicPartition): number =>
  (Math.imul(31, 31 + topicPartition.partition) + javaStringHash(topicPartition.topic)) | 0;

/** The number of buckets of a map that was made for `expected` entries and now holds `size`. */
export function capacityFor(expected: number, size: number): number {
  let capacity = 1;
  while (capacity < expected) capacity *= 2;
  while (size > Math.floor(capacity * 0.75)) capacity *= 2;
  return capacity;
}

/** The capacity of a map that nobody gave a size. */
export const defaultCapacity = 16;

/** The bucket in which a key of this hash lies. */
export const bucketOf = (hash: number, capacity: number): number => (hash ^ (hash >>> 16)) & (capacity - 1);

/** The entries in the order of a walk: by bucket, and within one in the order given, that of their insertion. */
export function inBucketOrder<Entry>(
  entries: readonly Entry[],
  hashOf: (entry: Entry) => number,
  capacity: number,
): Entry[] {
  return [...entries].sort((a, b) => bucketOf(hashOf(a), capacity) - bucketOf(hashOf(b), capacity));
}

/**
 * A map that is copied for each new key, as the accumulator's are: the copy is made to measure for the old entries,
 * keeps their order and then takes the new one.
 */
export function withNewKey<Entry>(entries: readonly Entry[], added: Entry, hashOf: (entry: Entry) => number): Entry[] {
  const before = entries.length;
  const expected = before === 0 ? defaultCapacity : Math.floor(before / 0.75 + 1);
  return inBucketOrder([...entries, added], hashOf, capacityFor(expected, before + 1));
}
