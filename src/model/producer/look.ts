import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducedRecord, Request } from "../protocol.ts";
import { noProducerEpoch, noProducerId, noSequence } from "../protocol.ts";
import type { ProducerConfig } from "./config.ts";
import type { NodeTable } from "./node-state.ts";
import type { PartitionState, PartitionTable } from "./partition-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** A producer as it is between two of its steps, for those who look on. Times are readings of its clock. */
export interface ProducerLook {
  /** -1: it has none, or needs none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** What it is up to with its identity: `initializing`, `ready`, `fatal`…; `not idempotent` where it needs none. */
  readonly identity: string;
  /** Those that it has met, in the run's order. */
  readonly partitions: readonly PartitionLook[];
  readonly connections: readonly ConnectionLook[];
}

export interface PartitionLook {
  readonly topicPartition: TopicPartition;
  /** What the next batch is numbered with. */
  readonly nextSequence: number;
  /** Drained, and without an outcome. */
  readonly inFlight: readonly BatchLook[];
  /** Waiting to be drained, first to last: new ones, and those that are to be tried again. */
  readonly queued: readonly BatchLook[];
}

export interface BatchLook {
  readonly producerEpoch: number;
  /** -1: it has none yet. */
  readonly baseSequence: number;
  readonly records: readonly ProducedRecord[];
  /** Requests that have carried it. */
  readonly sends: number;
  /** When it is given up; `undefined`: its client has no such limit. */
  readonly expiresMillis: number | undefined;
}

export interface ConnectionLook {
  readonly node: number;
  readonly state: string;
  /** Handed to the socket and without an outcome, oldest first. */
  readonly requests: readonly RequestLook[];
}

export interface RequestLook {
  readonly api: Request["api"];
  readonly correlationId: number;
  /** When its client gives it up. */
  readonly timesOutMillis: number;
}

/** The parts of the Java producer that are looked at. */
interface Parts {
  readonly config: ProducerConfig;
  readonly partitions: PartitionTable;
  readonly transactions: TransactionManager | undefined;
  readonly nodes: NodeTable;
}

export function lookAt({ config, partitions, transactions, nodes }: Parts): ProducerLook {
  return {
    producerId: transactions?.producerId ?? noProducerId,
    producerEpoch: transactions?.producerEpoch ?? noProducerEpoch,
    identity: transactions?.state ?? "not idempotent",
    partitions: partitions
      .list()
      .filter(({ hasQueue }) => hasQueue)
      .map((partition) => partitionLook(partition, config, transactions !== undefined)),
    connections: nodes.all.map(({ id, connection, inFlight }) => ({
      node: id,
      state: connection,
      requests: inFlight.map(({ request: { api, correlationId }, sentMillis, throttleMillis }) => ({
        api,
        correlationId,
        timesOutMillis: sentMillis + throttleMillis + config.requestTimeoutMillis,
      })),
    })),
  };
}

function partitionLook(partition: PartitionState, config: ProducerConfig, isIdempotent: boolean): PartitionLook {
  const batch = (one: ProducerBatch): BatchLook => ({
    producerEpoch: one.producerEpoch,
    baseSequence: one.baseSequence,
    records: one.records,
    sends: one.sends,
    expiresMillis: one.createdMillis + config.deliveryTimeoutMillis,
  });
  return {
    topicPartition: partition.topicPartition,
    nextSequence: isIdempotent ? partition.sequences.next : noSequence,
    inFlight: partition.inFlight.map(batch),
    queued: partition.queue.list().map(batch),
  };
}
