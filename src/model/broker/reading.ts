import { assert } from "../../sim/assert.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import { noOffset, noTimestamp } from "../protocol.ts";
import { noLeaderEpoch, type EpochEnd } from "./leader-epochs.ts";
import { batchesFrom, firstAtOrAfter, greatestTimestamp, nowhere } from "./log-reading.ts";
import type { PartitionLog } from "./partition-log.ts";
import type { LogBatch } from "./retained-batches.ts";

/** What the times of a ListOffsets request stand for that are no times. */
export const offsetQueries = {
  latest: -1,
  earliest: -2,
  maxTimestamp: -3,
  earliestLocal: -4,
  latestTiered: -5,
  earliestPendingUpload: -6,
} as const;

export interface FetchQuery {
  readonly offset: number;
  readonly maxBytes: number;
  /** One batch comes even if it is larger than `maxBytes`: so for the first partition of a request that has any. */
  readonly atLeastOne: boolean;
  /** The leader epoch that the client believes in; `noLeaderEpoch`: it does not say. */
  readonly currentLeaderEpoch: number;
}

/**
 * One partition of a Fetch answer. No batches and no error: nothing is there yet, and whoever asks may wait for the
 * next append. With an error all offsets are -1.
 */
export interface FetchedPartition {
  readonly error: KafkaError;
  readonly highWatermark: number;
  /** Without transactions there is nothing that could hold it back from the high watermark (B-59). */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly batches: readonly LogBatch[];
}

export interface OffsetAnswer {
  readonly error: KafkaError;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface EpochAnswer extends EpochEnd {
  readonly error: KafkaError;
}

type Log = PartitionLog | undefined;

/** FENCED_LEADER_EPOCH (74) for a client that missed an election, UNKNOWN_LEADER_EPOCH (75) for one ahead of us. */
function leadershipRefusal(log: Log, currentLeaderEpoch: number): KafkaError | undefined {
  if (log === undefined) return errors.UNKNOWN_TOPIC_OR_PARTITION;
  // Whatever is negative says nothing (4.4.0, measured).
  if (currentLeaderEpoch < 0 || currentLeaderEpoch === log.leaderEpochs.latest) return undefined;
  return currentLeaderEpoch < log.leaderEpochs.latest ? errors.FENCED_LEADER_EPOCH : errors.UNKNOWN_LEADER_EPOCH;
}

/** Records from an offset on; OFFSET_OUT_OF_RANGE (1) below the log start and beyond the high watermark. */
export function fetchFrom(log: Log, query: FetchQuery): FetchedPartition {
  const refusal = leadershipRefusal(log, query.currentLeaderEpoch);
  if (log === undefined || refusal !== undefined) return unread(refusal ?? errors.UNKNOWN_TOPIC_OR_PARTITION);
  const { logStartOffset, logEndOffset } = log;
  const { offset, maxBytes, atLeastOne } = query;
  if (offset < logStartOffset || offset > logEndOffset) return unread(errors.OFFSET_OUT_OF_RANGE);
  const kept = log.list();
  const oldest = kept[0]?.baseOffset ?? logEndOffset;
  assert(offset === logEndOffset || offset >= oldest, () => `fetch from ${offset}, the oldest batch kept is ${oldest}`);
  return {
    error: errors.NONE,
    // Nothing replicates, so what is appended is committed (B-74).
    highWatermark: logEndOffset,
    lastStableOffset: logEndOffset,
    logStartOffset,
    batches: batchesFrom(kept, offset, maxBytes, atLeastOne),
  };
}

const unread = (error: KafkaError): FetchedPartition => ({
  error,
  highWatermark: noOffset,
  lastStableOffset: noOffset,
  logStartOffset: noOffset,
  batches: [],
});

/** The offset that belongs to a time, or to one of `offsetQueries`; -1 of all three where there is none. */
export function offsetFor(log: Log, timestamp: number, currentLeaderEpoch: number): OffsetAnswer {
  const refusal = leadershipRefusal(log, currentLeaderEpoch);
  if (log === undefined || refusal !== undefined) return noOffsetFor(refusal ?? errors.UNKNOWN_TOPIC_OR_PARTITION);
  const { logStartOffset, logEndOffset, leaderEpochs } = log;
  const stamped = log.topic.timestampType === "LogAppendTime";
  const bound = (offset: number, leaderEpoch: number): OffsetAnswer => ({
    error: errors.NONE,
    timestamp: noTimestamp,
    offset,
    leaderEpoch,
  });
  switch (timestamp) {
    case offsetQueries.latest:
      return bound(logEndOffset, leaderEpochs.latest);
    case offsetQueries.earliest:
    case offsetQueries.earliestLocal:
      return bound(logStartOffset, leaderEpochs.at(logStartOffset));
    case offsetQueries.latestTiered:
    case offsetQueries.earliestPendingUpload:
      // Nothing is stored anywhere else.
      return bound(noOffset, noLeaderEpoch);
    default:
  }
  if (timestamp < 0 && timestamp !== offsetQueries.maxTimestamp) return noOffsetFor(errors.UNSUPPORTED_VERSION);
  const found =
    timestamp === offsetQueries.maxTimestamp
      ? greatestTimestamp(log.list(), stamped)
      : firstAtOrAfter(log.list(), timestamp, logStartOffset, stamped);
  const leaderEpoch = found === nowhere ? noLeaderEpoch : leaderEpochs.at(found.offset);
  return { error: errors.NONE, ...found, leaderEpoch };
}

const noOffsetFor = (error: KafkaError): OffsetAnswer => ({ error, ...nowhere, leaderEpoch: noLeaderEpoch });

/** Where a leader epoch ended (`LeaderEpochs.endOf`). */
export function epochEnd(log: Log, leaderEpoch: number, currentLeaderEpoch: number): EpochAnswer {
  const refusal = leadershipRefusal(log, currentLeaderEpoch);
  if (log === undefined || refusal !== undefined) {
    const error = refusal ?? errors.UNKNOWN_TOPIC_OR_PARTITION;
    return { error, leaderEpoch: noLeaderEpoch, endOffset: noOffset };
  }
  return { error: errors.NONE, ...log.leaderEpochs.endOf(leaderEpoch, log.logEndOffset) };
}
