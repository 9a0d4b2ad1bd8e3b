import { firstSequence } from "../../model/core/producer-state.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import type { LogBatch } from "../../model/broker/retained-batches.ts";
import { readRecordSet } from "../records/read-batch.ts";
import type { Serving } from "../serve.ts";
import type { History } from "../history/history.ts";
import type { LiveConnection, Oversight } from "./oversight.ts";

/** One batch of the window of five. */
export interface LiveWindowBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly timestamp: number;
}

export interface LiveProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastTimestamp: number;
  /** What it is recognised by, oldest batch first. */
  readonly window: readonly LiveWindowBatch[];
}

export interface LivePartition {
  readonly partition: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly producers: readonly LiveProducer[];
}

export interface LiveTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly LivePartition[];
}

/** What a broker holds at this moment. */
export interface LiveState {
  readonly profile: string;
  readonly bootstrap: string;
  /** Wall-clock time since the start. */
  readonly atMicros: number;
  readonly topics: readonly LiveTopic[];
  readonly connections: readonly LiveConnection[];
}

export function stateOf(serving: Serving, oversight: Oversight): LiveState {
  const { broker, host, port } = serving;
  return {
    profile: broker.profile.name,
    bootstrap: `${host}:${port}`,
    atMicros: oversight.now(),
    topics: broker.topics.list().map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: partitions.map((partition) => partitionState(serving, partition)),
    })),
    connections: [...serving.connections].map((connection) => oversight.describe(connection)),
  };
}

const partitionState = ({ broker }: Serving, partition: TopicPartition): LivePartition => ({
  partition: partition.partition,
  logStartOffset: broker.logStartOffset(partition),
  logEndOffset: broker.logEndOffset(partition),
  producers: broker.producerTable(partition).map((entry) => ({
    producerId: entry.producerId,
    producerEpoch: entry.producerEpoch,
    lastTimestamp: entry.lastTimestamp,
    window: entry.batches().map((batch) => ({
      baseSequence: firstSequence(batch),
      lastSequence: batch.lastSequence,
      baseOffset: batch.lastOffset - batch.offsetDelta,
      lastOffset: batch.lastOffset,
      timestamp: batch.timestamp,
    })),
  })),
});

/** Bytes as text, or in base64 where they are none; `null` is Kafka's null. */
export type Shown = string | { readonly base64: string } | null;

/** One entry of a log: what `run --json` says of one, with what it holds. */
export interface LiveLogEntry {
  readonly offset: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequence: number;
  /** The record's name: two entries of one name are a duplicate. `null` without a history. */
  readonly record: string | null;
  readonly timestamp: number;
  readonly key: Shown;
  readonly value: Shown;
}

/** What part of a log is asked for. */
export interface LogRange {
  /** From this offset on. */
  readonly from: number;
  /** So many entries at most. */
  readonly limit: number;
}

export function logEntries(
  batches: readonly LogBatch[],
  history: History | undefined,
  { from, limit }: LogRange,
): readonly LiveLogEntry[] {
  const entries: LiveLogEntry[] = [];
  for (const stored of batches) {
    if (stored.lastOffset < from) continue;
    for (const entry of entriesOf(stored, history)) {
      if (entry.offset < from) continue;
      if (entries.length >= limit) return entries;
      entries.push(entry);
    }
  }
  return entries;
}

const circle = 2_147_483_648;

function entriesOf({ baseOffset, batch }: LogBatch, history: History | undefined): readonly LiveLogEntry[] {
  const { bytes, records, producerId, producerEpoch, baseSequence } = batch;
  const read = bytes === undefined ? [] : readRecordSet(bytes).flatMap((set) => set.records);
  return records.map(({ id, timestamp }, at) => ({
    offset: baseOffset + at,
    producerId,
    producerEpoch,
    sequence: baseSequence < 0 ? baseSequence : (baseSequence + at) % circle,
    record: history?.recordName(id) ?? null,
    timestamp,
    key: shown(read[at]?.key ?? null),
    value: shown(read[at]?.value ?? null),
  }));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function shown(bytes: Uint8Array | null): Shown {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}
