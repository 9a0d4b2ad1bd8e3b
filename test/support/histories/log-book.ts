import type { Fact, Partition } from "./facts.ts";

/** One batch of a log, as the facts have it. */
export interface BookedBatch {
  readonly baseOffset: number;
  readonly sends: readonly number[];
  readonly producerId: number;
  readonly epoch: number;
  readonly baseSequence: number;
}

/**
 * What a log holds after so many facts. A batch that is given an offset which the log has already takes the place of what
 * lay there and behind it, as in a log whose end had been lost.
 */
export function logAfter(facts: readonly Fact[], count: number, partition: Partition): readonly BookedBatch[] {
  let log: BookedBatch[] = [];
  for (const fact of facts.slice(0, count)) {
    if (fact.kind === "append" && fact.partition === partition) {
      const { baseOffset, sends, producerId, epoch, baseSequence } = fact;
      log = before(log, baseOffset);
      log.push({ baseOffset, sends, producerId, epoch, baseSequence });
    } else if ((fact.kind === "lose" || fact.kind === "take-over") && fact.partition === partition)
      log = before(log, fact.from);
    else if (fact.kind === "restart" && fact.swapped?.[0] === partition) log = withSwapped(log, fact.swapped);
  }
  return log;
}

const before = (log: readonly BookedBatch[], offset: number): BookedBatch[] =>
  log.filter(({ baseOffset, sends }) => baseOffset + sends.length <= offset);

/** Two batches that are equally long change places. */
function withSwapped(log: BookedBatch[], [, one, other]: readonly [Partition, number, number]): BookedBatch[] {
  const [here, there] = [log[one], log[other]];
  if (here === undefined || there === undefined || here.sends.length !== there.sends.length) return log;
  return log.with(one, { ...here, sends: there.sends }).with(other, { ...there, sends: here.sends });
}

/** The offset behind the last record of a log. */
export function endAfter(facts: readonly Fact[], count: number, partition: Partition): number {
  const last = logAfter(facts, count, partition).at(-1);
  return last === undefined ? 0 : last.baseOffset + last.sends.length;
}
