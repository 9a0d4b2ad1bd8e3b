import { noOffset, noTimestamp } from "../protocol.ts";
import type { LogBatch } from "./retained-batches.ts";

/** A record's place in a log. */
export interface TimestampAndOffset {
  readonly timestamp: number;
  readonly offset: number;
}

export const nowhere: TimestampAndOffset = { timestamp: noTimestamp, offset: noOffset };

/** Index of the first batch that ends at or after `offset`; the number of batches when there is none. */
function firstEndingAtOrAfter(batches: readonly LogBatch[], offset: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((batches[middle]?.lastOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whole batches from the one that holds `offset`, as many as `maxBytes` hold. The first comes whatever its size when
 * `atLeastOne` says so, or nobody could ever read past a batch larger than his limit.
 */
export function batchesFrom(
  batches: readonly LogBatch[],
  offset: number,
  maxBytes: number,
  atLeastOne: boolean,
): readonly LogBatch[] {
  const from = firstEndingAtOrAfter(batches, offset);
  let to = from;
  let bytes = 0;
  for (let next = batches[to]; next !== undefined; next = batches[to]) {
    bytes += next.batch.sizeInBytes;
    if (bytes > maxBytes && !(atLeastOne && to === from)) break;
    to += 1;
  }
  return batches.slice(from, to);
}

/** The first record at or above `logStartOffset` whose time is `timestamp` or later. */
export function firstAtOrAfter(
  batches: readonly LogBatch[],
  timestamp: number,
  logStartOffset: number,
  stamped: boolean,
): TimestampAndOffset {
  for (const appended of batches) {
    if (appended.maxTimestamp < timestamp) continue;
    const found = recordIn(appended, timestamp, logStartOffset, stamped);
    if (found !== undefined) return found;
  }
  return nowhere;
}

/** The first record of the greatest time. */
export function greatestTimestamp(batches: readonly LogBatch[], stamped: boolean): TimestampAndOffset {
  let greatest: LogBatch | undefined;
  for (const appended of batches) {
    if (greatest === undefined || appended.maxTimestamp > greatest.maxTimestamp) greatest = appended;
  }
  return (greatest && recordIn(greatest, greatest.maxTimestamp, greatest.baseOffset, stamped)) ?? nowhere;
}

/** `stamped`: the topic has LogAppendTime, so that every record of the batch has the batch's time. */
function recordIn(
  { batch, baseOffset, maxTimestamp }: LogBatch,
  timestamp: number,
  fromOffset: number,
  stamped: boolean,
): TimestampAndOffset | undefined {
  for (const [index, record] of batch.records.entries()) {
    const time = stamped ? maxTimestamp : record.timestamp;
    const offset = baseOffset + index;
    if (time >= timestamp && offset >= fromOffset) return { timestamp: time, offset };
  }
  return undefined;
}
