import { recordSet, type Setting } from "./batch-bytes.ts";
import { Admin, type NewTopic } from "./client/admin.ts";
import { Connection, encodeRequest, type Patience, type Reply } from "./client/connection.ts";
import { firstWithTopicIds, produceCall, readProduceAnswer, type ProducedPartition } from "./client/produce.ts";
import {
  isLogAppendTime,
  timeKind,
  wordsIn,
  type Answers,
  type FrameStep,
  type LoggedBatch,
  type PartitionAnswer,
  type Script,
  type SendStep,
  type StepAnswer,
} from "./script.ts";

export interface RunOptions {
  readonly host: string;
  readonly port: number;
  readonly topic: string;
  readonly patience: Patience;
  readonly produceVersion: number;
  readonly sweep: () => Promise<void>;
}

const apiVersionsKey = 18;
const defaultTimeoutMillis = 5_000;

/** One script on its way through a broker behind a port. */
export class TcpRun implements Setting {
  readonly script: Script;
  readonly topic: NewTopic;
  private readonly options: RunOptions;
  private readonly answers: StepAnswer[] = [];
  readonly producerIds = new Map<string, bigint>();
  /** Producer ids given back as in the recordings: alias and number of the init. */
  private readonly names = new Map<bigint, string>();
  private connection: Connection | undefined;
  private next = 0;
  private topicId: Buffer | undefined;
  /** When the first step was played. */
  now = 0;

  constructor(script: Script, options: RunOptions) {
    this.script = script;
    this.options = options;
    this.topic = { name: options.topic, partitions: script.partitions, config: script.config ?? {} };
  }

  /** Plays on up to the next restart, or to the end. */
  async advance(): Promise<"restart" | "end"> {
    if (this.now === 0) this.now = Date.now();
    const { steps } = this.script;
    while (this.next < steps.length) {
      const step = steps[this.next];
      this.next += 1;
      if (step === undefined) break;
      if (step.op === "restart") {
        this.hangUp();
        return "restart";
      }
      if (step.op === "sweep") await this.options.sweep();
      else this.answers.push(await this.play(step));
    }
    this.hangUp();
    return "end";
  }

  /** The answers, and what the logs hold now. */
  async finish(): Promise<Answers> {
    const admin = await this.admin();
    const log: LoggedBatch[][] = [];
    const start: number[] = [];
    for (let partition = 0; partition < this.script.partitions; partition += 1) {
      const from = await admin.logStartOffset(this.topic.name, partition);
      start.push(from);
      log.push(await this.readLog(admin, partition, from));
    }
    this.hangUp();
    const { id, full } = this.script;
    return full === true ? { id, now: this.now, a: this.answers, log, start } : { id, a: this.answers, log };
  }

  private play(step: Exclude<Script["steps"][number], { op: "restart" | "sweep" }>): Promise<StepAnswer> {
    switch (step.op) {
      case "init":
        return this.init(step.p);
      case "send":
        return this.send(step);
      case "delete":
        return this.admin().then((admin) => admin.deleteRecords(this.topic.name, step.part, step.to));
      case "frame":
        return this.sendFrame(step);
    }
  }

  private async init(alias: string): Promise<StepAnswer> {
    const { error, producerId, epoch } = await (await this.admin()).initProducerId();
    this.producerIds.set(alias, producerId);
    this.names.set(producerId, `${alias}${this.names.size}`);
    return [error, epoch];
  }

  private async send(step: SendStep): Promise<StepAnswer> {
    const version = step.version ?? this.options.produceVersion;
    const topicId = version < firstWithTopicIds ? undefined : await this.topicIdFor(step);
    const call = produceCall({
      version,
      transactionalId: step.txid ?? null,
      acks: step.acks,
      timeoutMillis: step.timeout ?? defaultTimeoutMillis,
      topic: step.topic === "unknown" ? "nobody-made-this-topic" : this.topic.name,
      ...(topicId === undefined ? {} : { topicId }),
      partitions: step.b.map((batch) => ({ index: batch.part, records: recordSet(batch, this) })),
    });
    const connection = await this.connect();
    if (step.acks === 0) {
      connection.tell(call);
      return this.fence(connection);
    }
    const reply = await connection.call(call, this.options.patience);
    if (typeof reply === "string") return reply;
    return readProduceAnswer(reply, version).map((partition) => this.partitionAnswer(partition));
  }

  private async topicIdFor({ topic }: SendStep): Promise<Buffer> {
    if (topic === "unknown") return Buffer.alloc(16, "nobody-made-this");
    this.topicId ??= await (await this.admin()).topicId(this.topic.name);
    return this.topicId;
  }

  /** A connection is served in order, so what comes behind is answered if and only if this went well (B-1, B-5). */
  private async fence(connection: Connection): Promise<StepAnswer> {
    const call = { api: apiVersionsKey, version: 0, body: Buffer.alloc(0) };
    const reply: Reply = await connection.call(call, this.options.patience);
    return typeof reply === "string" ? reply : "quiet";
  }

  private partitionAnswer(partition: ProducedPartition): PartitionAnswer {
    const { error, baseOffset, logAppendTime, logStartOffset, recordErrors } = partition;
    if (this.script.full !== true) return [error, Number(baseOffset)];
    const time = timeKind(Number(logAppendTime), this.now, isLogAppendTime(this.script));
    const full = [error, Number(baseOffset), time, Number(logStartOffset), recordErrors] as const;
    if (this.script.words !== true) return full;
    const words = (text: string | null): string | null => wordsIn(text, this.topic.name);
    return [...full, words(partition.message), partition.recordMessages.map(words)];
  }

  private async sendFrame(step: FrameStep): Promise<StepAnswer> {
    const connection = await this.connect();
    if (step.how === "api") {
      const call = { api: step.api ?? 0, version: step.version ?? 0, body: Buffer.from(step.hex ?? "", "hex") };
      const reply = await connection.call(call, this.options.patience);
      return typeof reply === "string" ? reply : [reply.int16(), -1];
    }
    connection.send(this.frame(step));
    return (await connection.closes(this.options.patience)) ? "closed" : "silent";
  }

  private frame({ how, bytes = 0, hex = "" }: FrameStep): Buffer {
    if (how === "length") return lengthPrefix(bytes);
    if (how === "garbage") return Buffer.concat([lengthPrefix(hex.length / 2), Buffer.from(hex, "hex")]);
    const records = recordSet({ part: 0, p: "none", epoch: -1, seq: -1, n: 1, tag: "cut" }, this);
    const { name } = this.topic;
    const call = produceCall({
      version: this.options.produceVersion,
      transactionalId: null,
      acks: -1,
      timeoutMillis: defaultTimeoutMillis,
      topic: name,
      partitions: [{ index: 0, records }],
    });
    const whole = encodeRequest({ ...call, body: call.body.subarray(0, bytes) }, 1);
    return whole;
  }

  private async readLog(admin: Admin, partition: number, from: number): Promise<LoggedBatch[]> {
    const batches = await admin.fetchAll(this.topic.name, partition, from);
    return batches.map((batch) => {
      const { baseOffset, lastOffset, producerId, epoch, baseSequence, firstValue } = batch;
      const producer = this.names.get(BigInt(producerId)) ?? (producerId < 0 ? producerId : "?");
      const tag = firstValue.split(".")[0] ?? "";
      const logged = [baseOffset, lastOffset, producer, epoch, baseSequence, tag] as const;
      if (this.script.full !== true) return logged;
      return [...logged, timeKind(batch.maxTimestamp, this.now, isLogAppendTime(this.script))] as const;
    });
  }

  private async connect(): Promise<Connection> {
    if (this.connection === undefined || this.connection.isDead) {
      this.hangUp();
      this.connection = await Connection.open(this.options.host, this.options.port);
    }
    return this.connection;
  }

  private async admin(): Promise<Admin> {
    return new Admin(await this.connect());
  }

  private hangUp(): void {
    this.connection?.close();
    this.connection = undefined;
  }
}

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeInt32BE(length);
  return prefix;
}
