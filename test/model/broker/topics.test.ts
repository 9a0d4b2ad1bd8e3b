import { describe, expect, test } from "vitest";
import { Broker } from "../../../src/model/broker/broker.ts";
import { brokerProfileNamed } from "../../../src/model/broker/profiles.ts";
import type { NewTopic } from "../../../src/model/broker/topics.ts";
import type { TopicSettings } from "../../../src/model/broker/topic-config.ts";
import type { RecordBatch } from "../../../src/model/protocol.ts";

const now = 1_760_000_000_000;

const newTopic = (name: string, more: Partial<NewTopic> = {}): NewTopic => ({
  name,
  topicId: `id of ${name}`,
  partitionCount: -1,
  replicationFactor: -1,
  assignments: new Map(),
  configs: new Map(),
  ...more,
});

const emptyBroker = (profile = "kafka-4.4"): Broker =>
  new Broker({ node: 1, topics: [], profile: brokerProfileNamed(profile) ?? fail(profile) });

function fail(what: string): never {
  throw new Error(what);
}

function create(broker: Broker, name: string, more: Partial<NewTopic> = {}): TopicSettings {
  const made = broker.createTopic(newTopic(name, more));
  return "error" in made ? fail(`${made.error.name}: ${made.message}`) : made;
}

function refusalOf(broker: Broker, name: string, more: Partial<NewTopic> = {}): number {
  const made = broker.createTopic(newTopic(name, more));
  return "error" in made ? made.error.code : fail(`${name} was made`);
}

const configs = (texts: Record<string, string | null>): Partial<NewTopic> => ({
  configs: new Map(Object.entries(texts)),
});

/** Error code and base offset of a batch of one record to a partition. */
function produce(broker: Broker, topic: string, partition: number, more: Partial<RecordBatch> = {}): readonly number[] {
  const batch: RecordBatch = {
    topicPartition: broker.topics.partition(topic, partition),
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    records: [{ id: 1, keyBytes: undefined, valueBytes: 4, timestamp: now }],
    sizeInBytes: 81,
    transactional: false,
    ...more,
  };
  const request = { api: "Produce", correlationId: 1, acks: -1, timeoutMillis: 0, batches: [batch] } as const;
  const answer = broker.handle(request, now);
  const only = typeof answer === "object" && answer.api === "Produce" ? answer.partitions[0] : undefined;
  return only === undefined ? fail(`no answer: ${String(answer)}`) : [only.error.code, only.baseOffset];
}

describe("a topic that is created", () => {
  test("has as many partitions as asked for, or one, and takes batches at once", () => {
    const broker = emptyBroker();
    create(broker, "orders", { partitionCount: 3 });
    create(broker, "payments");
    expect(produce(broker, "orders", 2)).toEqual([0, 0]);
    expect(produce(broker, "orders", 2)).toEqual([0, 1]);
    expect(produce(broker, "orders", 3)).toEqual([3, -1]);
    expect(produce(broker, "payments", 0)).toEqual([0, 0]);
    expect(produce(broker, "payments", 1)).toEqual([3, -1]);
    expect(broker.describeCluster().partitions.map(({ topicPartition: { name } }) => name)).toEqual([
      "orders-0",
      "orders-1",
      "orders-2",
      "payments-0",
    ]);
  });

  test("is found by its name and by its id", () => {
    const broker = emptyBroker();
    const made = create(broker, "orders", { topicId: "FXqaHI0gTqe1zQ" });
    expect(broker.topics.named("orders")).toBe(made);
    expect(broker.topics.withId("FXqaHI0gTqe1zQ")).toBe(made);
    expect(broker.topics.named("FXqaHI0gTqe1zQ")).toBeUndefined();
  });

  test("begins at leader epoch 0, whatever the older topics have been through", () => {
    const broker = emptyBroker();
    create(broker, "old");
    broker.restart("clean", now);
    create(broker, "young");
    const epochs = broker.describeCluster().partitions.map(({ leaderEpoch }) => leaderEpoch);
    expect(epochs).toEqual([2, 0]);
  });

  test("is refused with the controller's code for its name, its number of partitions, its replication", () => {
    const broker = emptyBroker();
    create(broker, "orders.eu");
    const named = (name: string) => refusalOf(broker, name);
    expect(["", ".", "..", "a b", "ä", "x".repeat(250), "orders_eu"].map(named)).toEqual([17, 17, 17, 17, 17, 17, 17]);
    expect(named("orders.eu")).toBe(36);
    expect(named("__cluster_metadata")).toBe(42);
    expect(refusalOf(broker, "a", { partitionCount: 0 })).toBe(37);
    expect(refusalOf(broker, "a", { partitionCount: -2 })).toBe(37);
    expect(refusalOf(broker, "a", { partitionCount: 10_000 })).toBe(44);
    expect(refusalOf(broker, "a", { replicationFactor: 0 })).toBe(38);
    expect(refusalOf(broker, "a", { replicationFactor: 2 })).toBe(38);
    // In this order: the name, the configs, the replication factor, the number of partitions.
    const allWrong = { ...configs({ "no.such": "1" }), replicationFactor: 0, partitionCount: 0 };
    expect(refusalOf(broker, "a b", allWrong)).toBe(17);
    expect(refusalOf(broker, "a", allWrong)).toBe(40);
    expect(refusalOf(broker, "a", { replicationFactor: 0, partitionCount: 0 })).toBe(38);
    create(broker, "x".repeat(249));
    expect(broker.topics.list()).toHaveLength(2);
  });

  test("takes replicas assigned by hand, if they are whole and on brokers that exist", () => {
    const broker = emptyBroker();
    const assigned = (...replicas: readonly (readonly [number, readonly number[]])[]): Partial<NewTopic> => ({
      assignments: new Map(replicas),
    });
    expect(create(broker, "a", assigned([0, [1]], [1, [1]])).partitions).toHaveLength(2);
    expect(refusalOf(broker, "b", assigned([0, [2]]))).toBe(39);
    expect(refusalOf(broker, "b", assigned([0, []]))).toBe(39);
    expect(refusalOf(broker, "b", assigned([0, [1, 1]]))).toBe(39);
    expect(refusalOf(broker, "b", assigned([1, [1]]))).toBe(39);
    expect(refusalOf(broker, "b", { ...assigned([0, [1]]), partitionCount: 1 })).toBe(42);
  });

  test("may be one of Kafka's own, which then takes nothing from clients (B-11)", () => {
    const broker = emptyBroker();
    expect(create(broker, "__consumer_offsets").internal).toBe(true);
    expect(produce(broker, "__consumer_offsets", 0)).toEqual([17, -1]);
  });
});

describe("topics that are asked for in one request", () => {
  test("are judged each by what was there before, and one that is named twice is not made at all", () => {
    const broker = emptyBroker();
    const names = ["a.b", "a_b", "twice", "twice", ".."];
    const made = broker.createTopics(names.map((name) => newTopic(name)));
    expect([...made].map(([name, topic]) => [name, "error" in topic ? topic.error.code : 0])).toEqual([
      ["a.b", 0],
      ["a_b", 0],
      ["twice", 42],
      ["..", 17],
    ]);
    expect(broker.topics.list().map(({ name }) => name)).toEqual(["a.b", "a_b"]);
  });

  test("can be checked without being made", () => {
    const broker = emptyBroker();
    const verdicts = broker.topics.checkAll([newTopic("a"), newTopic("b", { partitionCount: 0 })]);
    expect([...verdicts.values()].map((verdict) => ("error" in verdict ? verdict.error.code : 0))).toEqual([0, 37]);
    expect(broker.topics.list()).toEqual([]);
  });
});

describe("a topic that is deleted", () => {
  test("is gone from names, ids, metadata and produce, and whoever still holds its partition gets 3", () => {
    const broker = emptyBroker();
    const [held] = create(broker, "orders").partitions;
    expect(produce(broker, "orders", 0)).toEqual([0, 0]);
    expect(broker.deleteTopic("orders").code).toBe(0);
    expect(broker.deleteTopic("orders").code).toBe(3);
    expect(produce(broker, "orders", 0)).toEqual([3, -1]);
    expect(produce(broker, "orders", 0, { topicPartition: held ?? fail("no partition") })).toEqual([3, -1]);
    expect(broker.topics.withId("id of orders")).toBeUndefined();
    expect(broker.describeCluster().partitions).toEqual([]);
  });

  test("begins anew when it is created again: empty, without a producer table, on an index of its own (B-89)", () => {
    const broker = emptyBroker();
    const idempotent = { producerId: 7, producerEpoch: 0, baseSequence: 0 };
    const [before] = create(broker, "orders").partitions;
    produce(broker, "orders", 0, idempotent);
    expect(produce(broker, "orders", 0, { ...idempotent, baseSequence: 5 })).toEqual([45, -1]);
    broker.deleteTopic("orders");
    const [after] = create(broker, "orders", { topicId: "another" }).partitions;
    expect(after?.index).toBe((before?.index ?? 0) + 1);
    expect(produce(broker, "orders", 0, { ...idempotent, baseSequence: 5 })).toEqual([0, 0]);
  });

  test("leaves its name free for one that would have collided with it", () => {
    const broker = emptyBroker();
    create(broker, "a.b");
    expect(refusalOf(broker, "a_b")).toBe(17);
    broker.deleteTopic("a.b");
    create(broker, "a_b");
  });
});

describe("one request to partitions that are not there", () => {
  test("answers each of them once, and of several batches for the same one the last", () => {
    const broker = emptyBroker();
    create(broker, "orders");
    const at = (topic: string, partition: number) => broker.topics.partition(topic, partition);
    const partitions = [at("orders", 0), at("nobody", 0), at("nobody", 0), at("nobody", 1), at("orders", 9)];
    const batches = partitions.map((topicPartition) => ({
      topicPartition,
      producerId: -1,
      producerEpoch: -1,
      baseSequence: -1,
      records: [{ id: 1, keyBytes: undefined, valueBytes: 4, timestamp: now }],
      sizeInBytes: 81,
      transactional: false,
    }));
    const answer = broker.handle({ api: "Produce", correlationId: 1, acks: 1, timeoutMillis: 0, batches }, now);
    const told = typeof answer === "object" && answer.api === "Produce" ? answer.partitions : [];
    expect(told.map(({ topicPartition: { name }, error }) => [name, error.code])).toEqual([
      ["orders-0", 0],
      ["nobody-0", 3],
      ["nobody-1", 3],
      ["orders-9", 3],
    ]);
  });
});

describe("the configs of a topic", () => {
  test("decide what its log takes (B-13 … B-17)", () => {
    const broker = emptyBroker();
    const [old, ahead] = [now - 2_000, now + 3_600_001];
    const at = (timestamp: number) => ({ records: [{ id: 1, keyBytes: undefined, valueBytes: 4, timestamp }] });
    create(broker, "plain");
    create(broker, "young", configs({ "message.timestamp.before.max.ms": "1999" }));
    create(broker, "early", configs({ "message.timestamp.after.max.ms": "3600001" }));
    create(broker, "stamped", configs({ "message.timestamp.type": "LogAppendTime" }));
    create(broker, "keyed", configs({ "cleanup.policy": "compact,delete" }));
    create(broker, "small", configs({ "max.message.bytes": "80" }));
    create(broker, "zipped", configs({ "compression.type": "gzip" }));
    // One broker, so one replica: more than it can't be demanded (B-13).
    create(broker, "safe", configs({ "min.insync.replicas": "2" }));
    create(broker, "short", configs({ "internal.segment.bytes": "80" }));
    const topics = ["plain", "young", "early", "stamped", "keyed", "small", "zipped", "safe", "short"];
    const codes = (more: Partial<RecordBatch>) => topics.map((topic) => produce(broker, topic, 0, more)[0]);
    expect(codes(at(now))).toEqual([0, 0, 0, 0, 87, 10, 0, 0, 18]);
    expect(codes(at(old))).toEqual([0, 32, 0, 0, 87, 10, 0, 0, 18]);
    expect(codes(at(ahead))).toEqual([32, 32, 0, 0, 87, 10, 32, 32, 32]);
    const withoutEpoch = { producerId: 5, producerEpoch: -1, baseSequence: 0 };
    expect(produce(broker, "zipped", 0, withoutEpoch)[0]).toBe(-1);
    expect(produce(broker, "zipped", 0, { ...withoutEpoch, compression: "gzip" })[0]).toBe(0);
  });

  test("decide whether its records may be deleted (B-43)", () => {
    const broker = emptyBroker();
    const deletion = (policy: string): number => {
      const [partition] = create(broker, `p${policy.length}`, configs({ "cleanup.policy": policy })).partitions;
      return broker.deleteRecords(partition ?? fail(policy), -1).code;
    };
    expect(["delete", "compact", "compact, delete", ""].map(deletion)).toEqual([0, 44, 0, 0]);
  });

  test("are refused when nobody knows their name or their value makes no sense", () => {
    const wrong = [
      { "no.such.config": "1" },
      { "max.message.bytes": "-1" },
      { "max.message.bytes": "1.5" },
      { "max.message.bytes": "2147483648" },
      { "retention.ms": "-2" },
      { "min.insync.replicas": "0" },
      { "segment.bytes": "1048575" },
      { "cleanup.policy": "delete,remove" },
      { "message.timestamp.type": "createtime" },
      { "compression.type": "none" },
      { "min.cleanable.dirty.ratio": "1.1" },
      { preallocate: "yes" },
      { "segment.ms": null },
      { "min.compaction.lag.ms": "5", "max.compaction.lag.ms": "4" },
      { "follower.replication.throttled.replicas": "1:2,x" },
      { "remote.storage.enable": "true" },
    ];
    for (const texts of wrong) expect([texts, refusalOf(emptyBroker(), "a", configs(texts))]).toEqual([texts, 40]);
  });

  test("are those of the line of versions: 3.9 takes segments and knows names that 4.4 does not", () => {
    for (const texts of [{ "segment.bytes": "14" }, { "message.downconversion.enable": "false" }]) {
      expect(refusalOf(emptyBroker("kafka-4.4"), "a", configs(texts))).toBe(40);
      create(emptyBroker("kafka-3.9"), "a", configs(texts));
    }
  });

  test("are told with their defaults, as Java writes them, and whether they were set", () => {
    const broker = emptyBroker();
    create(
      broker,
      "a",
      configs({ "retention.ms": " +7 ", "cleanup.policy": "compact , delete", "min.cleanable.dirty.ratio": "1" }),
    );
    const told = new Map(broker.describeTopicConfigs("a")?.map((config) => [config.name, config]));
    const valueOf = (name: string) => [told.get(name)?.value, told.get(name)?.isDefault, told.get(name)?.type];
    expect(valueOf("retention.ms")).toEqual(["7", false, "long"]);
    expect(valueOf("cleanup.policy")).toEqual(["compact,delete", false, "list"]);
    expect(valueOf("min.cleanable.dirty.ratio")).toEqual(["1.0", false, "double"]);
    expect(valueOf("segment.bytes")).toEqual(["1073741824", true, "int"]);
    expect(valueOf("message.timestamp.after.max.ms")).toEqual(["3600000", true, "long"]);
    expect(told.has("internal.segment.bytes")).toBe(false);
    expect(broker.describeTopicConfigs("b")).toBeUndefined();
  });

  test("of a topic that was there from the beginning are told as well", () => {
    const topics = [{ name: "a", partitions: [], maxMessageBytes: 500, compacted: true }];
    const broker = new Broker({ node: 1, topics });
    const set = broker.describeTopicConfigs("a")?.filter(({ isDefault }) => !isDefault) ?? [];
    expect(set.map(({ name, value }) => [name, value])).toEqual([
      ["cleanup.policy", "compact"],
      ["max.message.bytes", "500"],
    ]);
  });
});
