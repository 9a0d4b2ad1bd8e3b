import type { ErrorName } from "../../../src/model/core/errors.ts";
import { incrementSequence, isNextInSequence } from "../../../src/model/core/sequence.ts";
import type { RecordBatch } from "../../../src/model/protocol.ts";
import type { ProduceAnswers } from "../cluster.ts";
import { leaderAt, type ProduceAnswer, type ScriptConfig } from "../script.ts";
import type { Draft } from "./family.ts";
import type { Luck } from "./luck.ts";

/** What is told to the producer, being written. */
interface Told {
  after?: number;
  drop?: boolean;
  disconnect?: boolean;
  errors?: Record<string, ErrorName>;
  offsets?: Record<string, number>;
  leader?: Record<string, { id: number; epoch: number }>;
}

interface Kept {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
}

/** What a log remembers of one producer. */
interface Session {
  epoch: number;
  window: Kept[];
}

interface Log {
  end: number;
  sessions: Map<number, Session>;
}

const refused: readonly ErrorName[] = [
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS",
  "KAFKA_STORAGE_ERROR",
  "KAFKA_STORAGE_ERROR",
  "CORRUPT_MESSAGE",
  "NOT_LEADER_OR_FOLLOWER",
  "NOT_LEADER_OR_FOLLOWER",
  "TOPIC_AUTHORIZATION_FAILED",
  "INVALID_RECORD",
  "MESSAGE_TOO_LARGE",
];
const keptAllTheSame: readonly ErrorName[] = ["NOT_ENOUGH_REPLICAS_AFTER_APPEND", "REQUEST_TIMED_OUT"];

const faultKinds = [
  "request-lost",
  "answer-lost",
  "cut-before",
  "cut-after",
  "late",
  "refused",
  "kept-all-the-same",
  "forgotten",
] as const;
type Fault = (typeof faultKinds)[number];

const windowOfBatches = 5;

/**
 * A small broker that makes up believable answers, with faults on the way, while a script is drawn. It need not be right:
 * what it said is written down by position, and only the words count.
 */
export class BelievableBroker implements ProduceAnswers {
  /** Its answers, in the order of the requests. */
  readonly said: ProduceAnswer[] = [];
  readonly #draft: Draft;
  readonly #luck: Luck;
  readonly #settings: ScriptConfig;
  readonly #hints: boolean;
  readonly #faults: readonly Fault[];
  readonly #rate: number;
  #faultsLeft: number;
  readonly #logs = new Map<number, Log>();

  constructor(draft: Draft, luck: Luck) {
    this.#draft = draft;
    this.#luck = luck;
    this.#settings = draft.config;
    this.#hints = draft.brokers > 1 && luck.percent(70);
    this.#rate = luck.pick(10, 30, 50, 50, 80);
    this.#faultsLeft = luck.between(1, 30);
    const some = faultKinds.flatMap((kind) =>
      Array.from({ length: luck.percent(40) ? luck.between(1, 5) : 0 }, () => kind),
    );
    this.#faults = [...some, luck.pick(...faultKinds)];
  }

  produce(_: number, node: number, atMillis: number, batches: readonly RecordBatch[]): ProduceAnswer {
    const latency = this.#draft.latency.produce;
    const told: Told = { after: (latency >> 1) + this.#luck.between(0, Math.max(0, latency - 1)) };
    this.said.push(told);
    const fault = this.#drawFault();
    if (fault === "request-lost" || fault === "cut-before") {
      Object.assign(told, fault === "request-lost" ? { drop: true } : { disconnect: true });
      return told;
    }
    if (fault === "refused") return this.#refuseSome(told, node, atMillis, batches);
    if (fault === "forgotten")
      for (const { topicPartition } of batches) this.#log(topicPartition.partition).sessions.clear();
    const though = fault === "kept-all-the-same" ? this.#luck.pick(...keptAllTheSame) : undefined;
    for (const batch of batches) this.#append(told, batch, node, atMillis, though);
    if (fault === "late") told.after = this.#luck.between(0, 2 * this.#settings["request.timeout.ms"]);
    if (fault === "answer-lost") loseAnswer(told, { drop: true });
    if (fault === "cut-after") loseAnswer(told, { disconnect: true });
    return told;
  }

  #drawFault(): Fault | undefined {
    if (this.#faultsLeft === 0 || !this.#luck.percent(this.#rate)) return undefined;
    this.#faultsLeft--;
    return this.#luck.pick(...this.#faults);
  }

  #refuseSome(told: Told, node: number, atMillis: number, batches: readonly RecordBatch[]): ProduceAnswer {
    const error = this.#luck.pick(...refused);
    const only = this.#luck.percent(50) ? undefined : this.#luck.pick(...batches);
    for (const batch of batches) {
      if (only !== undefined && batch !== only) this.#append(told, batch, node, atMillis, undefined);
      else (told.errors ??= {})[batch.topicPartition.partition] = error;
    }
    return told;
  }

  #append(told: Told, batch: RecordBatch, node: number, atMillis: number, though: ErrorName | undefined): void {
    const { partition } = batch.topicPartition;
    const { leader, epoch } = leaderAt(this.#draft, partition, atMillis);
    if (leader !== node) {
      (told.errors ??= {})[partition] = "NOT_LEADER_OR_FOLLOWER";
      if (this.#hints && leader >= 0) (told.leader ??= {})[partition] = { id: leader, epoch };
      return;
    }
    const stored = this.#store(this.#log(partition), batch);
    if (typeof stored !== "number") (told.errors ??= {})[partition] = stored;
    else if (though === undefined) (told.offsets ??= {})[partition] = stored;
    else (told.errors ??= {})[partition] = though;
  }

  /** The offset at which the batch is, now or since it came before, or why it is refused. */
  #store(log: Log, batch: RecordBatch): number | ErrorName {
    const offset = log.end;
    const count = batch.records.length;
    if (batch.producerId >= 0) {
      const session = sessionOf(log, batch.producerId);
      const last = incrementSequence(batch.baseSequence, count - 1);
      if (batch.producerEpoch < session.epoch) return "INVALID_PRODUCER_EPOCH";
      if (batch.producerEpoch > session.epoch) {
        if (session.epoch >= 0 && batch.baseSequence !== 0) return "OUT_OF_ORDER_SEQUENCE_NUMBER";
        Object.assign(session, { epoch: batch.producerEpoch, window: [] });
      }
      const same = session.window.find((kept) => kept.first === batch.baseSequence && kept.last === last);
      if (same !== undefined) return same.offset;
      const newest = session.window.at(-1);
      if (newest !== undefined && !isNextInSequence(newest.last, batch.baseSequence))
        return "OUT_OF_ORDER_SEQUENCE_NUMBER";
      session.window = [...session.window, { first: batch.baseSequence, last, offset }].slice(-windowOfBatches);
    }
    log.end += count;
    return offset;
  }

  #log(partition: number): Log {
    let log = this.#logs.get(partition);
    if (log === undefined) {
      log = { end: 0, sessions: new Map() };
      this.#logs.set(partition, log);
    }
    return log;
  }
}

function sessionOf(log: Log, producerId: number): Session {
  let session = log.sessions.get(producerId);
  if (session === undefined) {
    session = { epoch: -1, window: [] };
    log.sessions.set(producerId, session);
  }
  return session;
}

/** Once an answer is lost, what it would have said is of no use in the script. */
function loseAnswer(told: Told, how: { readonly drop: true } | { readonly disconnect: true }): void {
  delete told.errors;
  delete told.offsets;
  delete told.leader;
  Object.assign(told, how);
}
