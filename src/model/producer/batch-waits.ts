import { Backoff } from "../core/backoff.ts";
import { noProducerEpoch, noProducerId, noSequence } from "../protocol.ts";
import type { ApplicationSends } from "./application-sends.ts";
import type { ProducerConfig } from "./config.ts";
import type { NetworkClient } from "./network-client.ts";
import type { InFlightRequest, NodeState, NodeTable } from "./node-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import type { TransactionManager } from "./transaction-manager.ts";
import type { Waiting, WaitLink } from "./waits.ts";

/** The parts of a producer that know why something waits. */
export interface WaitingParts {
  readonly config: ProducerConfig;
  readonly accumulator: RecordAccumulator;
  readonly transactions: TransactionManager | undefined;
  readonly network: NetworkClient;
  readonly nodes: NodeTable;
  readonly sends: ApplicationSends;
}

type Links = readonly [WaitLink, ...WaitLink[]];

/** The greatest factor of a backoff, in thousandths (P-76). Nothing is drawn here: looking on changes no run. */
const greatestJitter = { thousandths: () => 1_199 };

const nextTurn: Links = [{ kind: "next-turn" }];

/** Every batch without an outcome and every blocked `send`, and whom it waits for. */
export function waitsOf(parts: WaitingParts, nowMillis: number): readonly Waiting[] {
  const batches = parts.accumulator.incomplete().map((batch) => {
    const { topicPartition, queue } = batch.partition;
    const { records, producerId, producerEpoch, baseSequence, sends: written } = batch;
    const place = queue.list().includes(batch) ? "queued" : "in-flight";
    const links = place === "queued" ? linksOfQueued(parts, batch, nowMillis) : linksOfSent(parts, batch);
    return { topicPartition, records, place, producerId, producerEpoch, baseSequence, written, links } as const;
  });
  const blocked = parts.sends.waiting.map(({ record, topicPartition, kind }) => {
    const identity = { producerId: noProducerId, producerEpoch: noProducerEpoch, baseSequence: noSequence };
    const links: Links = [{ kind }];
    return { topicPartition, records: [record], place: "blocked", ...identity, written: 0, links } as const;
  });
  return [...batches, ...blocked];
}

function linksOfSent({ config, nodes }: WaitingParts, batch: ProducerBatch): Links {
  for (const node of nodes.all) {
    const request = node.inFlight.find(({ batches }) => batches.includes(batch));
    if (request !== undefined) return [answerTo(request, node, config)];
  }
  return nextTurn;
}

const answerTo = ({ request, sentMillis }: InFlightRequest, node: NodeState, config: ProducerConfig): WaitLink => ({
  kind: "answer",
  node: node.id,
  correlationId: request.correlationId,
  untilMillis: sentMillis + config.requestTimeoutMillis,
});

/** In the order in which the client asks (P-45 … P-49). */
function linksOfQueued(parts: WaitingParts, batch: ProducerBatch, nowMillis: number): Links {
  const { config, transactions } = parts;
  const { partition } = batch;
  const { head } = partition.queue;
  if (head !== undefined && head !== batch) return [{ kind: "earlier-batch", record: firstOf(head) }];
  if (transactions?.hasProducerId === false) return [{ kind: "producer-id" }, ...linksOfId(parts, nowMillis)];
  const inFlight = partition.inFlight[0];
  if (partition.muted) return [{ kind: "muted" }, ...(inFlight === undefined ? [] : linksOfSent(parts, inFlight))];
  const untilMillis = batch.lastAttemptMillis + waitMillis(config, batch);
  if (batch.attempts > 0 && untilMillis > nowMillis) return [{ kind: "backoff", untilMillis }];
  if (partition.leader === undefined) return [{ kind: "metadata" }];
  const forbidden = transactions === undefined ? undefined : whyForbidden(transactions, batch);
  if (forbidden !== undefined) return [forbidden];
  const lingers = batch.attempts === 0 && !batch.isFull && untilMillis > nowMillis;
  return lingers ? [{ kind: "linger", untilMillis }] : linksOfNode(parts, partition.leader, nowMillis);
}

const firstOf = ({ records }: ProducerBatch) => records[0] as (typeof records)[0];

function waitMillis({ lingerMillis, retryBackoffMillis, retryBackoffMaxMillis }: ProducerConfig, batch: ProducerBatch) {
  if (batch.attempts === 0) return lingerMillis;
  return new Backoff(retryBackoffMillis, retryBackoffMaxMillis).millis(batch.attempts - 1, greatestJitter);
}

/** Why the transaction manager lets the head of a queue not go (P-49). */
function whyForbidden(transactions: TransactionManager, head: ProducerBatch): WaitLink | undefined {
  if (!transactions.forbidsDrain(head)) return undefined;
  const { sequences } = head.partition;
  const first = sequences.inFlight[0];
  if (head.hasSequence && first !== undefined) return { kind: "earlier-batch", record: firstOf(first) };
  return { kind: sequences.isUnresolved ? "unresolved" : "old-epoch" };
}

/** What a request waits for that goes to this broker. */
function linksOfNode({ config, network }: WaitingParts, node: NodeState, nowMillis: number): Links {
  const untilMillis = nowMillis + node.pollDelayMillis(nowMillis);
  if (node.connection !== "ready") {
    const state = node.connection === "connecting" ? "connecting" : "down";
    return [{ kind: "connection", node: node.id, state, untilMillis }];
  }
  if (node.throttledUntilMillis > nowMillis)
    return [{ kind: "connection", node: node.id, state: "throttled", untilMillis }];
  const oldest = node.inFlight[0];
  if (oldest !== undefined && !node.canSend(nowMillis, config.maxInFlightRequestsPerConnection))
    return [{ kind: "in-flight-limit", node: node.id }, answerTo(oldest, node, config)];
  return network.isUsable(node, nowMillis) ? nextTurn : [{ kind: "metadata" }];
}

/** What the request for a producer id waits for (P-105). */
function linksOfId(parts: WaitingParts, nowMillis: number): Links {
  for (const node of parts.nodes.all) {
    const request = node.inFlight.find(({ request: { api } }) => api === "InitProducerId");
    if (request !== undefined) return [answerTo(request, node, parts.config)];
  }
  const node = parts.network.leastLoaded(nowMillis) ?? parts.nodes.all[0];
  return node === undefined ? nextTurn : linksOfNode(parts, node, nowMillis);
}
