import { describe, expect, it } from "vitest";
import { brokerProfileNamed, kafka44 } from "../../../src/model/broker/profiles.ts";
import { readRecordSet } from "../../../src/wire/records/read-batch.ts";
import { writeBatch } from "../../../src/wire/records/write-batch.ts";
import { servedForTest, WireClient } from "../../support/wire-client.ts";

const record = (value: string, timestamp = Date.now()) => ({ value: Buffer.from(value), timestamp });
const batch = (value: string, baseSequence: number, producerId = 1): Buffer =>
  writeBatch({ producerId, producerEpoch: 0, baseSequence, records: [record(value)] });

interface WithOrders {
  readonly client: WireClient;
  readonly topicId: string;
}

async function withOrders(
  configs: readonly { readonly name: string; readonly value: string }[] = [],
): Promise<WithOrders> {
  const client = new WireClient(await servedForTest());
  const topic = { name: "orders", numPartitions: 2, replicationFactor: 1, configs };
  const { topics } = await client.ask("CreateTopics", 7, { topics: [topic] });
  expect(topics[0]).toMatchObject({ errorCode: 0, numPartitions: 2 });
  return { client, topicId: topics[0]?.topicId ?? "" };
}

const produceTo = (client: WireClient, records: Buffer, index = 0) =>
  client.ask("Produce", 9, { acks: -1, topicData: [{ name: "orders", partitionData: [{ index, records }] }] });

const fetchFrom = (
  client: WireClient,
  fetchOffset: number,
  more: { readonly maxWaitMs?: number; readonly minBytes?: number },
) =>
  client.ask("Fetch", 11, {
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    topics: [{ topic: "orders", partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }] }],
    ...more,
  });

describe("ApiVersions", () => {
  it("sends away who takes it for another broker, from version 5 on (4.4.0, measured)", async () => {
    const client = new WireClient(await servedForTest());
    const { clusterId } = await client.ask("Metadata", 9, { topics: [] });
    const named = { clientSoftwareName: "test", clientSoftwareVersion: "1" };
    const codeFor = async (who: { readonly clusterId?: string | null; readonly nodeId?: number }, version = 5) =>
      (await client.ask("ApiVersions", version, { ...named, ...who })).errorCode;
    expect(await codeFor({})).toBe(0);
    expect(await codeFor({ clusterId, nodeId: 1 })).toBe(0);
    expect(await codeFor({ clusterId })).toBe(42);
    expect(await codeFor({ clusterId: "" })).toBe(42);
    expect(await codeFor({ nodeId: 1 })).toBe(42);
    expect(await codeFor({ clusterId, nodeId: 2 })).toBe(129);
    expect(await codeFor({ clusterId: "another", nodeId: 1 })).toBe(129);
    expect(await codeFor({ clusterId: "another", nodeId: 1 }, 4)).toBe(0);
  });
});

describe("Produce", () => {
  it("says in words what is wrong with a batch and with each bad record, from version 8 on", async () => {
    const { client } = await withOrders([{ name: "cleanup.policy", value: "compact" }]);
    const askIn = async (version: number) => {
      const topicData = [{ name: "orders", partitionData: [{ index: 0, records: batch("keyless", 0) }] }];
      const { responses } = await client.ask("Produce", version, { acks: -1, topicData });
      return responses[0]?.partitionResponses[0];
    };
    const keyless = "Compacted topic cannot accept message without key in topic partition orders-0";
    expect(await askIn(9)).toMatchObject({
      errorCode: 87,
      errorMessage: `One or more records have been rejected due to 1 record errors in total, and only showing the first three errors at most: [RecordError(batchIndex=0, message='${keyless}')]`,
      recordErrors: [{ batchIndex: 0, batchIndexErrorMessage: keyless }],
    });
    expect(await askIn(7)).toMatchObject({ errorCode: 87, errorMessage: null, recordErrors: [] });
  });
});

describe("Metadata", () => {
  it("tells of a topic once that is asked for twice, and of none by name beside one by id (4.4.0, measured)", async () => {
    const { client, topicId } = await withOrders();
    const orders = { name: "orders" };
    const names = async (topics: readonly { readonly name: string | null; readonly topicId?: string }[]) =>
      (await client.ask("Metadata", 12, { topics })).topics.map(({ name, errorCode }) => [name, errorCode]);
    expect(await names([orders, orders])).toEqual([["orders", 0]]);
    const byId = { name: null, topicId };
    expect(await names([byId, byId, { name: "other" }])).toEqual([["orders", 0]]);
    expect(await names([{ name: null, topicId: "b3JkZXJzLW9yZGVycy1vcg" }])).toEqual([[null, 100]]);
  });

  it("names the broker by the address that the client used, and every topic with its id", async () => {
    const { client, topicId } = await withOrders();
    const all = await client.ask("Metadata", 12, { topics: null });
    expect(all.brokers).toEqual([{ nodeId: 1, host: "127.0.0.1", port: expect.any(Number), rack: null }]);
    expect(all).toMatchObject({ controllerId: 1, clusterId: expect.stringMatching(/^[\w-]{22}$/) });
    expect(all.topics).toMatchObject([{ name: "orders", topicId, errorCode: 0 }]);
    expect(
      all.topics[0]?.partitions.map(({ partitionIndex, leaderId, isrNodes }) => [partitionIndex, leaderId, isrNodes]),
    ).toEqual([
      [0, 1, [1]],
      [1, 1, [1]],
    ]);
    expect((await client.ask("Metadata", 12, { topics: [{ name: null, topicId }] })).topics).toMatchObject([
      { name: "orders" },
    ]);
  });

  it("of no topics is none, but for the oldest version, where it is all", async () => {
    const { client } = await withOrders();
    expect((await client.ask("Metadata", 1, { topics: [] })).topics).toEqual([]);
    expect((await client.ask("Metadata", 0, { topics: [] })).topics).toMatchObject([{ name: "orders" }]);
  });

  it("about an unknown topic makes it, where both sides allow that", async () => {
    const { client } = await withOrders();
    const ask = async (name: string, allowAutoTopicCreation: boolean) =>
      (await client.ask("Metadata", 9, { topics: [{ name }], allowAutoTopicCreation })).topics[0]?.errorCode;
    expect([await ask("new", false), await ask("new", false)]).toEqual([3, 3]);
    expect([await ask("new", true), await ask("new", true)]).toEqual([3, 0]);
    expect(await ask("n e w", true)).toBe(17);
    const strict = new WireClient(await servedForTest({ autoCreateTopics: false }));
    expect((await strict.ask("Metadata", 9, { topics: [{ name: "new" }] })).topics).toMatchObject([{ errorCode: 3 }]);
    expect((await strict.ask("Metadata", 9, { topics: null })).topics).toEqual([]);
  });
});

describe("Produce", () => {
  it("goes by topic id in the newest version, and knows no other", async () => {
    const { client, topicId } = await withOrders();
    const stranger = Buffer.alloc(16, 7).toString("base64url");
    const partitionData = [{ index: 0, records: batch("a", 0) }];
    const topicData = [
      { topicId: stranger, partitionData },
      { topicId, partitionData },
    ];
    const { responses } = await client.ask("Produce", 13, { acks: -1, topicData });
    expect(responses).toMatchObject([
      { topicId, partitionResponses: [{ errorCode: 0, baseOffset: 0 }] },
      { topicId: stranger, partitionResponses: [{ errorCode: 100, baseOffset: -1 }] },
    ]);
  });

  it("answers a duplicate with the offset of the first", async () => {
    const { client } = await withOrders();
    await produceTo(client, batch("a", 0));
    await produceTo(client, batch("b", 1));
    const { responses } = await produceTo(client, batch("a", 0));
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: 0, baseOffset: 0 });
  });

  it("says which records were wrong", async () => {
    const { client } = await withOrders([{ name: "cleanup.policy", value: "compact" }]);
    const { responses } = await produceTo(client, batch("no key", 0));
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: 87, recordErrors: [{ batchIndex: 0 }] });
  });
});

describe("Fetch", () => {
  it("gives back the bytes that were produced, from any offset on", async () => {
    const { client } = await withOrders();
    for (const [at, value] of ["a", "b", "c"].entries()) await produceTo(client, batch(value, at));
    const { responses } = await fetchFrom(client, 1, {});
    const partition = responses[0]?.partitions[0];
    expect(partition).toMatchObject({ errorCode: 0, highWatermark: 3, lastStableOffset: 3, logStartOffset: 0 });
    const read = readRecordSet(partition?.records ?? new Uint8Array());
    expect(read.map(({ baseOffset, records }) => [baseOffset, String(records[0]?.value)])).toEqual([
      [1, "b"],
      [2, "c"],
    ]);
  });

  it("waits for the next append, and no longer than it may", async () => {
    const { client } = await withOrders();
    const began = Date.now();
    expect((await fetchFrom(client, 0, { maxWaitMs: 50 })).responses[0]?.partitions[0]?.records).toEqual(
      Buffer.alloc(0),
    );
    expect(Date.now() - began).toBeGreaterThanOrEqual(45);
    const serving = await servedForTest();
    const [reader, writer] = [new WireClient(serving), new WireClient(serving)];
    await writer.ask("CreateTopics", 7, { topics: [{ name: "orders", numPartitions: 1, replicationFactor: 1 }] });
    const waiting = fetchFrom(reader, 0, { maxWaitMs: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await produceTo(writer, batch("late", 0));
    const { responses } = await waiting;
    expect(readRecordSet(responses[0]?.partitions[0]?.records ?? new Uint8Array())).toHaveLength(1);
  });

  it("beyond the end is out of range, of an unknown id unknown, and of a session not found", async () => {
    const { client } = await withOrders();
    expect((await fetchFrom(client, 5, { maxWaitMs: 10_000 })).responses[0]?.partitions[0]?.errorCode).toBe(1);
    const topics = [{ topicId: Buffer.alloc(16, 7).toString("base64url"), partitions: [{ partition: 0 }] }];
    const unknown = await client.ask("Fetch", 13, { maxWaitMs: 10_000, minBytes: 1, topics });
    expect(unknown.responses[0]?.partitions[0]?.errorCode).toBe(100);
    expect(await client.ask("Fetch", 7, { sessionId: 9, sessionEpoch: 1 })).toMatchObject({ errorCode: 70 });
  });

  it("gives nothing to who says that he is a follower, and asks no more of a negative leader epoch", async () => {
    const { client } = await withOrders();
    await produceTo(client, batch("a", 0));
    const codeFor = async (replicaId: number, currentLeaderEpoch: number, partition = 0) => {
      const asked = { partition, fetchOffset: 0, currentLeaderEpoch, partitionMaxBytes: 1_000_000 };
      const request = { replicaId, maxWaitMs: 0, minBytes: 1, maxBytes: 1_000_000 };
      const topics = [{ topic: "orders", partitions: [asked] }];
      return (await client.ask("Fetch", 11, { ...request, topics })).responses[0]?.partitions[0]?.errorCode;
    };
    expect(await codeFor(-1, -1)).toBe(0);
    expect(await codeFor(-1, -7)).toBe(0);
    expect(await codeFor(-1, 1)).toBe(75);
    expect(await codeFor(2, -1)).toBe(6);
    expect(await codeFor(2, -1, 9)).toBe(3);
  });

  it("by a version that knows no zstd fails on a topic of that codec, up to 3.9 (measured)", async () => {
    for (const [name, expected] of [
      ["kafka-4.4", 0],
      ["kafka-3.9", 76],
      ["kafka-2.4", 76],
    ] as const) {
      const client = new WireClient(await servedForTest({ profile: brokerProfileNamed(name) ?? kafka44 }));
      const configs = [{ name: "compression.type", value: "zstd" }];
      const topic = { name: "orders", numPartitions: 1, replicationFactor: 1, configs };
      await client.ask("CreateTopics", 5, { topics: [topic] });
      const codeIn = async (version: number) => {
        const topics = [{ topic: "orders", partitions: [{ partition: 0, fetchOffset: 0 }] }];
        const { responses } = await client.ask("Fetch", version, { maxWaitMs: 0, topics });
        return responses[0]?.partitions[0]?.errorCode;
      };
      expect([await codeIn(9), await codeIn(10)]).toEqual([expected, 0]);
    }
  });

  it("shows the broker's time where the topic wants that", async () => {
    const { client } = await withOrders([{ name: "message.timestamp.type", value: "LogAppendTime" }]);
    const before = Date.now();
    await produceTo(
      client,
      writeBatch({ producerId: 1, producerEpoch: 0, baseSequence: 0, records: [record("a", 5)] }),
    );
    const { responses } = await fetchFrom(client, 0, {});
    const [read] = readRecordSet(responses[0]?.partitions[0]?.records ?? new Uint8Array());
    expect(read?.timestampType).toBe("LogAppendTime");
    expect(read?.records[0]?.timestamp).toBeGreaterThanOrEqual(before);
  });
});

describe("the other APIs", () => {
  it("tell where a log begins and ends, and which offset belongs to a time", async () => {
    const { client } = await withOrders();
    await produceTo(client, batch("a", 0));
    const offsetAt = async (timestamp: number) =>
      (
        await client.ask("ListOffsets", 7, {
          topics: [{ name: "orders", partitions: [{ partitionIndex: 0, timestamp }] }],
        })
      ).topics[0]?.partitions[0];
    expect(await offsetAt(-1)).toMatchObject({ errorCode: 0, offset: 1 });
    expect(await offsetAt(-2)).toMatchObject({ errorCode: 0, offset: 0 });
    expect(await offsetAt(0)).toMatchObject({ errorCode: 0, offset: 0 });
    const nowhere = await client.ask("ListOffsets", 1, {
      topics: [{ name: "nowhere", partitions: [{ timestamp: -1 }] }],
    });
    expect(nowhere.topics[0]?.partitions[0]).toMatchObject({ errorCode: 3, offset: -1 });
    const epochs = [{ topic: "orders", partitions: [{ partition: 0, leaderEpoch: 0 }] }];
    expect((await client.ask("OffsetForLeaderEpoch", 4, { topics: epochs })).topics[0]?.partitions[0]).toMatchObject({
      errorCode: 0,
      endOffset: 1,
    });
  });

  it("show what a partition remembers of its producers", async () => {
    const { client } = await withOrders();
    await produceTo(client, batch("a", 0, 77));
    const topics = [{ name: "orders", partitionIndexes: [0, 9] }];
    const described = await client.ask("DescribeProducers", 0, { topics });
    expect(described.topics[0]?.partitions).toMatchObject([
      { errorCode: 0, activeProducers: [{ producerId: 77, producerEpoch: 0, lastSequence: 0 }] },
      { errorCode: 3, activeProducers: [] },
    ]);
  });

  it("create, check, describe and delete topics", async () => {
    const { client, topicId } = await withOrders([{ name: "retention.ms", value: "1000" }]);
    const twice = { name: "twice", numPartitions: 1, replicationFactor: 1 };
    const created = await client.ask("CreateTopics", 7, { topics: [twice, twice, { ...twice, name: "orders" }] });
    expect(created.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ["twice", 42],
      ["orders", 36],
    ]);
    expect(await client.ask("CreateTopics", 5, { topics: [twice], validateOnly: true })).toMatchObject({
      topics: [{ errorCode: 0 }],
    });
    const resources = [{ resourceType: 2, resourceName: "orders", configurationKeys: ["retention.ms"] }];
    expect((await client.ask("DescribeConfigs", 4, { resources })).results).toMatchObject([
      { errorCode: 0, configs: [{ name: "retention.ms", value: "1000", configSource: 1, configType: 5 }] },
    ]);
    expect((await client.ask("DeleteTopics", 6, { topics: [{ name: null, topicId }] })).responses).toMatchObject([
      { name: "orders", errorCode: 0 },
    ]);
    expect((await client.ask("DeleteTopics", 1, { topicNames: ["orders", "twice"] })).responses).toMatchObject([
      { name: "orders", errorCode: 3 },
      { name: "twice", errorCode: 3 },
    ]);
  });

  it("delete records, and describe the cluster", async () => {
    const { client } = await withOrders();
    await produceTo(client, batch("a", 0));
    const topics = [{ name: "orders", partitions: [{ partitionIndex: 0, offset: -1 }] }];
    expect((await client.ask("DeleteRecords", 2, { topics })).topics[0]?.partitions[0]).toMatchObject({
      lowWatermark: 1,
    });
    expect((await fetchFrom(client, 0, {})).responses[0]?.partitions[0]?.errorCode).toBe(1);
    expect(await client.ask("DescribeCluster", 1, { endpointType: 1 })).toMatchObject({
      errorCode: 0,
      controllerId: 1,
    });
    expect(await client.ask("DescribeCluster", 1, { endpointType: 2 })).toMatchObject({ errorCode: 42 });
  });

  it("give producer ids to who has no transactional id", async () => {
    const { client } = await withOrders();
    const first = await client.ask("InitProducerId", 4, { transactionalId: null });
    const second = await client.ask("InitProducerId", 4, { transactionalId: null });
    expect([first.errorCode, second.errorCode, second.producerId - first.producerId]).toEqual([0, 0, 1]);
    expect(await client.ask("InitProducerId", 4, { transactionalId: "t" })).toMatchObject({
      errorCode: 53,
      producerId: -1,
    });
    expect(await client.ask("InitProducerId", 4, { transactionalId: "" })).toMatchObject({ errorCode: 42 });
  });
});
