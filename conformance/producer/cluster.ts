import { errors, type ErrorName } from "../../src/model/core/errors.ts";
import { topicPartition, type TopicPartition } from "../../src/model/core/topic-partition.ts";
import type {
  ClusterMetadata,
  InitProducerIdRequest,
  MetadataRequest,
  PartitionProduceResponse,
  ProduceRequest,
  RecordBatch,
  Request,
} from "../../src/model/protocol.ts";
import type { Agenda } from "./agenda.ts";
import type { Connection } from "./connection.ts";
import { leaderAt, type Answer, type InitAnswer, type ProduceAnswer, type Script } from "./script.ts";

/** Says how the n-th produce request is answered. */
export interface ProduceAnswers {
  produce(n: number, node: number, atMillis: number, batches: readonly RecordBatch[]): ProduceAnswer;
}

/** Past the end of a list of answers. */
const usual: Answer & ProduceAnswer & InitAnswer = {};

/** Brokers that answer as the script says: by the position of a request among those of its kind. */
export class ScriptedCluster {
  readonly partitions: readonly TopicPartition[];
  readonly #script: Script;
  readonly #agenda: Agenda;
  readonly #event: (kind: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly #answers: ProduceAnswers;
  #connectCount = 0;
  #produceCount = 0;
  #initCount = 0;
  #metadataCount = 0;

  constructor(
    script: Script,
    agenda: Agenda,
    event: (kind: string, fields: Readonly<Record<string, unknown>>) => void,
    answers: ProduceAnswers = { produce: (n) => script.produce[n] ?? usual },
  ) {
    this.#answers = answers;
    this.#script = script;
    this.#agenda = agenda;
    this.#event = event;
    this.partitions = script.leaders.map((_, p) => topicPartition("t", p, p));
  }

  onConnect(connection: Connection): void {
    const attempt = this.#script.connect?.[this.#connectCount++] ?? usual;
    if (attempt.drop === true) connection.connectInVain();
    else connection.connect(attempt.after ?? this.#script.connectDelay, this.#isDown(connection.node));
  }

  #isDown(node: number): boolean {
    const now = this.#agenda.nowMillis;
    return this.#script.down.some((down) => down.node === node && down.from <= now && now < down.to);
  }

  /** The bytes of a request are written. */
  onRequest(connection: Connection, request: Request): void {
    if (request.api === "Produce") this.#onProduce(connection, request);
    else if (request.api === "InitProducerId") this.#onInit(connection, request);
    else this.#onMetadata(connection, request);
  }

  /** The cluster as it stands now: all brokers, and each partition's leader and leader epoch. */
  metadata(): ClusterMetadata {
    const script = this.#script;
    const { nowMillis } = this.#agenda;
    const partitions = this.partitions.map((tp) => {
      const { leader, epoch } = leaderAt(script, tp.partition, nowMillis);
      const error = leader < 0 ? errors.LEADER_NOT_AVAILABLE : errors.NONE;
      return { topicPartition: tp, error, leader, leaderEpoch: epoch };
    });
    return { nodes: Array.from({ length: script.brokers }, (_, node) => node), partitions };
  }

  #onProduce(connection: Connection, request: ProduceRequest): void {
    const n = this.#produceCount++;
    const batches = request.batches.map(({ topicPartition: tp, producerId, producerEpoch, baseSequence, records }) => ({
      p: tp.partition,
      pid: producerId,
      epoch: producerEpoch,
      base: baseSequence,
      count: records.length,
      ids: records.map(({ id }) => id),
    }));
    this.#event("produce", { n, node: connection.node, batches });
    const answer = this.#answers.produce(n, connection.node, this.#agenda.nowMillis, request.batches);
    const after = answer.after ?? this.#script.latency.produce;
    if (request.acks === 0) {
      if (answer.disconnect === true) connection.goneAfter(after);
      return;
    }
    if (lostOnTheWay(connection, answer, after)) return;
    const partitions = request.batches.map(({ topicPartition: tp }) => partitionAnswer(answer, tp, n));
    const { correlationId } = request;
    const response = { api: "Produce", correlationId, throttleMillis: answer.throttle ?? 0, partitions } as const;
    connection.answer(after, response, { e: "answer", n });
  }

  #onInit(connection: Connection, { correlationId, producerId, producerEpoch }: InitProducerIdRequest): void {
    const n = this.#initCount++;
    this.#event("initPid", { n, node: connection.node, pid: producerId, epoch: producerEpoch });
    const answer = this.#script.init[n] ?? usual;
    const after = answer.after ?? this.#script.latency.init;
    if (lostOnTheWay(connection, answer, after)) return;
    const error = errors[answer.error ?? "NONE"];
    const granted = error === errors.NONE;
    connection.answer(
      after,
      {
        api: "InitProducerId",
        correlationId,
        error,
        producerId: granted ? (answer.pid ?? 1000 + n) : -1,
        producerEpoch: granted ? (answer.epoch ?? 0) : -1,
      },
      { e: "initAnswer", n },
    );
  }

  #onMetadata(connection: Connection, { correlationId }: MetadataRequest): void {
    const n = this.#metadataCount++;
    this.#event("metadata", { n, node: connection.node });
    const answer = this.#script.metadata[n] ?? usual;
    const after = answer.after ?? this.#script.latency.metadata;
    if (lostOnTheWay(connection, answer, after)) return;
    connection.answer(after, { api: "Metadata", correlationId, cluster: this.metadata() }, { e: "metadataAnswer", n });
  }
}

/** True if the answer is that there is none. */
function lostOnTheWay(connection: Connection, answer: Answer, after: number): boolean {
  if (answer.drop !== true && answer.disconnect !== true) return false;
  connection.neverAnswer();
  if (answer.drop !== true) connection.goneAfter(after);
  return true;
}

function partitionAnswer(answer: ProduceAnswer, tp: TopicPartition, n: number): PartitionProduceResponse {
  const p = String(tp.partition);
  const name: ErrorName = answer.errors?.[p] ?? answer.error ?? "NONE";
  const recordErrors = answer.recordErrors?.[p];
  const leader = answer.leader?.[p];
  return {
    topicPartition: tp,
    error: errors[name],
    baseOffset: name === "NONE" ? (answer.offsets?.[p] ?? 100 * n) : -1,
    logAppendTime: -1,
    logStartOffset: answer.logStart?.[p] ?? -1,
    ...(recordErrors === undefined ? {} : { recordErrors }),
    ...(leader === undefined ? {} : { currentLeader: { node: leader.id, leaderEpoch: leader.epoch } }),
  };
}
