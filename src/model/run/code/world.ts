import { type Instant, type NodeId, start } from "../../../sim/index.ts";
import { javaStringHash } from "../../core/java-hash.ts";
import { partitionForKey } from "../../core/partitioner.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import type { ProducedRecord } from "../../protocol.ts";
import type { BrokerHost } from "../broker-host.ts";
import type { RunContext } from "../context.ts";
import { isSent } from "../records.ts";
import type { Texts } from "../plan.ts";
import { codeNotes } from "./notes.ts";
import type { Json, Rows } from "./storage.ts";

/** An application that is given as code, as the run sees it. */
interface Resident {
  readonly isOver: boolean;
  readonly isAtRest: boolean;
  logsMayHaveGrown(): void;
  retire(): void;
}

/** What the applications of one run that are given as code have in common. */
export class CodedWorld {
  readonly broker: BrokerHost;
  readonly applications: Resident[] = [];
  private readonly context: RunContext;
  private readonly storages = new Map<string, Rows>();
  /** By the number of the send: what it carries. */
  private readonly texts = new Map<number, Texts>();
  private since: Instant = start;

  constructor(context: RunContext, broker: BrokerHost) {
    this.context = context;
    this.broker = broker;
  }

  /** When code last did anything, or anything happened to it. */
  get quietSince(): Instant {
    return this.since;
  }

  happened(): void {
    this.since = this.context.scheduler.now;
  }

  /** The rows of a storage that have come through, made where it is new. */
  rowsOf(storage: string): Rows {
    const known = this.storages.get(storage);
    if (known !== undefined) return known;
    const rows: Rows = new Map();
    this.storages.set(storage, rows);
    return rows;
  }

  /** What has come through to a storage. */
  storage(name: string): ReadonlyMap<string, Json> {
    return new Map([...this.rowsOf(name)].map(([key, text]) => [key, JSON.parse(text) as Json]));
  }

  carried(node: NodeId, send: number, { key, value }: Texts): void {
    this.texts.set(send, { key, value });
    this.context.trace.note(this.context.scheduler.now, codeNotes.carried, node, send, hashOf(key), hashOf(value));
  }

  /** What a record carries: as it was sent, or as the scenario has it. */
  textsOf(record: ProducedRecord): Texts {
    const sent = isSent(record) ? this.texts.get(record.send) : undefined;
    return sent ?? this.context.plan.texts.get(record.id) ?? { key: undefined, value: undefined };
  }

  logsMayHaveGrown(): void {
    for (const application of this.applications) application.logsMayHaveGrown();
  }

  /** Ends a run in which none but these applications are left, all of them are at rest, and nothing is under way. */
  endIfAtRest(unfinished: number): void {
    if (unfinished === 0 || !this.context.scheduler.onlyTimersWait) return;
    const alive = this.applications.filter(({ isOver }) => !isOver);
    if (unfinished > alive.length || !alive.every(({ isAtRest }) => isAtRest)) return;
    for (const application of alive) application.retire();
  }

  /** @throws Error where no topic is called so. */
  partitionsOf(topic: string): readonly TopicPartition[] {
    const partitions = this.context.topicPartitions.filter((known) => known.topic === topic);
    if (partitions.length === 0) throw this.unknown("topic", topic);
    return partitions;
  }

  /** @throws Error where a record cannot go there. */
  destination(to: string, key: string | undefined): TopicPartition {
    const { topicPartitions } = this.context;
    const exact = topicPartitions.find(({ name }) => name === to);
    if (exact !== undefined) return exact;
    const partitions = topicPartitions.filter(({ topic }) => topic === to);
    if (partitions.length === 0) throw this.unknown("topic or topic partition", to);
    if (partitions.length > 1 && key === undefined) {
      throw new Error(
        `${to} has ${partitions.length} partitions; give the record a key, or say which, such as ${to}-0`,
      );
    }
    const chosen = partitions.length === 1 ? 0 : partitionForKey(key ?? "", partitions.length);
    return partitions[chosen] as TopicPartition;
  }

  private unknown(what: string, name: string): Error {
    const known = this.context.topicPartitions.map((topicPartition) => topicPartition.name).join(", ");
    return new Error(`no ${what} is called "${name}" (there are: ${known}); declare it under topics`);
  }
}

const hashOf = (text: string | undefined): number => (text === undefined ? -1 : javaStringHash(text) >>> 0);
