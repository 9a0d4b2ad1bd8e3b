import type { ApiName, RequestFor, ResponseOf } from "../../src/wire/protocol/apis.ts";
import { decodeResponse, encodeRequest } from "../../src/wire/protocol/frames.ts";
import { readRecordSet } from "../../src/wire/records/read-batch.ts";
import { writeBatch } from "../../src/wire/records/write-batch.ts";
import type { Door, Line } from "./door.ts";
import { recordsTime } from "./requests.ts";
import type { Seen } from "./verdict.ts";

const patience = 200;
const recordsEach = 3;

/**
 * What a healthy client does: makes a topic, gets a producer id, produces, resends, reads back. `undefined`: all of it
 * came out as it should; else what did not.
 */
export async function checkHealth(door: Door, number: number): Promise<string | undefined> {
  const line = await door.open();
  try {
    await live(new Client(line), `healthy-${number}`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    line.hangUp();
  }
}

async function live(client: Client, topic: string): Promise<void> {
  const created = await client.ask("CreateTopics", 5, {
    topics: [{ name: topic, numPartitions: 1, replicationFactor: 1 }],
    timeoutMs: 30_000,
  });
  expectEqual("CreateTopics", created.topics[0]?.errorCode, 0);
  const { producerId, producerEpoch } = await client.ask("InitProducerId", 4, { transactionalId: null });
  const produce = async (baseSequence: number): Promise<number | undefined> => {
    const records = batch(producerId, producerEpoch, baseSequence);
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
    const { responses } = await client.ask("Produce", 9, { acks: -1, timeoutMs: 1_000, topicData });
    const [answer] = responses[0]?.partitionResponses ?? [];
    expectEqual(`Produce of sequence ${baseSequence}`, answer?.errorCode, 0);
    return answer?.baseOffset;
  };
  for (const [sequence, offset] of [
    [0, 0],
    [3, 3],
    [3, 3],
    [0, 0],
    [6, 6],
  ] as const) {
    expectEqual(`base offset of sequence ${sequence}`, await produce(sequence), offset);
  }
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 100_000 }];
  const limits = { maxWaitMs: 0, minBytes: 1, maxBytes: 100_000 };
  const fetched = await client.ask("Fetch", 11, { ...limits, topics: [{ topic, partitions }] });
  const [log] = fetched.responses[0]?.partitions ?? [];
  const read = readRecordSet(log?.records ?? Buffer.alloc(0)).flatMap(({ records }) => records);
  expectEqual(
    "records read back",
    read.map(({ value }) => String(value)).join(),
    "0.0,0.1,0.2,3.0,3.1,3.2,6.0,6.1,6.2",
  );
  expectEqual("their offsets", read.map(({ offset }) => offset).join(), "0,1,2,3,4,5,6,7,8");
  const deleted = await client.ask("DeleteTopics", 4, { topicNames: [topic], timeoutMs: 30_000 });
  expectEqual("DeleteTopics", deleted.responses[0]?.errorCode, 0);
}

const batch = (producerId: number, producerEpoch: number, baseSequence: number): Buffer =>
  writeBatch({
    producerId,
    producerEpoch,
    baseSequence,
    records: Array.from({ length: recordsEach }, (_, index) => ({
      value: Buffer.from(`${baseSequence}.${index}`),
      timestamp: recordsTime,
    })),
  });

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

/** Asks one thing after the other. */
class Client {
  private readonly line: Line;
  private correlationId = 100;

  constructor(line: Line) {
    this.line = line;
  }

  async ask<Name extends ApiName>(name: Name, version: number, body: RequestFor<Name>): Promise<ResponseOf<Name>> {
    this.correlationId += 1;
    this.line.send(encodeRequest(name, version, { correlationId: this.correlationId, clientId: "healthy" }, body));
    const { answers, closed } = await this.hear();
    const [answer] = answers;
    if (answer === undefined) throw new Error(`${name}: ${closed ? "closed" : "silent"}`);
    const { correlationId, body: response } = decodeResponse(name, version, answer);
    expectEqual(`${name}: correlation id`, correlationId, this.correlationId);
    return response;
  }

  private async hear(): Promise<Seen> {
    for (let index = 0; index < patience; index += 1) {
      const seen = await this.line.look();
      if (seen.closed || seen.answers.length > 0) return seen;
    }
    return { answers: [], closed: false };
  }
}
