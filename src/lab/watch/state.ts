import { clockAtStart } from "../../model/run/plan.ts";
import type { RunningApplication } from "../../model/run/context.ts";
import { firstOffset, firstSequence } from "../../model/core/producer-state.ts";
import type { BatchLook, PartitionLook } from "../../model/producer/look.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import { type Upcoming, agendaOf } from "./agenda.ts";

/** A run as it is between two events: plain data. Times are microseconds since its start. */
export interface RunState {
  /** How many events have happened. */
  readonly event: number;
  readonly atMicros: number;
  readonly producers: readonly ProducerState[];
  readonly broker: BrokerState;
  /** What is to come if nothing else happens before, the first things first. */
  readonly next: readonly Upcoming[];
}

export interface ProducerState {
  readonly name: string;
  readonly application: {
    readonly doing: "sending" | "blocked" | "closing" | "down" | "done";
    readonly sent: number;
    readonly left: number;
    /** Sends of its present life without a callback. */
    readonly open: number;
  };
  /** Its present life; `null` while there is none. */
  readonly producer: LiveProducer | null;
}

export interface LiveProducer {
  /** Which of all lives of producers in the run, counted from 0. */
  readonly session: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly identity: string;
  readonly partitions: readonly PartitionState[];
  readonly connections: readonly {
    readonly state: string;
    readonly requests: readonly {
      readonly api: string;
      readonly correlationId: number;
      readonly timesOutMicros: number;
    }[];
  }[];
  /** What runs out if nothing else happens before, the first first. */
  readonly deadlines: readonly Deadline[];
}

export interface PartitionState {
  readonly topicPartition: string;
  readonly nextSequence: number;
  readonly inFlight: readonly BatchState[];
  readonly queued: readonly BatchState[];
}

export interface BatchState {
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: readonly string[];
  /** Requests that have carried it. */
  readonly sends: number;
  readonly expiresMicros: number | null;
}

export interface Deadline {
  readonly atMicros: number;
  readonly what: string;
}

export interface BrokerState {
  readonly name: string;
  readonly isUp: boolean;
  readonly partitions: readonly {
    readonly topicPartition: string;
    readonly logStartOffset: number;
    readonly logEndOffset: number;
    readonly producers: readonly KnownProducer[];
  }[];
}

/** What a partition knows of a producer. */
export interface KnownProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** How many batches it can remember. */
  readonly slots: number;
  /** Those that it remembers, the oldest first. */
  readonly window: readonly {
    readonly baseSequence: number;
    readonly lastSequence: number;
    readonly baseOffset: number;
    readonly lastOffset: number;
  }[];
}

/** The state of a run that is under way, or over. It changes nothing in it. */
export const stateOf = (simulation: Simulation): RunState => ({
  event: simulation.scheduler.fired,
  atMicros: simulation.scheduler.now,
  producers: simulation.applications.map((application) => producerState(application, simulation)),
  broker: brokerState(simulation),
  next: agendaOf(simulation),
});

/** A reading of a client's clock as virtual time. */
const microsOf = (clockMillis: number): number => (clockMillis - clockAtStart) * 1_000;

function producerState(application: RunningApplication, simulation: Simulation): ProducerState {
  const { doing, sent, left, wakesAt, host } = application.look();
  const { name } = application.plan;
  const undecided = simulation.truth.ledger.undecided();
  const open = host === undefined ? 0 : undecided.filter(({ session }) => session === host.session).length;
  if (host === undefined) return { name, application: { doing, sent, left, open }, producer: null };
  const { session, producer: look } = host;
  const partitions = look.partitions.map((partition) => partitionState(partition, simulation));
  const connections = look.connections.map(({ state, requests }) => ({
    state,
    requests: requests.map(({ api, correlationId, timesOutMillis }) => {
      return { api, correlationId, timesOutMicros: microsOf(timesOutMillis) };
    }),
  }));
  const { producerId, producerEpoch, identity } = look;
  const own: Deadline[] = [];
  if (host.wakesAt !== undefined) own.push({ atMicros: host.wakesAt, what: "its sender goes on" });
  if (wakesAt !== undefined) own.push({ atMicros: wakesAt, what: "its application goes on" });
  const deadlines = [...own, ...deadlinesOf(partitions, connections)].toSorted(
    (one, other) => one.atMicros - other.atMicros,
  );
  return {
    name,
    application: { doing, sent, left, open },
    producer: { session, producerId, producerEpoch, identity, partitions, connections, deadlines },
  };
}

function deadlinesOf(
  partitions: LiveProducer["partitions"],
  connections: LiveProducer["connections"],
): readonly Deadline[] {
  const requests = connections.flatMap((connection) =>
    connection.requests.map(({ api, correlationId, timesOutMicros }) => {
      return { atMicros: timesOutMicros, what: `${api} request ${correlationId} times out` };
    }),
  );
  const batches = partitions.flatMap(({ topicPartition, inFlight, queued }) =>
    [...inFlight, ...queued].flatMap(({ expiresMicros, records }) => {
      const what = `${records[0] ?? "a batch"}${records.length > 1 ? ` and what goes with it` : ""} to ${topicPartition} is given up`;
      return expiresMicros === null ? [] : [{ atMicros: expiresMicros, what }];
    }),
  );
  return [...requests, ...batches];
}

function partitionState(
  { topicPartition, nextSequence, inFlight, queued }: PartitionLook,
  { plan }: Simulation,
): PartitionState {
  const batch = ({ producerEpoch, baseSequence, records, sends, expiresMillis }: BatchLook): BatchState => ({
    producerEpoch,
    baseSequence,
    records: records.map(({ id }) => plan.names.nameOf(id)),
    sends,
    expiresMicros: expiresMillis === undefined ? null : microsOf(expiresMillis),
  });
  return {
    topicPartition: topicPartition.name,
    nextSequence,
    inFlight: inFlight.map(batch),
    queued: queued.map(batch),
  };
}

function brokerState({ broker: { broker, node }, network, plan, topicPartitions }: Simulation): BrokerState {
  return {
    name: network.nameOf(node),
    isUp: !network.isDown(node),
    partitions: topicPartitions.map((topicPartition) => ({
      topicPartition: topicPartition.name,
      logStartOffset: broker.logStartOffset(topicPartition),
      logEndOffset: broker.logEndOffset(topicPartition),
      producers: broker.producerTable(topicPartition).map((entry) => ({
        producerId: entry.producerId,
        producerEpoch: entry.producerEpoch,
        slots: plan.brokerProfile.windowOfBatches,
        window: entry.batches().map((known) => ({
          baseSequence: firstSequence(known),
          lastSequence: known.lastSequence,
          baseOffset: firstOffset(known),
          lastOffset: known.lastOffset,
        })),
      })),
    })),
  };
}
