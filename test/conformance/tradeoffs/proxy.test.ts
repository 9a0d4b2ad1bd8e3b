import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { TimedProxy, wallMicros } from "../../../conformance/tradeoffs/proxy.ts";
import { type Schedule, undisturbed } from "../../../conformance/tradeoffs/schedule.ts";
import { encodeRequest, encodeResponse } from "../../../src/wire/protocol/frames.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const oneWay = 20_000;

interface World {
  readonly proxy: TimedProxy;
  /** Correlation ids that reached the broker, and when. */
  readonly heard: { readonly id: number; readonly at: number }[];
  connect(): Promise<Socket>;
}

/** A broker that answers each frame with its correlation id, behind a proxy whose load begins now. */
async function world(schedule: Schedule): Promise<World> {
  const heard: World["heard"] = [];
  const broker = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (frame: Buffer) => {
      const id = frame.readInt32BE(8);
      heard.push({ id, at: wallMicros() });
      socket.write(encodeResponse("Produce", 3, id, {}));
    });
  });
  await once(broker.listen(0, "127.0.0.1"), "listening");
  const { port: brokerPort } = broker.address() as AddressInfo;
  const proxy = await TimedProxy.start({ brokerPort, oneWay, schedule, begin: wallMicros() });
  open.push(
    () => proxy.stop(),
    () => broker.close(),
  );
  const connectHere = async (): Promise<Socket> => {
    const client = connect(proxy.port, "127.0.0.1");
    open.unshift(() => client.destroy());
    client.on("error", () => undefined);
    await once(client, "connect");
    return client;
  };
  return { proxy, heard, connect: connectHere };
}

const write = (client: Socket, correlationId: number): boolean =>
  client.write(encodeRequest("Produce", 3, { correlationId, clientId: "shop" }, { acks: 1 }));

const answer = async (client: Socket): Promise<number> => {
  const [frame] = (await once(client, "data")) as [Buffer];
  return frame.readInt32BE(4);
};

test("a request and its answer take their time each, and are counted", async () => {
  const { proxy, heard, connect: join } = await world(undisturbed);
  const client = await join();
  const asked = wallMicros();
  write(client, 7);
  expect(await answer(client)).toBe(7);
  expect(wallMicros() - asked).toBeGreaterThanOrEqual(2 * oneWay);
  expect((heard[0]?.at ?? 0) - asked).toBeGreaterThanOrEqual(oneWay);
  expect(proxy.produceRequests).toBe(1);
  expect(proxy.roundTrips).toHaveLength(1);
  expect(proxy.roundTrips[0]).toBeGreaterThanOrEqual(2 * oneWay);
});

test("in a silence nothing passes, nobody is told, and all of it arrives when it is over", async () => {
  const until = 200_000;
  const { proxy, heard, connect: join } = await world({ ...undisturbed, silences: [{ at: -1, until }] });
  const client = await join();
  write(client, 1);
  expect(await answer(client)).toBe(1);
  expect((heard[0]?.at ?? 0) - proxy.setup.begin).toBeGreaterThanOrEqual(until + oneWay);
});

test("answers that are held keep no request from the broker", async () => {
  const until = 500_000;
  const clogs = { "to-broker": [], "to-client": [{ at: -1, until }] };
  const { proxy, heard, connect: join } = await world({ ...undisturbed, clogs });
  const client = await join();
  write(client, 1);
  expect(await answer(client)).toBe(1);
  expect(proxy.now()).toBeGreaterThanOrEqual(until);
  expect((heard[0]?.at ?? 0) - proxy.setup.begin).toBeLessThan(until);
});

const closed = (client: Socket): Promise<void> =>
  new Promise((resolve) => {
    client.once("close", () => resolve());
  });

test("an outage resets what is connected, and refuses whoever comes while it lasts", async () => {
  const { heard, connect: join } = await world({ ...undisturbed, outages: [{ at: 1_000_000, until: Infinity }] });
  const before = await join();
  write(before, 1);
  expect(await answer(before)).toBe(1);
  await closed(before);
  const during = await join();
  write(during, 2);
  await closed(during);
  expect(heard.map(({ id }) => id)).toEqual([1]);
});

test("an outage that is over lets everybody in", async () => {
  const { connect: join } = await world({ ...undisturbed, outages: [{ at: -2, until: -1 }] });
  const after = await join();
  write(after, 3);
  expect(await answer(after)).toBe(3);
});
