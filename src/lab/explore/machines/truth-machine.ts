import type { LogBatch } from "../../../model/broker/retained-batches.ts";
import type { TopicPartition } from "../../../model/core/topic-partition.ts";
import type { ProducedRecord, RecordBatch } from "../../../model/protocol.ts";
import { GroundTruth } from "../../../model/run/ground-truth.ts";
import type { Scope } from "../../../model/run/occurrences.ts";
import type { RunPlan } from "../../../model/run/plan.ts";
import { type SentRecord, isSent } from "../../../model/run/records.ts";
import { InvariantError, type NodeId, Trace, start } from "../../../sim/index.ts";
import { exploredProperties } from "../properties.ts";
import type { BrokerSight, ClientSight } from "./observation.ts";

/** A record as the broker has it from an exploration: whose it is, beside what its client knows of it. */
export interface OwnedRecord extends SentRecord {
  readonly owner: number;
}

const brokerNode = 0 as NodeId;

/**
 * The ground truth of one whole run, put together from what its clients and its broker saw. Sends and lives are numbered
 * over the run, as they came up.
 */
export class TruthMachine {
  readonly truth: GroundTruth;
  private readonly plan: RunPlan;
  /** By client, and there by what its own count makes of it. */
  private readonly records: SentRecord[][];
  private readonly sessions: number[][];
  private sessionCount = 0;
  /** By partition. */
  private readonly logs: LogBatch[][] = [];
  private readonly stored: string[] = [];
  /** By client: the run's number of each of its records, by the number that the client has for it. */
  private readonly recordIds: readonly (readonly number[])[];

  constructor(plan: RunPlan, recordIds: readonly (readonly number[])[]) {
    this.plan = plan;
    this.recordIds = recordIds;
    this.records = plan.applications.map(() => []);
    this.sessions = plan.applications.map(() => []);
    const { names } = plan;
    const logs = {
      topicPartitions: plan.topics.flatMap(({ partitions }) => partitions),
      log: ({ index }: TopicPartition) => this.logs[index] ?? [],
      producerTable: () => {
        throw new InvariantError("an exploration does not show what its broker remembers");
      },
    };
    this.truth = new GroundTruth({
      names,
      trace: new Trace(),
      now: () => start,
      brokerNode,
      keepHistory: true,
      consumers: [],
      logView: () => logs,
      properties: exploredProperties,
    });
  }

  clientSaw(owner: number, sight: ClientSight): void {
    const { truth } = this;
    const node = (owner + 1) as NodeId;
    switch (sight.what) {
      case "sent":
        truth.sent(node, this.plan.applications[owner]?.name ?? "", this.sent(owner, sight.record));
        break;
      case "acknowledged":
        truth.acknowledged(node, this.record(owner, sight.send), sight.offset, sight.attempts);
        break;
      case "failed":
        truth.failed(node, this.record(owner, sight.send), sight.exception, sight.attempts);
        break;
      case "refused":
        truth.refused(node, this.record(owner, sight.send), sight.exception);
        break;
      case "renumbered":
        truth.renumberedInDoubt(sight.sends.map((send) => this.record(owner, send)));
        break;
      case "identified":
        truth.identified(this.session(owner, sight.session), sight.producerId);
        break;
      case "circumstance":
        truth.circumstances.add(sight.circumstance, this.scope(owner, sight.scope));
    }
  }

  brokerSaw(sight: BrokerSight): void {
    switch (sight.what) {
      case "appended":
        this.appended(this.ownBatch(sight.batch), sight.baseOffset);
        break;
      case "refused-unseen":
        this.truth.rejected(brokerNode, this.ownBatch(sight.batch), sight.error);
        break;
      case "expired":
        this.truth.producerExpired(brokerNode, sight.topicPartition, sight.producerId);
    }
  }

  /** What came of the run, in words: what lies in the logs, and what was said of each send. */
  get ending(): string {
    const { names } = this.plan;
    const said = this.truth.deliveries.map(({ record, producer, outcome, offset, error }) =>
      [producer, names.nameOf(record.id), outcome, offset ?? error ?? ""].join(" "),
    );
    return `${this.stored.join(" ")}; ${said.sort().join(", ")}`;
  }

  private appended(batch: RecordBatch, baseOffset: number): void {
    for (const { id } of batch.records) this.stored.push(`${batch.topicPartition.name}:${this.plan.names.nameOf(id)}`);
    const lastOffset = baseOffset + batch.records.length - 1;
    const entry = { baseOffset, lastOffset, maxTimestamp: 0, leaderEpoch: 0, batch };
    (this.logs[batch.topicPartition.index] ??= []).push(entry);
    this.truth.appended(brokerNode, batch, baseOffset);
  }

  private ownBatch(batch: RecordBatch): RecordBatch {
    return { ...batch, records: batch.records.map((record) => this.ownRecord(record)) };
  }

  private ownRecord(record: ProducedRecord): ProducedRecord {
    return isOwned(record) ? this.record(record.owner, record.send) : record;
  }

  private record(owner: number, send: number): SentRecord {
    return this.records[owner]?.[send] as SentRecord;
  }

  private sent(owner: number, told: SentRecord): SentRecord {
    const { earlierSend } = told;
    const record: SentRecord = {
      ...told,
      id: this.recordIds[owner]?.[told.id] ?? told.id,
      send: this.truth.ledger.size,
      session: this.session(owner, told.session),
      earlierSend: earlierSend === undefined ? undefined : this.record(owner, earlierSend).send,
    };
    this.records[owner]?.push(record);
    return record;
  }

  private session(owner: number, session: number): number {
    const ofOwner = this.sessions[owner] as number[];
    return (ofOwner[session] ??= this.sessionCount++);
  }

  private scope(owner: number, scope: Scope | undefined): Scope | undefined {
    if (scope?.session === undefined && scope?.before === undefined) return scope;
    const { session, before, ...others } = scope;
    return {
      ...others,
      ...(session === undefined ? {} : { session: this.session(owner, session) }),
      ...(before === undefined ? {} : { before: this.record(owner, before - 1).send + 1 }),
    };
  }
}

const isOwned = (record: ProducedRecord): record is OwnedRecord => isSent(record) && "owner" in record;
