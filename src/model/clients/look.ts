import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { BatchLook, PartitionLook, ProducerLook } from "../producer/look.ts";
import type { BrokerConnection } from "./connection.ts";
import type { ProducerIdentity } from "./identity.ts";
import type { Unit } from "./unit.ts";

/** The parts of a client that are looked at. */
interface Parts {
  readonly config: ProducerConfig;
  readonly identity: ProducerIdentity;
  readonly connections: readonly BrokerConnection[];
  /** Whether it gives batches up by their age. */
  readonly expires: boolean;
  /** Batches or calls without an outcome; those on the wire may be left out. */
  readonly open: readonly Unit[];
  nextSequence(topicPartition: TopicPartition): number;
}

export function lookAt(parts: Parts): ProducerLook {
  const { identity, connections } = parts;
  return {
    producerId: identity.producerId,
    producerEpoch: identity.producerEpoch,
    identity: identityText(identity),
    partitions: partitionsOf(parts),
    connections: connections.map(({ node, state, inFlight }) => ({
      node,
      state,
      requests: inFlight.map(({ request: { api, correlationId }, lateAtMillis }) => ({
        api,
        correlationId,
        timesOutMillis: lateAtMillis,
      })),
    })),
  };
}

function identityText({ needed, isKnown, asked, bumpWhenDrained, stopped }: ProducerIdentity): string {
  if (!needed) return "not idempotent";
  if (stopped) return "fatal";
  if (bumpWhenDrained) return "waits for a new epoch until nothing is in flight";
  return isKnown ? "ready" : asked ? "initializing" : "uninitialized";
}

function partitionsOf({ config, connections, expires, open, nextSequence }: Parts): readonly PartitionLook[] {
  const onTheWire = connections.flatMap(({ inFlight }) => inFlight.flatMap(({ units }) => units));
  const waiting = open.filter((unit) => !onTheWire.includes(unit));
  const all = new Set([...onTheWire, ...waiting].map(({ topicPartition }) => topicPartition));
  const batch = (unit: Unit): BatchLook => ({
    producerEpoch: unit.producerEpoch,
    baseSequence: unit.baseSequence,
    records: unit.records,
    sends: unit.sends,
    expiresMillis: expires ? unit.createdMillis + config.deliveryTimeoutMillis : undefined,
  });
  return [...all]
    .toSorted((one, other) => one.index - other.index)
    .map((topicPartition) => {
      const isHere = (unit: Unit): boolean => unit.topicPartition === topicPartition;
      const [inFlight, queued] = [onTheWire.filter(isHere).map(batch), waiting.filter(isHere).map(batch)];
      return { topicPartition, nextSequence: nextSequence(topicPartition), inFlight, queued };
    });
}
