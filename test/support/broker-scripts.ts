import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Broker, type BrokerOptions } from "../../src/model/broker/broker.ts";
import type { BrokerProfile } from "../../src/model/broker/profiles.ts";
import { topicPartition, type TopicPartition } from "../../src/model/core/topic-partition.ts";
import type { Acks, BatchDefects, RecordBatch } from "../../src/model/protocol.ts";

/**
 * Plays the scripts that were played against real brokers (test/data/broker) against the model, and gives the answers
 * back in the same shape, so that one comparison tells where they differ.
 */
export interface ScriptedBatch {
  readonly part: number;
  /** Alias of a producer id, or `none`. */
  readonly p: string;
  readonly epoch: number;
  /** May lie outside int32 and then wraps, as it does on the wire. */
  readonly seq: number;
  readonly n: number;
  readonly tag: string;
  /** How the bytes are wrong. */
  readonly raw?: string;
}

export type ScriptStep =
  | { readonly op: "init"; readonly p: string }
  | { readonly op: "send"; readonly acks: Acks; readonly b: readonly ScriptedBatch[] }
  | { readonly op: "restart"; readonly how: string };

export interface Script {
  readonly id: string;
  readonly family: string;
  readonly partitions: number;
  readonly steps: readonly ScriptStep[];
}

export type StepAnswer = readonly [error: number, epoch: number] | readonly (readonly [number, number])[] | string;
export type LoggedBatch = readonly [
  first: number,
  last: number,
  producer: string | number,
  epoch: number,
  sequence: number,
  tag: string,
];

export interface ScriptAnswers {
  readonly id: string;
  readonly a: readonly StepAnswer[];
  readonly log: readonly (readonly LoggedBatch[])[];
}

const dataFolder = join(import.meta.dirname, "../data/broker");

const readLines = (path: string): unknown[] =>
  readFileSync(join(dataFolder, path), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

export const readScripts = (family: string): Script[] => readLines(`scripts/${family}.jsonl`) as Script[];

export const readAnswers = (version: string, family: string): ScriptAnswers[] =>
  readLines(`answers-${version}/${family}.jsonl`) as ScriptAnswers[];

export interface PlayOptions {
  readonly profile: BrokerProfile;
  /** Which way the restarts of the script go. */
  readonly restart?: "clean" | "kill";
  readonly producerIdBlock?: "warm" | "cold";
}

/** An hour of some day in 2025; scripts stamp every record with the time at which they were played. */
const now = 1_760_000_000_000;
const tenYears = 10 * 365 * 86_400_000;

/** Answers of the model to one script, in a topic and on a broker of its own. */
export function play(script: Script, options: PlayOptions): ScriptAnswers {
  return new Player(script, options).run();
}

class Player {
  private readonly script: Script;
  private readonly options: PlayOptions;
  private readonly partitions: readonly TopicPartition[];
  private readonly broker: Broker;
  private readonly ids = new Map<string, number>();
  /** Producer ids given back as in the recordings: alias and number of the init. */
  private readonly names = new Map<number, string>();
  private readonly tags: string[] = [];
  private correlationId = 0;

  constructor(script: Script, options: PlayOptions) {
    this.script = script;
    this.options = options;
    this.partitions = Array.from({ length: script.partitions }, (_, index) => topicPartition(script.id, index, index));
    const broker: BrokerOptions = {
      node: 1,
      profile: options.profile,
      producerIdBlock: options.producerIdBlock ?? "warm",
      topics: [{ name: script.id, partitions: this.partitions }],
    };
    this.broker = new Broker(broker);
  }

  run(): ScriptAnswers {
    const a: StepAnswer[] = [];
    for (const step of this.script.steps) {
      if (step.op === "init") a.push(this.init(step.p));
      else if (step.op === "send") a.push(this.send(step.acks, step.b));
      else this.broker.restart(this.options.restart ?? "clean", now);
    }
    return { id: this.script.id, a, log: this.partitions.map((partition) => this.readLog(partition)) };
  }

  private init(alias: string): StepAnswer {
    for (let attempt = 0; attempt < 500; attempt += 1) {
      this.correlationId += 1;
      const { correlationId } = this;
      const request = { api: "InitProducerId", correlationId, producerId: -1, producerEpoch: -1 } as const;
      const answer = this.broker.handle(request, now);
      if (typeof answer === "string" || answer.api !== "InitProducerId") throw new Error(`no producer id: ${answer}`);
      if ([14, 15, 16].includes(answer.error.code)) continue;
      this.ids.set(alias, answer.producerId);
      this.names.set(answer.producerId, `${alias}${this.names.size}`);
      return [answer.error.code, answer.producerEpoch];
    }
    throw new Error(`${this.script.id}: no producer id in 500 attempts`);
  }

  private send(acks: Acks, scripted: readonly ScriptedBatch[]): StepAnswer {
    this.correlationId += 1;
    const answer = this.broker.handle(
      {
        api: "Produce",
        correlationId: this.correlationId,
        acks,
        timeoutMillis: 5_000,
        batches: scripted.map((batch) => this.encode(batch)),
      },
      now,
    );
    if (typeof answer === "string") return answer === "close-connection" ? "closed" : "silent";
    if (answer.api !== "Produce") throw new Error(`a produce request answered with ${answer.api}`);
    return [...answer.partitions]
      .sort((one, other) => one.topicPartition.partition - other.topicPartition.partition)
      .map(({ error, baseOffset }) => [error.code, baseOffset] as const);
  }

  private encode(scripted: ScriptedBatch): RecordBatch {
    const partition = this.partitions[scripted.part];
    if (partition === undefined) throw new Error(`${this.script.id} has no partition ${scripted.part}`);
    const records = Array.from({ length: scripted.n }, () => {
      this.tags.push(scripted.tag);
      const timestamp = scripted.raw === "futureTs" ? now + tenYears : now;
      return { id: this.tags.length - 1, keyBytes: undefined, valueBytes: 4, timestamp };
    });
    const defects = defectsOf(scripted);
    return {
      topicPartition: partition,
      producerId: scripted.p === "none" ? -1 : (this.ids.get(scripted.p) ?? 9_000_000),
      producerEpoch: scripted.epoch,
      baseSequence: toInt32(scripted.seq),
      records,
      sizeInBytes: 61 + 11 * scripted.n,
      transactional: scripted.raw === "txFlag",
      ...(defects === undefined ? {} : { defects }),
    };
  }

  private readLog(partition: TopicPartition): LoggedBatch[] {
    return this.broker.log(partition).map(({ baseOffset, lastOffset, batch }) => {
      const { producerId } = batch;
      const name = this.names.get(producerId) ?? (producerId < 0 ? producerId : "?");
      const tag = this.tags[batch.records[0]?.id ?? -1] ?? "";
      return [baseOffset, lastOffset, name, batch.producerEpoch, batch.baseSequence, tag];
    });
  }
}

// eslint-disable-next-line no-bitwise -- what the wire does to a number that is too big for its field
const toInt32 = (sequence: number): number => sequence | 0;

/** What the recorder's words for wrong bytes are to the model. */
function defectsOf({ raw, n }: ScriptedBatch): BatchDefects | undefined {
  switch (raw) {
    case undefined:
    case "txFlag": // a flag of the batch
    case "futureTs": // a time of the records
    case "leaderEpoch": // a field that no broker reads in a produce request
      return undefined;
    case "crc":
      return { crcWrong: true };
    case "count+1":
      return { claimedCount: n + 1 };
    case "count-1":
      return { claimedCount: n - 1 };
    case "last+1":
      return { claimedLastOffsetDelta: n };
    case "last-1":
      return { claimedLastOffsetDelta: n - 2 };
    case "magic3":
      return { magic: 3 };
    case "magic1":
      return { magic: 1 };
    case "truncate":
      return { unreadable: "truncated" };
    case "empty":
      return { recordSet: "empty" };
    case "nullRecords":
      return { recordSet: "null" };
    case "extra":
      return { unreadable: "trailing-bytes" };
    case "baseOffset":
      return { baseOffset: 77 };
    case "codec7":
      return { unreadable: "unknown-codec" };
    case "control":
      return { control: true };
    case "two":
      return { recordSet: "two-batches" };
    case "deltas":
      return { unreadable: "offset-deltas" };
    default:
      throw new Error(`no batch is wrong in the way "${raw}"`);
  }
}

export interface Difference {
  readonly script: string;
  /** `step 3`, `log of partition 1`. */
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Every step and every log in which two answers to one script differ. */
export function differences(got: ScriptAnswers, expected: ScriptAnswers): Difference[] {
  const compare = (where: string, mine: readonly unknown[], theirs: readonly unknown[]): Difference[] =>
    Array.from({ length: Math.max(mine.length, theirs.length) }, (_, index) => ({
      script: expected.id,
      where: `${where} ${index}`,
      expected: theirs[index],
      got: mine[index],
    })).filter((pair) => JSON.stringify(pair.expected) !== JSON.stringify(pair.got));
  return [...compare("answer", got.a, expected.a), ...compare("log of partition", got.log, expected.log)];
}
