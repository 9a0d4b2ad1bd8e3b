import { assert, type Duration, type Instant, plus } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";

/** One call of `send` that an application means to make. */
export interface PlannedSend {
  /** Not before this instant; later where the application waits for something else. */
  readonly at: Instant;
  readonly topicPartition: TopicPartition;
  /** The application's id of the record; two sends of one record carry one id. */
  readonly record: number;
  readonly keyBytes: number | undefined;
  readonly valueBytes: number;
  /** CreateTime relative to the instant of the send, in milliseconds: -86400000 is a day old. */
  readonly timestampOffsetMillis: number;
  /** Whether the application waits for this record alone before it goes on, though it waits for no other. */
  readonly awaited: boolean;
}

/** What an application sends: a list, or a stream of like records that takes no memory however long it is. */
export interface Workload {
  readonly length: number;
  send(index: number): PlannedSend;
}

export const listed = (sends: readonly PlannedSend[]): Workload => ({
  length: sends.length,
  send: (index) => {
    const planned = sends[index];
    assert(planned !== undefined, () => `a workload of ${sends.length} has no send ${index}`);
    return planned;
  },
});

export interface StreamOfSends {
  readonly count: number;
  readonly from: Instant;
  readonly every: Duration;
  /** How many are sent at once each time. */
  readonly burst: number;
  /** In turn. */
  readonly topicPartitions: readonly TopicPartition[];
  /** The first record's id; the others follow. */
  readonly firstRecord: number;
  readonly keyBytes: number | undefined;
  readonly valueBytes: number;
  readonly timestampOffsetMillis: number;
  /** Whether the first record is awaited before the others go (bug-gallery Z01: first contact must not be overtaken). */
  readonly firstAlone: boolean;
}

export const streamed = (stream: StreamOfSends): Workload => ({
  length: stream.count,
  send: (index) => ({
    at: plus(stream.from, (Math.floor(index / stream.burst) * stream.every) as Duration),
    topicPartition: stream.topicPartitions[index % stream.topicPartitions.length] as TopicPartition,
    record: stream.firstRecord + index,
    keyBytes: stream.keyBytes,
    valueBytes: stream.valueBytes,
    timestampOffsetMillis: stream.timestampOffsetMillis,
    awaited: stream.firstAlone && index === 0,
  }),
});
