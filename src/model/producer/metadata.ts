import { Backoff } from "../core/backoff.ts";
import { capacityFor, inBucketOrder } from "../core/java-hash.ts";
import type { ClusterMetadata, PartitionProduceResponse } from "../protocol.ts";
import type { ProducerConfig } from "./config.ts";
import type { NodeState, NodeTable } from "./node-state.ts";
import type { PartitionState, PartitionTable } from "./partition-state.ts";
import type { Jitter } from "./seam.ts";

const longAgo = Number.MIN_SAFE_INTEGER;

const hashOfPartition = (partition: PartitionState): number => partition.hash;

/**
 * What the client knows of the cluster, and when it may ask again (P-30 … P-33, producer-measured.md 4). One answer
 * names every partition here; the real client asks for the topics that it has met.
 */
export class ProducerMetadata {
  private readonly nodes: NodeTable;
  private readonly partitions: PartitionTable;
  private readonly maxAgeMillis: number;
  private readonly backoff: Backoff;
  private readonly backoffMaxMillis: number;
  private readonly jitter: Jitter;

  /** The brokers to choose from, by ascending id. */
  members: readonly NodeState[];
  /** All partitions that metadata names, in the order in which the client's map is walked. */
  private known: readonly PartitionState[] = [];

  private updateWanted = false;
  private lastRefreshMillis: number;
  private lastSuccessMillis: number;
  private failures = 0;
  /** Answers in a row that brought nothing new. */
  private equivalents = 0;
  /** The last answer, while everything here is still as it says, and whether it names an error that asks for another. */
  private asTold: ClusterMetadata | undefined;
  private toldOfErrors = false;

  constructor(
    config: ProducerConfig,
    nodes: NodeTable,
    partitions: PartitionTable,
    jitter: Jitter,
    bootstrapNodes: readonly number[],
  ) {
    this.nodes = nodes;
    this.partitions = partitions;
    this.maxAgeMillis = config.metadataMaxAgeMillis;
    this.backoff = new Backoff(config.retryBackoffMillis, config.retryBackoffMaxMillis);
    this.backoffMaxMillis = config.retryBackoffMaxMillis;
    this.jitter = jitter;
    this.members = this.sortedNodes(bootstrapNodes);
    this.updateWanted = true;
    this.lastRefreshMillis = longAgo;
    this.lastSuccessMillis = longAgo;
  }

  requestUpdate(): void {
    this.updateWanted = true;
  }

  /** A topic that was never asked for: the backoff does not hold (P-36). */
  requestUpdateAtOnce(): void {
    this.updateWanted = true;
    this.lastRefreshMillis = longAgo;
    this.equivalents = 0;
  }

  /** Whether an update is wanted and allowed now (P-27). */
  isDue(nowMillis: number): boolean {
    if (!this.updateWanted && this.lastSuccessMillis + this.maxAgeMillis > nowMillis) return false;
    return this.millisToAllowed(nowMillis) <= 0;
  }

  /** How long until the next update is wanted and allowed. */
  millisToNextUpdate(nowMillis: number): number {
    if (this.updateWanted) return Math.max(0, this.millisToAllowed(nowMillis));
    const toExpiry = this.millisToExpiry(nowMillis);
    // No backoff lasts longer than its cap, so none needs to be drawn: the usual case, once in every pass.
    if (toExpiry > this.backoffMaxMillis) return toExpiry;
    return Math.max(0, toExpiry, this.millisToAllowed(nowMillis));
  }

  /** Whether the next update is so far off that no backoff needs to be drawn to say when it comes. */
  isFresh(nowMillis: number): boolean {
    return !this.updateWanted && this.millisToExpiry(nowMillis) > this.backoffMaxMillis;
  }

  private millisToExpiry(nowMillis: number): number {
    return this.lastSuccessMillis + this.maxAgeMillis - nowMillis;
  }

  private millisToAllowed(nowMillis: number): number {
    // Metadata that is too old starts the count of equivalent answers afresh.
    if (this.lastSuccessMillis + this.maxAgeMillis <= nowMillis) this.equivalents = 0;
    const failures = this.failures;
    const equivalents = this.equivalents;
    const afterFailures = this.backoff.millis(failures > 0 ? failures - 1 : 0, this.jitter);
    const afterEquivalents = equivalents > 0 ? this.backoff.millis(equivalents - 1, this.jitter) : 0;
    return this.lastRefreshMillis + Math.max(afterFailures, afterEquivalents) - nowMillis;
  }

  /** A metadata request was lost, or a connection while an update was due. */
  updateFailed(nowMillis: number): void {
    this.lastRefreshMillis = nowMillis;
    this.failures++;
    this.equivalents = 0;
  }

  /** An answer arrived: takes over what it says, except leaders of an older epoch than one seen before. */
  update(cluster: ClusterMetadata, nowMillis: number): void {
    if (cluster.nodes.length === 0) {
      this.updateFailed(nowMillis);
      return;
    }
    this.lastRefreshMillis = nowMillis;
    this.lastSuccessMillis = nowMillis;
    this.failures = 0;
    this.equivalents++;
    // A broker tells of one cluster until it restarts: most answers of a run stop here (bench `model-event`).
    if (cluster !== this.asTold) this.takeOver(cluster);
    this.updateWanted = this.toldOfErrors;
  }

  private takeOver(cluster: ClusterMetadata): void {
    this.asTold = cluster;
    this.toldOfErrors = false;
    this.members = this.sortedNodes(cluster.nodes);
    const named: PartitionState[] = [];
    for (const told of cluster.partitions) {
      const partition = this.partitions.of(told.topicPartition);
      named.push(partition);
      if (told.error.invalidMetadata) this.toldOfErrors = true;
      if (partition.known && told.leaderEpoch >= 0 && told.leaderEpoch < partition.leaderEpoch) continue;
      if (!partition.known || told.leaderEpoch > partition.leaderEpoch) this.equivalents = 0;
      partition.leaderEpoch = told.leaderEpoch;
      partition.leader = this.member(told.leader);
    }
    for (const partition of this.known) partition.known = false;
    for (const partition of named) partition.known = true;
    this.walkIn(named, named.length);
  }

  /** The leaders that a produce answer named in its errors: taken over when they are newer (P-33). */
  updateLeaders(answers: readonly PartitionProduceResponse[]): void {
    const updated: PartitionState[] = [];
    for (const { topicPartition, currentLeader } of answers) {
      const partition = this.partitions.of(topicPartition);
      if (currentLeader === undefined || !partition.known || updated.includes(partition)) continue;
      if (currentLeader.node < 0 || currentLeader.leaderEpoch <= partition.leaderEpoch) continue;
      partition.leaderEpoch = currentLeader.leaderEpoch;
      partition.leader = this.join(currentLeader.node);
      updated.push(partition);
    }
    if (updated.length === 0) return;
    this.asTold = undefined;
    const others = this.known.filter((partition) => !updated.includes(partition));
    this.walkIn([...updated, ...others], updated.length);
  }

  /** Orders the partitions as a map made for `expected` entries holds them, and so those of each broker (P-51). */
  private walkIn(partitions: readonly PartitionState[], expected: number): void {
    this.known = inBucketOrder(partitions, hashOfPartition, capacityFor(expected, partitions.length));
    for (const node of this.nodes.all) {
      node.partitions = this.known.filter((partition) => partition.leader === node);
    }
  }

  private member(id: number): NodeState | undefined {
    return id < 0 ? undefined : this.members.find((node) => node.id === id);
  }

  private join(id: number): NodeState {
    const node = this.nodes.of(id);
    if (!this.members.includes(node)) this.members = [...this.members, node].sort((a, b) => a.id - b.id);
    return node;
  }

  private sortedNodes(ids: readonly number[]): NodeState[] {
    return ids.map((id) => this.nodes.of(id)).sort((a, b) => a.id - b.id);
  }
}
