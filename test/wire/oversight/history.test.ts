import { describe, expect, it } from "vitest";
import { OrdersClient, broken, valuesIn, watchedForTest } from "../../support/watched.ts";

const lostAnswer = [{ message: "broker-1>test Produce response #1", do: "cut" }] as const;

describe("the history", () => {
  it("holds nothing against a client that retries under the same sequence", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a", "b"], sequence: 0 });
    client.reconnect();
    expect(await client.send({ values: ["a", "b"], sequence: 0 })).toEqual([0, 0]);
    expect(broken(broker)).toEqual([]);
    expect(broker.marks).toMatchObject({ "record-sent": 2, acknowledged: 2, "duplicate-suppressed": 1 });
    expect(broker.deliveries).toMatchObject([
      { record: "a", outcome: "acked", offset: 0, attempts: 2 },
      { record: "b", outcome: "acked", offset: 1, attempts: 2 },
    ]);
  });

  it("tells a record that was acknowledged as the duplicate of another, and lost", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    client.reconnect();
    expect(await client.send({ values: ["b"], sequence: 0 })).toEqual([0, 0]);
    expect(broken(broker)).toEqual(["!acknowledged-exactly-once b", "!acknowledged-offset-holds-record b"]);
  });

  it("tells a record that a retry under a new sequence stored twice", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    client.reconnect();
    expect(await client.send({ values: ["a"], sequence: 1 })).toEqual([0, 1]);
    expect(broken(broker)).toEqual(["!acknowledged-exactly-once a", "!stored-once-end-to-end a"]);
    expect(broker.violations[0]?.because).toEqual([expect.stringContaining("known by key, value and headers alone")]);
  });

  it("takes two records of the same bytes for two while each is acknowledged", async () => {
    const broker = await watchedForTest();
    const client = new OrdersClient(broker);
    for (let sequence = 0; sequence < 5; sequence++) await client.send({ values: ["tick"], sequence });
    await client.send({ values: ["tick", "tick"], sequence: 5 });
    expect(broken(broker)).toEqual([]);
    expect(new Set(broker.deliveries.map(({ record }) => record)).size).toBe(7);
  });

  it("follows a record with a name across sessions", async () => {
    const broker = await watchedForTest();
    const client = new OrdersClient(broker);
    await client.send({ values: ["order-1"], sequence: 0, named: true });
    await client.send({ values: ["order-1"], sequence: 0, named: true, producerId: 8 });
    expect(broken(broker)).toEqual(["!stored-once-end-to-end order-1"]);
  });

  it("follows a record without one into the next session, where the first never heard of it", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["order-1"], sequence: 0 });
    client.reconnect();
    await client.send({ values: ["order-1"], sequence: 0, producerId: 8 });
    await client.send({ values: ["order-1"], sequence: 0, producerId: 9 });
    expect(broken(broker)).toEqual(["!stored-once-end-to-end order-1"]);
    expect(valuesIn(broker)).toHaveLength(3);
  });

  it("tells a record that came to lie behind later ones", async () => {
    const broker = await watchedForTest([
      { message: "test>broker-1 Produce request #2", do: "error", error: "NOT_LEADER_OR_FOLLOWER" },
    ]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    await client.send({ values: ["b"], sequence: 1 });
    await client.send({ values: ["c"], sequence: 1 });
    await client.send({ values: ["b"], sequence: 2 });
    expect(valuesIn(broker)).toEqual(["a", "c", "b"]);
    expect(broken(broker)).toEqual(["!order-as-sent b"]);
  });

  it("excuses what nobody promises: two copies without idempotence", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: -1, producerId: -1 });
    client.reconnect();
    await client.send({ values: ["a"], sequence: -1, producerId: -1 });
    expect(broken(broker)).toEqual(["acknowledged-exactly-once a", "!stored-once-end-to-end a"]);
    expect(broker.violations[0]?.because[0]).toContain("idempotence is off");
  });

  it("excuses a batch in doubt that got a new identity under a raised epoch", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    client.reconnect();
    await client.send({ values: ["a"], sequence: 0, epoch: 1 });
    expect(broken(broker)).toEqual(["acknowledged-exactly-once a", "!stored-once-end-to-end a"]);
  });

  it("takes silence for success where acks=0 asks for nothing else", async () => {
    const broker = await watchedForTest();
    const client = new OrdersClient(broker);
    for (const sequence of [0, 1]) await client.send({ values: ["a"], sequence, acks: 0 });
    await expect.poll(() => broker.deliveries.map(({ outcome }) => outcome)).toEqual(["acked", "acked"]);
    expect(broken(broker)).toEqual([]);
  });

  it("begins anew with the broker, and producer ids are never given twice", async () => {
    const broker = await watchedForTest([...lostAnswer]);
    const client = new OrdersClient(broker);
    const init = { transactionalId: null, transactionTimeoutMs: 0 };
    const { producerId } = await client.wire.ask("InitProducerId", 4, init);
    await client.send({ values: ["a"], sequence: 0 });
    client.reconnect();
    await client.send({ values: ["b"], sequence: 0 });
    expect(broken(broker)).toHaveLength(2);
    broker.reset();
    client.reconnect();
    expect([broken(broker), valuesIn(broker), broker.faults.struck]).toEqual([[], [], []]);
    expect((await client.wire.ask("InitProducerId", 4, init)).producerId).toBeGreaterThan(producerId);
    // The faults that it was started with count from the beginning, too.
    expect(await client.send({ values: ["a"], sequence: 0 })).toBe("closed");
  });
});
