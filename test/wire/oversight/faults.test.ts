import { describe, expect, it } from "vitest";
import { faultsOf } from "../../../src/wire/faults/fault-file.ts";
import { OrdersClient, valuesIn, watchedForTest } from "../../support/watched.ts";

describe("a request", () => {
  it("that is dropped never arrives, nor does anything behind it on its connection", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #2", do: "drop" }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([0, 0]);
    expect(await client.send({ values: ["b"], sequence: 1 })).toBe("silent");
    expect(await client.send({ values: ["b"], sequence: 1 })).toBe("silent");
    client.reconnect();
    expect(await client.send({ values: ["b"], sequence: 1 })).toEqual([0, 1]);
    expect(valuesIn(broker)).toEqual(["a", "b"]);
  });

  it("that is swallowed vanishes alone", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #1", do: "swallow" }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe("silent");
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([0, 0]);
  });

  it("that is cut breaks its connection, and nothing is appended", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #1", do: "cut" }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe("closed");
    expect(valuesIn(broker)).toEqual([]);
  });

  it("that is doubled is executed twice and answered once", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #1..2", do: "duplicate" }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: -1, producerId: -1 })).toEqual([0, 0]);
    expect(await client.send({ values: ["b"], sequence: 0 })).toEqual([0, 2]);
    // Without a producer id nobody knows the copy.
    expect(valuesIn(broker)).toEqual(["a", "a", "b"]);
  });

  it("that is answered with an error is not acted on", async () => {
    const broker = await watchedForTest([
      { message: "test>broker-1 Produce request #1", do: "error", error: "NOT_LEADER_OR_FOLLOWER" },
    ]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([6, -1]);
    expect(valuesIn(broker)).toEqual([]);
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([0, 0]);
  });

  it("that is delayed arrives later, though its client has gone", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #1", do: "delay", by: "500ms" }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe("silent");
    client.wire.close();
    expect(valuesIn(broker)).toEqual([]);
    await expect.poll(() => valuesIn(broker)).toEqual(["a"]);
  });
});

describe("an answer", () => {
  it.each(["drop", "swallow", "cut"] as const)("that meets a %s is lost after the append", async (verb) => {
    const broker = await watchedForTest([{ message: "broker-1>test Produce response #1", do: verb }]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe(verb === "cut" ? "closed" : "silent");
    expect(valuesIn(broker)).toEqual(["a"]);
    const behind = await client.send({ values: ["b"], sequence: 1 });
    expect(behind).toEqual({ drop: "silent", swallow: [0, 1], cut: "closed" }[verb]);
    client.reconnect();
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([0, 0]);
  });

  it("can say an error of what was appended", async () => {
    const broker = await watchedForTest([
      { message: "broker-1>test Produce response #1", do: "error", error: "NOT_ENOUGH_REPLICAS_AFTER_APPEND" },
    ]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([20, -1]);
    expect(valuesIn(broker)).toEqual(["a"]);
  });

  it("of any API can say an error", async () => {
    const broker = await watchedForTest([
      { message: "*>broker-1 InitProducerId request #1", do: "error", error: 15 },
      { message: "broker-1>* Metadata response #1", do: "error", error: "UNKNOWN_TOPIC_OR_PARTITION" },
      { message: "broker-1>* DescribeProducers response #1", do: "error", error: 3 },
    ]);
    const { wire } = new OrdersClient(broker);
    const init = { transactionalId: null, transactionTimeoutMs: 0 };
    expect(await wire.ask("InitProducerId", 4, init)).toMatchObject({ errorCode: 15, producerId: -1 });
    expect(await wire.ask("InitProducerId", 4, init)).toMatchObject({ errorCode: 0, producerId: 0 });
    expect((await wire.ask("Metadata", 9, { topics: null })).topics).toMatchObject([{ name: "orders", errorCode: 3 }]);
    const described = { topics: [{ name: "orders", partitionIndexes: [1] }] };
    expect(await wire.ask("DescribeProducers", 0, described)).toMatchObject({
      topics: [{ partitions: [{ partitionIndex: 1, errorCode: 3 }] }],
    });
  });
});

describe("the broker", () => {
  it("that is killed at an answer has appended, and remembers one batch of each producer", async () => {
    const broker = await watchedForTest([{ message: "broker-1>test Produce response #2", do: "restart-kill" }]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    expect(await client.send({ values: ["b"], sequence: 1 })).toBe("closed");
    client.reconnect();
    expect(await client.send({ values: ["b"], sequence: 1 })).toEqual([0, 1]);
    expect(await client.send({ values: ["a"], sequence: 0 })).toEqual([45, -1]);
  });

  it("that is down takes no connection until it is back", async () => {
    const broker = await watchedForTest([
      { message: "test>broker-1 Produce request #1", do: "restart-clean", for: "400ms" },
    ]);
    const client = new OrdersClient(broker);
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe("closed");
    await expect
      .poll(async () => {
        client.reconnect();
        return client.send({ values: ["a"], sequence: 0 });
      })
      .toEqual([0, 0]);
    expect(broker.state.atMicros).toBeGreaterThan(400_000);
  });

  it("that stands still answers nobody, and then everybody", async () => {
    const broker = await watchedForTest([{ message: "test>broker-1 Produce request #1", do: "pause", for: "600ms" }]);
    const [one, other] = [new OrdersClient(broker), new OrdersClient(broker)];
    expect(await one.send({ values: ["a"], sequence: 0 })).toBe("silent");
    const late = other.wire.ask("Metadata", 9, { topics: null });
    expect(await one.wire.hear(2_000)).toBeInstanceOf(Buffer);
    expect((await late).topics).toHaveLength(1);
    expect(broker.state.atMicros).toBeGreaterThan(600_000);
  });

  it("forgets one producer or a partition's, and takes any sequence of whom it forgot", async () => {
    const broker = await watchedForTest();
    const client = new OrdersClient(broker);
    for (const producerId of [7, 8]) await client.send({ values: ["a"], sequence: 0, producerId });
    broker.putFaults(faultsOf([{ at: "now", do: "expire-producer", of: 7 }]));
    await expect.poll(() => broker.state.topics[0]?.partitions[0]?.producers.map((p) => p.producerId)).toEqual([8]);
    expect(await client.send({ values: ["z"], sequence: 40 })).toEqual([0, 2]);
    broker.putFaults(faultsOf([{ message: "*>broker-1 Metadata request #1", do: "forget-producers", of: "orders-0" }]));
    await client.wire.ask("Metadata", 9, { topics: null });
    expect(broker.state.topics[0]?.partitions[0]?.producers).toEqual([]);
    expect(broker.faults.struck.map((fault) => fault.do)).toEqual(["expire-producer", "forget-producers"]);
  });
});

describe("what struck", () => {
  it("by chance strikes again when it is put back as a file", async () => {
    const run = async (faults: Parameters<typeof watchedForTest>[0]) => {
      const broker = await watchedForTest(faults);
      const client = new OrdersClient(broker);
      const answers: unknown[] = [];
      for (let sequence = 0; sequence < 40; sequence++) {
        const answer = await client.send({ values: [`v${sequence}`], sequence, producerId: sequence });
        answers.push(answer);
        if (answer === "closed") client.reconnect();
      }
      return { answers, log: valuesIn(broker), struck: broker.faults.struck };
    };
    const drawn = await run({
      seed: 3,
      network: { cut: "10%", duplication: "10%", error: { chance: "10%", codes: [7] } },
    });
    expect(drawn.struck.length).toBeGreaterThan(5);
    expect(await run([...drawn.struck])).toEqual(drawn);
  });
});
