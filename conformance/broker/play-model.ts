import { Broker } from "../../src/model/broker/broker.ts";
import type { BrokerProfile } from "../../src/model/broker/profiles.ts";
import { topicPartition, type TopicPartition } from "../../src/model/core/topic-partition.ts";
import type { Acks, PartitionProduceResponse, RecordBatch } from "../../src/model/protocol.ts";
import { decodeRecordSet } from "../../src/wire/produce.ts";
import { recordSet, type Setting } from "./batch-bytes.ts";
import {
  isLogAppendTime,
  timeKind,
  wordsIn,
  type Answers,
  type LoggedBatch,
  type PartitionAnswer,
  BadInput,
  type Script,
  type ScriptedBatch,
  type SendStep,
  type Step,
  type StepAnswer,
} from "./script.ts";

export interface ModelOptions {
  readonly profile: BrokerProfile;
  /** Which way restarts go that leave it open. */
  readonly restart?: "clean" | "kill";
  readonly producerIdBlock?: "warm" | "cold";
  /** When to play, in milliseconds since 1970: where times are looked at, when the real broker did. */
  readonly now?: number;
}

/** Some day in 2025, for scripts in which no time matters. */
const anyDay = 1_760_000_000_000;
const defaultTimeoutMillis = 5_000;
const defaultVersion = 8;

/** The model's answers to one script, in a topic and on a broker of its own: bytes like any server's, but no socket. */
export const playOnModel = (script: Script, options: ModelOptions): Answers => new ModelRun(script, options).run();

class ModelRun {
  private readonly script: Script;
  private readonly options: ModelOptions;
  private readonly partitions: readonly TopicPartition[];
  private readonly broker: Broker;
  private readonly setting: Setting & { readonly producerIds: Map<string, bigint> };
  /** Producer ids given back as in the recordings: alias and number of the init. */
  private readonly names = new Map<number, string>();
  /** Tags of the records, by their ids. */
  private readonly tags: string[] = [];
  private correlationId = 0;

  constructor(script: Script, options: ModelOptions) {
    this.script = script;
    this.options = options;
    this.setting = { now: options.now ?? anyDay, producerIds: new Map() };
    this.broker = new Broker({
      node: 1,
      profile: options.profile,
      producerIdBlock: options.producerIdBlock ?? "warm",
      topics: [],
    });
    const made = this.broker.createTopic({
      name: script.id,
      topicId: "script",
      partitionCount: script.partitions,
      replicationFactor: 1,
      assignments: new Map(),
      configs: new Map(Object.entries(script.config ?? {})),
    });
    if ("error" in made) throw new BadInput(`${script.id}: config: ${made.message}`);
    this.partitions = made.partitions;
  }

  run(): Answers {
    const a: StepAnswer[] = [];
    for (const step of this.script.steps) {
      const answer = this.play(step);
      if (answer !== undefined) a.push(answer);
    }
    const { id, full } = this.script;
    const log = this.partitions.map((partition) => this.readLog(partition));
    if (full !== true) return { id, a, log };
    return {
      id,
      now: this.setting.now,
      a,
      log,
      start: this.partitions.map((partition) => this.broker.logStartOffset(partition)),
    };
  }

  private play(step: Step): StepAnswer | undefined {
    switch (step.op) {
      case "init":
        return this.init(step.p);
      case "send":
        return this.send(step);
      case "delete":
        return this.deleteRecords(step.part, step.to);
      case "restart":
        this.broker.restart(step.how === "either" ? (this.options.restart ?? "clean") : step.how, this.setting.now);
        return undefined;
      case "sweep":
        this.broker.expireProducers(this.setting.now);
        return undefined;
      case "frame":
        throw new Error(`${this.script.id}: the model has no frames`);
    }
  }

  private init(alias: string): StepAnswer {
    for (let attempt = 0; attempt < 500; attempt += 1) {
      this.correlationId += 1;
      const { correlationId } = this;
      const request = { api: "InitProducerId", correlationId, producerId: -1, producerEpoch: -1 } as const;
      const answer = this.broker.handle(request, this.setting.now);
      if (typeof answer === "string" || answer.api !== "InitProducerId") throw new Error(`no producer id: ${answer}`);
      if ([14, 15, 16].includes(answer.error.code)) continue;
      this.setting.producerIds.set(alias, BigInt(answer.producerId));
      this.names.set(answer.producerId, `${alias}${this.names.size}`);
      return [answer.error.code, answer.producerEpoch];
    }
    throw new Error(`${this.script.id}: no producer id in 500 attempts`);
  }

  private send(step: SendStep): StepAnswer {
    this.correlationId += 1;
    const batches = step.b.map((scripted) => this.batch(step, scripted));
    const answer = this.broker.handle(
      {
        api: "Produce",
        correlationId: this.correlationId,
        acks: step.acks as Acks,
        timeoutMillis: step.timeout ?? defaultTimeoutMillis,
        batches,
        ...(step.txid === undefined ? {} : { transactionalId: step.txid }),
      },
      this.setting.now,
    );
    if (answer === "close-connection") return "closed";
    if (answer === "mute-connection") return "silent";
    if (answer === "no-answer") return "quiet";
    if (answer.api !== "Produce") throw new Error(`a produce request answered with ${answer.api}`);
    return [...answer.partitions]
      .sort((one, other) => one.topicPartition.partition - other.topicPartition.partition)
      .map((partition) => this.partitionAnswer(partition, step.version ?? defaultVersion));
  }

  private batch(step: SendStep, scripted: ScriptedBatch): RecordBatch {
    const known = step.topic === "unknown" ? undefined : this.partitions[scripted.part];
    const firstRecordId = this.tags.length;
    this.tags.push(...Array.from({ length: scripted.n }, () => scripted.tag));
    return decodeRecordSet(recordSet(scripted, this.setting), {
      topicPartition: known ?? topicPartition("unknown", scripted.part, -1),
      version: step.version ?? defaultVersion,
      firstRecordId,
    });
  }

  private partitionAnswer(response: PartitionProduceResponse, version: number): PartitionAnswer {
    const { error, baseOffset, logAppendTime, logStartOffset, recordErrors = [] } = response;
    const { errorMessage = null, recordMessages = [] } = response;
    if (this.script.full !== true) return [error.code, baseOffset];
    const time = timeKind(logAppendTime, this.setting.now, isLogAppendTime(this.script));
    const start = version < 5 ? -1 : logStartOffset;
    const full = [error.code, baseOffset, time, start, version < 8 ? [] : recordErrors] as const;
    if (this.script.words !== true) return full;
    if (version < 8) return [...full, null, []];
    const words = (text: string | null): string | null => wordsIn(text, this.script.id);
    return [...full, words(errorMessage), recordMessages.map(words)];
  }

  private deleteRecords(part: number, to: number): StepAnswer {
    const partition = this.partitions[part];
    if (partition === undefined) throw new Error(`${this.script.id} has no partition ${part}`);
    const { code } = this.broker.deleteRecords(partition, to);
    return [code, code === 0 ? this.broker.logStartOffset(partition) : -1];
  }

  private readLog(partition: TopicPartition): LoggedBatch[] {
    return this.broker.log(partition).map(({ baseOffset, lastOffset, batch, maxTimestamp }) => {
      const { producerId } = batch;
      const name = this.names.get(producerId) ?? (producerId < 0 ? producerId : "?");
      const tag = this.tags[batch.records[0]?.id ?? -1] ?? "";
      const logged = [baseOffset, lastOffset, name, batch.producerEpoch, batch.baseSequence, tag] as const;
      if (this.script.full !== true) return logged;
      return [...logged, timeKind(maxTimestamp, this.setting.now, isLogAppendTime(this.script))] as const;
    });
  }
}
