import { describe, expect, it } from "vitest";
import { brokerProfileNamed } from "../../../src/model/broker/profiles.ts";
import type { Serving } from "../../../src/wire/serve.ts";
import { decodeResponse, encodeRequest } from "../../../src/wire/protocol/frames.ts";
import { writeBatch } from "../../../src/wire/records/write-batch.ts";
import { servedForTest, WireClient } from "../../support/wire-client.ts";

const batch = (baseSequence = 0): Buffer =>
  writeBatch({
    producerId: 1,
    producerEpoch: 0,
    baseSequence,
    records: [{ value: Buffer.from("v"), timestamp: Date.now() }],
  });

const produce = (acks: number, records: Buffer | null, name = "orders") => ({
  acks,
  topicData: [{ name, partitionData: [{ index: 0, records }] }],
});

async function servedWithTopic(): Promise<{ readonly serving: Serving; readonly client: WireClient }> {
  const serving = await servedForTest();
  const client = new WireClient(serving);
  await client.ask("CreateTopics", 5, { topics: [{ name: "orders", numPartitions: 1, replicationFactor: 1 }] });
  return { serving, client };
}

const lengthOf = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(length);
  return bytes;
};

describe("ApiVersions", () => {
  it("lists what this broker answers, as its profile does", async () => {
    const newest = new WireClient(await servedForTest());
    expect(await newest.versionsOf("Produce")).toEqual([0, 13]);
    const profile = brokerProfileNamed("kafka-2.4");
    const old = new WireClient(await servedForTest(profile === undefined ? {} : { profile }));
    expect(await old.versionsOf("Produce")).toEqual([0, 8]);
    await expect(old.versionsOf("DescribeProducers")).rejects.toThrow("no DescribeProducers here");
  });

  it("in a version that is too new is answered in version 0, with the versions that there are", async () => {
    const client = new WireClient(await servedForTest());
    const request = encodeRequest("ApiVersions", 4, { correlationId: 5 }, { clientSoftwareName: "x" });
    request.writeInt16BE(99, 6);
    client.send(request);
    const heard = await client.hear(5_000);
    if (typeof heard === "string") throw new Error(heard);
    expect(decodeResponse("ApiVersions", 0, heard)).toMatchObject({
      correlationId: 5,
      body: { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 5 }] },
    });
    expect(await client.versionsOf("Metadata")).toEqual([0, 13]);
  });

  it("of a client without a proper name is refused", async () => {
    const client = new WireClient(await servedForTest());
    const named = { clientSoftwareName: "onceproof", clientSoftwareVersion: "1.0" };
    expect(await client.ask("ApiVersions", 3, named)).toMatchObject({ errorCode: 0 });
    expect(await client.ask("ApiVersions", 3, { ...named, clientSoftwareName: "-" })).toMatchObject({ errorCode: 42 });
  });
});

/** The request with another version in its header. */
function inVersion(version: number, request: Buffer): Buffer {
  request.writeInt16BE(version, 6);
  return request;
}

describe("the broker hangs up", () => {
  it.each([
    ["a length beyond 100 MiB", lengthOf(104_857_601)],
    ["a negative length", lengthOf(-1)],
    ["a frame without a header", Buffer.concat([lengthOf(2), Buffer.from([0, 18])])],
    ["an API that nobody has", Buffer.concat([lengthOf(10), Buffer.from("03e70000000000010000", "hex")])],
    ["a version that it does not have", inVersion(44, encodeRequest("Heartbeat", 4, { correlationId: 1 }, {}))],
    ["half a request", cut(encodeRequest("Metadata", 9, { correlationId: 1 }, { topics: [{ name: "orders" }] }))],
  ])("on %s", async (_, bytes) => {
    const serving = await servedForTest();
    const client = new WireClient(serving);
    client.send(bytes);
    expect(await client.hear(5_000)).toBe("closed");
    expect(await new WireClient(serving).versionsOf("Metadata")).toEqual([0, 13]);
  });

  it("on a version of Produce that it only claims to have", async () => {
    const { client } = await servedWithTopic();
    expect(await client.attempt("Produce", 2, produce(1, batch()), 5_000)).toBe("closed");
  });

  it("when a request without an answer failed, after it answered what came before", async () => {
    const { client } = await servedWithTopic();
    client.send(encodeRequest("ApiVersions", 0, { correlationId: 1 }, {}));
    client.send(encodeRequest("Produce", 9, { correlationId: 2 }, produce(0, batch(), "nowhere")));
    client.send(encodeRequest("ApiVersions", 0, { correlationId: 3 }, {}));
    expect(await client.hear(5_000)).toBeInstanceOf(Buffer);
    expect(await client.hear(5_000)).toBe("closed");
  });
});

describe("a connection", () => {
  it("waits for a frame that comes a byte at a time", async () => {
    const client = new WireClient(await servedForTest());
    const request = encodeRequest("ApiVersions", 0, { correlationId: 8 }, {});
    for (const byte of request.subarray(0, -1)) {
      client.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.hear(30)).toBe("silent");
    client.send(request.subarray(-1));
    expect(await client.hear(5_000)).toBeInstanceOf(Buffer);
  });

  it("gets its answers in the order of its requests, past one that takes its time and one that has none", async () => {
    const { client } = await servedWithTopic();
    const topics = [{ topic: "orders", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }] }];
    client.send(
      Buffer.concat([
        encodeRequest("Fetch", 4, { correlationId: 1 }, { maxWaitMs: 80, minBytes: 1, maxBytes: 1_000, topics }),
        encodeRequest("Produce", 9, { correlationId: 2 }, produce(0, batch())),
        encodeRequest("Metadata", 1, { correlationId: 3 }, { topics: null }),
        encodeRequest("Fetch", 4, { correlationId: 4 }, { maxWaitMs: 0, minBytes: 1, maxBytes: 1_000, topics }),
      ]),
    );
    const order: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const heard = await client.hear(5_000);
      if (typeof heard === "string") throw new Error(heard);
      order.push(heard.readInt32BE(0));
    }
    expect(order).toEqual([1, 3, 4]);
  });

  it("is never answered again after a null record set, and stays open", async () => {
    const { serving, client } = await servedWithTopic();
    expect(await client.attempt("Produce", 9, produce(-1, null))).toBe("silent");
    expect(await client.attempt("Metadata", 1, { topics: null })).toBe("silent");
    expect(await new WireClient(serving).ask("Metadata", 1, { topics: null })).toMatchObject({ controllerId: 1 });
  });

  it("whose client does not read is not read either", async () => {
    const { serving, client } = await servedWithTopic();
    const records = writeBatch({
      producerId: 1,
      producerEpoch: 0,
      baseSequence: 0,
      records: [{ value: Buffer.alloc(900_000, "x"), timestamp: Date.now() }],
    });
    await client.ask("Produce", 9, produce(-1, records));
    const slow = new WireClient(serving);
    slow.pause();
    const topics = [{ topic: "orders", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }] }];
    const body = { maxWaitMs: 0, minBytes: 1, maxBytes: 1_000_000, topics };
    for (let id = 0; id < 200; id += 1) slow.send(encodeRequest("Fetch", 4, { correlationId: id }, body));
    const before = process.memoryUsage().arrayBuffers;
    for (let turn = 0; turn < 20; turn += 1) await client.ask("Metadata", 1, { topics: null });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
    slow.resume();
    for (let id = 0; id < 200; id += 1) {
      const heard = await slow.hear(5_000);
      expect(typeof heard === "string" ? heard : heard.readInt32BE(0)).toBe(id);
    }
  });
});

/** A request that says it is whole and lacks its last bytes. */
function cut(request: Buffer): Buffer {
  const short = Buffer.from(request.subarray(0, -4));
  short.writeInt32BE(short.byteLength - 4);
  return short;
}
