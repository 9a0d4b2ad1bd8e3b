import type { Serving } from "../../src/wire/serve.ts";
import { readRecordSet, type ReadBatch } from "../../src/wire/records/read-batch.ts";
import { writeBatch, type BatchToWrite } from "../../src/wire/records/write-batch.ts";
import type { LoggedBatch, Script, ScriptAnswers, ScriptedBatch, StepAnswer } from "./broker-scripts.ts";
import { WireClient } from "./wire-client.ts";

/**
 * Plays a script (broker-scripts.ts) over TCP, with the bytes that the recorder sent to the real brokers. The script's
 * topic is made for it; restarts are beyond this player.
 */
export async function playOverWire(script: Script, serving: Serving): Promise<ScriptAnswers> {
  return new WirePlayer(script, serving).run();
}

const produceVersion = 8;
const tenYears = 10 * 365 * 86_400_000;

class WirePlayer {
  private readonly script: Script;
  private readonly serving: Serving;
  private client: WireClient;
  private readonly ids = new Map<string, number>();
  private readonly names = new Map<number, string>();

  constructor(script: Script, serving: Serving) {
    this.script = script;
    this.serving = serving;
    this.client = new WireClient(serving);
  }

  async run(): Promise<ScriptAnswers> {
    const { id, partitions, steps } = this.script;
    await this.client.ask("CreateTopics", 2, {
      topics: [{ name: id, numPartitions: partitions, replicationFactor: 1 }],
    });
    const a: StepAnswer[] = [];
    for (const step of steps) {
      if (step.op === "init") a.push(await this.init(step.p));
      else if (step.op === "send") a.push(await this.send(step.acks, step.b));
      else throw new Error(`${id}: no restart over the wire`);
    }
    const log: LoggedBatch[][] = [];
    for (let partition = 0; partition < partitions; partition += 1) log.push(await this.readLog(partition));
    return { id, a, log };
  }

  private async init(alias: string): Promise<StepAnswer> {
    const answer = await this.client.ask("InitProducerId", 1, { transactionalId: null, transactionTimeoutMs: 60_000 });
    this.ids.set(alias, answer.producerId);
    this.names.set(answer.producerId, `${alias}${this.names.size}`);
    return [answer.errorCode, answer.producerEpoch];
  }

  private async send(acks: number, batches: readonly ScriptedBatch[]): Promise<StepAnswer> {
    const partitionData = batches.map((batch) => ({ index: batch.part, records: encode(batch, this.ids) }));
    const request = { acks, timeoutMs: 5_000, topicData: [{ name: this.script.id, partitionData }] };
    const answer = await this.client.attempt("Produce", produceVersion, request);
    if (typeof answer !== "string") {
      const partitions = answer.responses.flatMap(({ partitionResponses }) => partitionResponses);
      const inOrder = partitions.toSorted((one, other) => one.index - other.index);
      return inOrder.map(({ errorCode, baseOffset }) => [errorCode, baseOffset] as const);
    }
    // Whichever it was, nothing more comes over this connection.
    this.client = new WireClient(this.serving);
    return answer;
  }

  private async readLog(partition: number): Promise<LoggedBatch[]> {
    const partitions = [{ partition, fetchOffset: 0, partitionMaxBytes: 50_000_000 }];
    const topics = [{ topic: this.script.id, partitions }];
    const { responses } = await this.client.ask("Fetch", 4, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 50_000_000,
      topics,
    });
    const records = responses[0]?.partitions[0]?.records ?? new Uint8Array(0);
    return readRecordSet(records).map((batch) => this.logged(batch));
  }

  private logged(batch: ReadBatch): LoggedBatch {
    const { baseOffset, lastOffsetDelta, producerId, producerEpoch, baseSequence, records } = batch;
    const name = this.names.get(producerId) ?? (producerId < 0 ? producerId : "?");
    const tag = records[0]?.value?.toString().split(".")[0] ?? "";
    return [baseOffset, baseOffset + lastOffsetDelta, name, producerEpoch, baseSequence, tag];
  }
}

/** The bytes of one partition, wrong in the way that the script says: what the recorder's `encode` does. */
function encode(scripted: ScriptedBatch, ids: ReadonlyMap<string, number>): Buffer | null {
  const { n, raw } = scripted;
  const batch = (wrong: Partial<BatchToWrite> = {}): Buffer => writeBatch({ ...soundBatch(scripted, ids), ...wrong });
  switch (raw) {
    case undefined:
      return batch();
    case "crc":
      return turned(batch(), 20);
    case "count+1":
      return batch({ recordCount: n + 1 });
    case "count-1":
      return batch({ recordCount: n - 1 });
    case "last+1":
      return batch({ lastOffsetDelta: n });
    case "last-1":
      return batch({ lastOffsetDelta: n - 2 });
    case "magic3":
      return batch({ magic: 3 });
    case "magic1":
      return batch({ magic: 1 });
    case "truncate":
      return batch().subarray(0, -3);
    case "empty":
      return Buffer.alloc(0);
    case "nullRecords":
      return null;
    case "extra":
      return Buffer.concat([batch(), Buffer.from([0, 1, 2])]);
    case "baseOffset":
      return batch({ baseOffset: 77 });
    case "codec7":
      return batch({ attributes: 7 });
    case "control":
      return batch({ attributes: 0x20 });
    case "txFlag":
      return batch({ attributes: 0x10 });
    case "two":
      return Buffer.concat([batch(), batch({ baseSequence: toInt32(scripted.seq + n) })]);
    case "leaderEpoch":
      return batch({ partitionLeaderEpoch: 55 });
    case "deltas":
      return batch({ records: recordsOf(scripted).map((record, index) => ({ ...record, offsetDelta: index + 1 })) });
    case "futureTs":
      return batch({ records: recordsOf(scripted).map((record) => ({ ...record, timestamp: Date.now() + tenYears })) });
    default:
      throw new Error(`no batch is wrong in the way "${raw}"`);
  }
}

const soundBatch = (scripted: ScriptedBatch, ids: ReadonlyMap<string, number>): BatchToWrite => ({
  producerId: scripted.p === "none" ? -1 : (ids.get(scripted.p) ?? 9_000_000),
  producerEpoch: scripted.epoch,
  baseSequence: toInt32(scripted.seq),
  records: recordsOf(scripted),
});

const recordsOf = ({ n, tag }: ScriptedBatch) =>
  Array.from({ length: n }, (_, index) => ({ value: Buffer.from(`${tag}.${index}`), timestamp: Date.now() }));

const toInt32 = (sequence: number): number => sequence | 0;

/** One bit of one byte is another. */
function turned(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
