/**
 * Arithmetic of sequence numbers: 0 … 2147483647, then 0 again (B-32, P-55). The only place that knows of the wrap.
 */
export const maxSequence = 2_147_483_647;

const sequenceSpace = maxSequence + 1;

/** The sequence number `count` after `sequence`, wrapping past 2147483647 to 0. */
export function incrementSequence(sequence: number, count: number): number {
  const sum = sequence + count;
  return sum > maxSequence ? sum - sequenceSpace : sum;
}

/** The sequence number `count` before `sequence`, wrapping below 0 to 2147483647. */
export function decrementSequence(sequence: number, count: number): number {
  const difference = sequence - count;
  return difference < 0 ? difference + sequenceSpace : difference;
}

/** Whether `base` directly follows `last` (B-31): 0 follows 2147483647. */
export const isNextInSequence = (last: number, base: number): boolean =>
  base === last + 1 || (base === 0 && last === maxSequence);
