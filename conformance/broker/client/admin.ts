import { setTimeout as sleep } from "node:timers/promises";
import { BytesIn, BytesOut } from "./bytes.ts";
import { codecNames, unpack, type CodecName } from "./codecs.ts";
import { Connection } from "./connection.ts";

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface ApiRange {
  readonly key: number;
  readonly min: number;
  readonly max: number;
}

export interface FetchedBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly attributes: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly epoch: number;
  readonly baseSequence: number;
  /** Value of the first record as text; "" where the batch holds none, or its codec's bytes are damaged. */
  readonly firstValue: string;
}

const patienceMillis = 120_000;
/** The first in which zstd may be fetched. */
const fetchVersion = 10;
const noTopicId = Buffer.alloc(16);
const topicExists = 36;
const apis = { fetch: 1, listOffsets: 2, metadata: 3, apiVersions: 18, createTopics: 19, deleteTopics: 20 } as const;
const initProducerIdKey = 22;
const deleteRecordsKey = 21;

/** What a player asks of a broker beside produce requests. Any broken connection throws: these requests are well made. */
export class Admin {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  static async open(host: string, port: number): Promise<Admin> {
    return new Admin(await Connection.open(host, port));
  }

  /** Whether a broker serves there and knows itself. */
  static async answers(host: string, port: number): Promise<boolean> {
    try {
      const admin = await Admin.open(host, port);
      try {
        return (await admin.apiVersions()).length > 0 && (await admin.nodes()) > 0;
      } finally {
        admin.close();
      }
    } catch {
      return false;
    }
  }

  close(): void {
    this.connection.close();
  }

  /** Every API with its versions, by key. */
  async apiVersions(): Promise<readonly ApiRange[]> {
    const from = await this.ask(apis.apiVersions, 0, new BytesOut());
    const error = from.int16();
    if (error !== 0) throw new Error(`ApiVersions: error ${error}`);
    const ranges = from.array(() => ({ key: from.int16(), min: from.int16(), max: from.int16() }));
    return ranges.sort((one, other) => one.key - other.key);
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    const body = new BytesOut().array(topics, ({ name, partitions, config }, out) => {
      out.string(name).int32(partitions).int16(1).int32(0);
      out.array(Object.entries(config), ([key, value]) => void out.string(key).string(value));
    });
    const from = await this.ask(apis.createTopics, 2, body.int32(patienceMillis).int8(0));
    from.int32();
    const results = from.array(() => ({ name: from.string(), error: from.int16(), message: from.string() }));
    const wrong = results.find(({ error }) => error !== 0 && error !== topicExists);
    if (wrong !== undefined) throw new Error(`no topic ${wrong.name}: error ${wrong.error}: ${wrong.message}`);
    await this.awaitLeaders(topics);
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    const body = new BytesOut().array(names, (name, out) => void out.string(name));
    await this.ask(apis.deleteTopics, 1, body.int32(patienceMillis));
  }

  /** Waits until every partition has a leader that takes requests: metadata and logs come one after the other. */
  async awaitLeaders(topics: readonly NewTopic[]): Promise<void> {
    const deadline = Date.now() + patienceMillis;
    while (!(await this.isLed(topics))) {
      if (Date.now() > deadline) throw new Error(`${topics.length} topics have no leaders`);
      await sleep(20);
    }
  }

  /** The id of a topic, as 16 bytes. */
  async topicId(topic: string): Promise<Buffer> {
    const body = new BytesOut();
    body.compactArray([topic], (name, out) => void out.raw(noTopicId).compactString(name).unsignedVarint(0));
    const from = await this.ask(apis.metadata, 12, body.int8(0).int8(0).unsignedVarint(0), true);
    from.int32();
    from.compactArray(() => {
      from.int32();
      from.compactString();
      from.int32();
      from.compactString();
      from.skipTags();
    });
    from.compactString();
    from.int32();
    if (from.unsignedVarint() !== 2) throw new Error(`Metadata knows no ${topic}`);
    const error = from.int16();
    from.compactString();
    if (error !== 0) throw new Error(`Metadata of ${topic}: error ${error}`);
    return from.fixed(16);
  }

  /** A new producer id, once a block of them is there (B-91). */
  async initProducerId(): Promise<{ readonly error: number; readonly producerId: bigint; readonly epoch: number }> {
    for (let attempt = 0; attempt < 1_500; attempt += 1) {
      const from = await this.ask(initProducerIdKey, 1, new BytesOut().string(null).int32(60_000));
      from.int32();
      const error = from.int16();
      if (![14, 15, 16].includes(error)) return { error, producerId: from.int64(), epoch: from.int16() };
      await sleep(20);
    }
    throw new Error("no producer id in 1,500 attempts");
  }

  async deleteRecords(
    topic: string,
    partition: number,
    before: number,
  ): Promise<readonly [error: number, low: number]> {
    const body = new BytesOut().array([topic], (name, out) => {
      out.string(name).array([partition], (index) => void out.int32(index).int64(before));
    });
    const from = await this.ask(deleteRecordsKey, 0, body.int32(patienceMillis));
    from.int32();
    const [deleted] = from.array(() => {
      from.string();
      return from.array(() => ({ index: from.int32(), low: from.int64(), error: from.int16() }));
    });
    const [only] = deleted ?? [];
    if (only === undefined) throw new Error(`DeleteRecords on ${topic}-${partition} was not answered`);
    return [only.error, Number(only.low)];
  }

  async logStartOffset(topic: string, partition: number): Promise<number> {
    const [found] = await this.listOffsets([{ topic, partitions: [partition] }], -2n);
    if (found === undefined || found.error !== 0)
      throw new Error(`${topic}-${partition}: no start offset: ${found?.error}`);
    return Number(found.offset);
  }

  /** All batches from `offset` to the end of the log. */
  async fetchAll(topic: string, partition: number, offset: number): Promise<readonly FetchedBatch[]> {
    const batches: FetchedBatch[] = [];
    let next = offset;
    for (;;) {
      const records = await this.fetch(topic, partition, next);
      const fresh = readBatches(records).filter(({ lastOffset }) => lastOffset >= next);
      const last = fresh.at(-1);
      if (last === undefined) return batches;
      batches.push(...fresh);
      next = last.lastOffset + 1;
    }
  }

  private async fetch(topic: string, partition: number, offset: number): Promise<Buffer> {
    const body = new BytesOut().int32(-1).int32(0).int32(0).int32(50_000_000).int8(0).int32(0).int32(-1);
    body.array([topic], (name, out) => {
      out.string(name).array([partition], (index) => {
        out.int32(index).int32(-1).int64(offset).int64(-1).int32(50_000_000);
      });
    });
    const from = await this.ask(
      apis.fetch,
      fetchVersion,
      body.array([], () => undefined),
    );
    from.int32();
    const whole = from.int16();
    if (whole !== 0) throw new Error(`fetching ${topic}-${partition} at ${offset}: ${whole}`);
    from.int32();
    const [found] = from.array(() => {
      from.string();
      return from.array(() => {
        from.int32();
        const error = from.int16();
        from.int64();
        from.int64();
        from.int64();
        from.array(() => [from.int64(), from.int64()]);
        return { error, records: from.bytes() };
      });
    });
    const [only] = found ?? [];
    if (only === undefined || only.error !== 0)
      throw new Error(`fetching ${topic}-${partition} at ${offset}: ${only?.error}`);
    return only.records ?? Buffer.alloc(0);
  }

  private async isLed(topics: readonly NewTopic[]): Promise<boolean> {
    const body = new BytesOut().array(topics, ({ name }, out) => void out.string(name));
    const from = await this.ask(apis.metadata, 1, body);
    readNodes(from);
    const known = from.array(() => {
      const error = from.int16();
      from.string();
      from.int8();
      const partitions = from.array(() => {
        const wrong = from.int16();
        from.int32();
        const leader = from.int32();
        from.array(() => from.int32());
        from.array(() => from.int32());
        return wrong === 0 && leader >= 0;
      });
      return error === 0 && partitions.every((led) => led) ? partitions.length : 0;
    });
    const wanted = topics.reduce((sum, { partitions }) => sum + partitions, 0);
    if (known.reduce((sum, count) => sum + count, 0) !== wanted) return false;
    const all = topics.map(({ name, partitions }) => ({ topic: name, partitions: [...Array(partitions).keys()] }));
    const ends = await this.listOffsets(all, -1n);
    return ends.length === wanted && ends.every(({ error }) => error === 0);
  }

  private async listOffsets(
    topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[],
    timestamp: bigint,
  ): Promise<readonly { readonly error: number; readonly offset: bigint }[]> {
    const out = new BytesOut().int32(-1);
    out.array(topics, ({ topic, partitions }) => {
      out.string(topic).array(partitions, (index) => void out.int32(index).int64(timestamp));
    });
    const from = await this.ask(apis.listOffsets, 1, out);
    return from
      .array(() => {
        from.string();
        return from.array(() => {
          from.int32();
          const error = from.int16();
          from.int64();
          return { error, offset: from.int64() };
        });
      })
      .flat();
  }

  private async nodes(): Promise<number> {
    return readNodes(await this.ask(apis.metadata, 1, new BytesOut().int32(0)));
  }

  private async ask(api: number, version: number, body: BytesOut, flexible = false): Promise<BytesIn> {
    const reply = await this.connection.call({ api, version, body: body.done(), flexible }, { millis: patienceMillis });
    if (typeof reply === "string") throw new Error(`api ${api} version ${version}: ${reply}`);
    return reply;
  }
}

/** Reads the brokers of a Metadata answer and the controller behind them. */
function readNodes(from: BytesIn): number {
  const nodes = from.array(() => [from.int32(), from.string(), from.int32(), from.string()]);
  from.int32();
  return nodes.length;
}

const headerBytes = 61;

function readBatches(records: Buffer): FetchedBatch[] {
  const batches: FetchedBatch[] = [];
  let at = 0;
  while (at + headerBytes <= records.length) {
    const length = 12 + records.readInt32BE(at + 8);
    if (at + length > records.length) break;
    batches.push(readBatch(records.subarray(at, at + length)));
    at += length;
  }
  return batches;
}

function readBatch(bytes: Buffer): FetchedBatch {
  const from = new BytesIn(bytes);
  const baseOffset = Number(from.int64());
  from.at = 21;
  const attributes = from.int16();
  const lastOffset = baseOffset + from.int32();
  from.int64();
  const maxTimestamp = Number(from.int64());
  const producerId = Number(from.int64());
  const epoch = from.int16();
  const baseSequence = from.int32();
  const count = from.int32();
  const codec = codecNames[attributes % 8];
  if (codec === undefined) throw new Error(`a batch in a log is of codec ${attributes % 8}`);
  const firstValue = count > 0 ? readFirstValue(codec, bytes.subarray(headerBytes)) : "";
  return { baseOffset, lastOffset, attributes, maxTimestamp, producerId, epoch, baseSequence, firstValue };
}

function readFirstValue(codec: CodecName, records: Buffer): string {
  const plain = unpacked(codec, records);
  if (plain === undefined) return "";
  const from = new BytesIn(plain);
  from.varint();
  from.int8();
  from.varint();
  from.varint();
  const keyLength = Math.max(from.varint(), 0);
  from.at += keyLength;
  const valueLength = Math.max(from.varint(), 0);
  return from.buffer.toString("latin1", from.at, from.at + valueLength);
}

/** Brokers let damage pass that libraries here do not. */
function unpacked(codec: CodecName, records: Buffer): Buffer | undefined {
  try {
    return unpack(codec, records);
  } catch {
    return undefined;
  }
}
