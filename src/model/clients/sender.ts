import { Backoff } from "../core/backoff.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noOffset, type PartitionProduceResponse, type ProducedRecord } from "../protocol.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { Jitter, ProducerIo } from "../producer/seam.ts";
import type { BrokerConnection, Fate } from "./connection.ts";
import type { ProducerIdentity } from "./identity.ts";
import type { ClientBehaviour, Failure } from "./switches.ts";
import type { Unit } from "./unit.ts";

/** What the two kinds of senders work with. */
export interface SenderParts {
  readonly config: ProducerConfig;
  readonly behaviour: ClientBehaviour;
  readonly identity: ProducerIdentity;
  readonly io: ProducerIo;
  readonly jitter: Jitter;
  /** The sequence of the first record of each partition: 0, but where a test has no time for two thousand million. */
  readonly firstSequence: number;
  nextCorrelationId(): number;
  /** The connection to the leader; `undefined` while nobody knows it. */
  leaderOf(topicPartition: TopicPartition): BrokerConnection | undefined;
}

/** The part of a client that numbers, sends and retries. */
export interface RecordSender {
  /** Records or calls that have no outcome. */
  readonly undecided: number;
  /** Batches or calls without an outcome; those on the wire may be left out. */
  readonly open: readonly Unit[];
  take(topicPartition: TopicPartition, records: readonly ProducedRecord[], nowMillis: number): void;
  /** Fails what is out of time and sends what can be sent. */
  work(nowMillis: number, hurried: boolean): void;
  /** A unit's request is over. `answer`: what the broker said of it. */
  ended(unit: Unit, fate: Fate, answer: PartitionProduceResponse | undefined, nowMillis: number): void;
  /** A connection could not be set up. */
  refused(nowMillis: number): void;
  /** A connection broke. */
  broke(nowMillis: number): void;
  failAll(exception: string): void;
  /** What the next batch or call to a partition is numbered with. */
  nextSequence(topicPartition: TopicPartition): number;
  /** When `work` may have something to do without anything happening. */
  nextMillis(nowMillis: number): number;
}

export const backoffOf = ({ config, behaviour }: SenderParts): Backoff => {
  const { retryBackoffMillis, retryBackoffMaxMillis } = config;
  const grows = behaviour.switches.backoffGrowth > 1;
  return new Backoff(retryBackoffMillis, grows ? retryBackoffMaxMillis : retryBackoffMillis);
};

const unjittered: Jitter = { thousandths: () => 1_000 };

/** The jitter of a client's backoffs: none for those that spread nothing. */
export const jitterOf = ({ behaviour, jitter }: SenderParts): Jitter =>
  behaviour.switches.backoffJitter ? jitter : unjittered;

/** The application learns that a unit was stored, at an offset that may be unknown. */
export function tellStored({ io }: SenderParts, unit: Unit, baseOffset: number): void {
  unit.done = true;
  for (const [at, record] of unit.records.entries()) {
    const offset = baseOffset === noOffset ? noOffset : baseOffset + at;
    io.callback(record, unit.topicPartition, { kind: "acknowledged", offset, attempts: unit.sends });
  }
}

/** The application learns that a unit failed. */
export function tellFailed({ io }: SenderParts, unit: Unit, exception: string): void {
  unit.done = true;
  const outcome = { kind: "failed", exception, attempts: unit.sends, taken: true } as const;
  for (const record of unit.records) io.callback(record, unit.topicPartition, outcome);
}

/** What the application is told of a failure: what the client calls it, and of an error that the broker named its name. */
export function wordFor({ behaviour }: SenderParts, failure: Failure): string {
  const { requestTimeout, connectionLost } = behaviour.words;
  if (failure === "REQUEST_TIMEOUT") return requestTimeout;
  return failure === "CONNECTION_LOST" ? connectionLost : failure;
}

/** Writes one produce request. */
export function produce(
  parts: SenderParts,
  connection: BrokerConnection,
  units: readonly Unit[],
  timeoutMillis: number,
  nowMillis: number,
): void {
  const { config } = parts;
  for (const unit of units) unit.sends++;
  const request = {
    api: "Produce",
    correlationId: parts.nextCorrelationId(),
    acks: config.acks,
    timeoutMillis: config.requestTimeoutMillis,
    batches: units.map((unit) => unit.toRecordBatch()),
  } as const;
  connection.send(request, units, timeoutMillis, nowMillis);
}
