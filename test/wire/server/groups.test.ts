import { Consumer, MessagesStreamModes, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import { describe, expect, it } from "vitest";
import { servedForTest, WireClient } from "../../support/wire-client.ts";

const join = { groupId: "billing", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer" };
const range = [{ name: "range", metadata: Buffer.from("wants orders") }];

/** Nobody waits here for others who might join a new group. */
const atOnce = { initialRebalanceDelayMillis: 0 };

/** One member of a group of its own, joined and with its assignment, the way any client goes about it. */
async function joined() {
  const serving = await servedForTest(atOnce);
  const client = new WireClient(serving);
  await client.ask("CreateTopics", 7, { topics: [{ name: "orders", numPartitions: 1, replicationFactor: 1 }] });
  const asked = { ...join, protocols: range };
  const stranger = await client.ask("JoinGroup", 9, asked);
  expect(stranger).toMatchObject({ errorCode: 79, memberId: expect.stringMatching(/.+/) });
  const { memberId } = stranger;
  const member = await client.ask("JoinGroup", 9, { ...asked, memberId });
  expect(member).toMatchObject({ errorCode: 0, generationId: 1, protocolName: "range", leader: memberId });
  const synced = await client.ask("SyncGroup", 5, {
    groupId: "billing",
    generationId: 1,
    memberId,
    protocolType: "consumer",
    protocolName: "range",
    assignments: [{ memberId, assignment: Buffer.from("orders-0") }],
  });
  return { serving, client, memberId, member, synced };
}

const commit = (client: WireClient, memberId: string, generationIdOrMemberEpoch: number) =>
  client.ask("OffsetCommit", 8, {
    groupId: "billing",
    memberId,
    generationIdOrMemberEpoch,
    topics: [{ name: "orders", partitions: [{ partitionIndex: 0, committedOffset: 42, committedMetadata: "here" }] }],
  });

describe("a group over the wire", () => {
  it("names this broker as its coordinator, in the form of each version", async () => {
    const serving = await servedForTest();
    const client = new WireClient(serving);
    const here = { errorCode: 0, nodeId: 1, host: "127.0.0.1", port: serving.port };
    expect(await client.ask("FindCoordinator", 0, { key: "billing" })).toMatchObject(here);
    expect(await client.ask("FindCoordinator", 6, { coordinatorKeys: ["billing"] })).toMatchObject({
      coordinators: [{ ...here, key: "billing" }],
    });
  });

  it("gives a member its id first, then its place, then what its leader assigned to it", async () => {
    const { client, memberId, member, synced } = await joined();
    expect(member.members).toMatchObject([{ memberId, metadata: Buffer.from("wants orders") }]);
    expect(synced).toMatchObject({ errorCode: 0, assignment: Buffer.from("orders-0") });
    const beat = { groupId: "billing", memberId };
    expect(await client.ask("Heartbeat", 4, { ...beat, generationId: 1 })).toMatchObject({ errorCode: 0 });
    expect(await client.ask("Heartbeat", 4, { ...beat, generationId: 2 })).toMatchObject({ errorCode: 22 });
    expect(await client.ask("Heartbeat", 4, { ...beat, memberId: "nobody", generationId: 1 })).toMatchObject({
      errorCode: 25,
    });
  });

  it("gives back the offsets that its members committed, and takes none of another generation", async () => {
    const { client, memberId } = await joined();
    const answered = async (generation: number) =>
      (await commit(client, memberId, generation)).topics[0]?.partitions[0]?.errorCode;
    expect([await answered(1), await answered(7)]).toEqual([0, 22]);
    const asked = [{ name: "orders", partitionIndexes: [0] }];
    const stored = { partitionIndex: 0, committedOffset: 42, metadata: "here", errorCode: 0 };
    expect((await client.ask("OffsetFetch", 7, { groupId: "billing", topics: asked })).topics).toMatchObject([
      { name: "orders", partitions: [stored] },
    ]);
    const both = [
      { groupId: "billing", topics: null },
      { groupId: "shipping", topics: asked },
    ];
    expect((await client.ask("OffsetFetch", 8, { groups: both })).groups).toMatchObject([
      { groupId: "billing", topics: [{ name: "orders", partitions: [stored] }] },
      { groupId: "shipping", topics: [{ partitions: [{ committedOffset: -1 }] }] },
    ]);
  });

  it("is shown and listed while it lives, and deleted only when nobody is in it", async () => {
    const { client, memberId } = await joined();
    await commit(client, memberId, 1);
    const remove = async () =>
      (await client.ask("DeleteGroups", 2, { groupsNames: ["billing"] })).results[0]?.errorCode;
    expect((await client.ask("ListGroups", 4, {})).groups).toMatchObject([
      { groupId: "billing", groupState: "Stable" },
    ]);
    expect((await client.ask("DescribeGroups", 5, { groups: ["billing"] })).groups).toMatchObject([
      { errorCode: 0, groupState: "Stable", members: [{ memberId, clientHost: "/127.0.0.1" }] },
    ]);
    expect(await remove()).toBe(68);
    const left = await client.ask("LeaveGroup", 5, { groupId: "billing", members: [{ memberId }] });
    expect(left).toMatchObject({ errorCode: 0, members: [{ memberId, errorCode: 0 }] });
    expect([await remove(), await remove()]).toEqual([0, 69]);
  });

  it("feeds a real consumer, and the next one of the group goes on where it stopped", async () => {
    const serving = await servedForTest(atOnce);
    const topics = [{ name: "orders", numPartitions: 1, replicationFactor: 1 }];
    await new WireClient(serving).ask("CreateTopics", 7, { topics });
    const bootstrapBrokers = [`127.0.0.1:${serving.port}`];
    const producer = new Producer({ clientId: "shop", bootstrapBrokers, serializers: stringSerializers });
    const send = (values: readonly string[]) =>
      producer.send({ messages: values.map((value) => ({ topic: "orders", value })) });
    const read = async (count: number): Promise<readonly string[]> => {
      const consumer = new Consumer({
        groupId: "billing",
        clientId: "billing",
        bootstrapBrokers,
        deserializers: stringDeserializers,
      });
      const mode = MessagesStreamModes.COMMITTED;
      const stream = await consumer.consume({ topics: ["orders"], mode, fallbackMode: "earliest", autocommit: false });
      const values: string[] = [];
      for await (const message of stream) {
        values.push(message.value ?? "");
        await message.commit();
        if (values.length === count) break;
      }
      await consumer.close(true);
      return values;
    };
    await send(["a", "b", "c"]);
    expect(await read(2)).toEqual(["a", "b"]);
    await send(["d"]);
    expect(await read(2)).toEqual(["c", "d"]);
    await producer.close();
  }, 30_000);
});
