import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { FaultProxy } from "../../../conformance/clients/fault-proxy.ts";
import { readFaults } from "../../../src/wire/faults/fault-file.ts";
import { encodeRequest, encodeResponse } from "../../../src/wire/protocol/frames.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A broker that answers each frame with its correlation id and no topics, behind the faults of a file. */
async function brokerBehind(faults: string): Promise<{ readonly client: Socket; readonly proxy: FaultProxy }> {
  const broker = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (frame: Buffer) => socket.write(encodeResponse("Produce", 3, frame.readInt32BE(8), {})));
  });
  await once(broker.listen(0, "127.0.0.1"), "listening");
  const proxy = await FaultProxy.start((broker.address() as AddressInfo).port, readFaults("faults.yml", faults));
  const client = connect(proxy.port, "127.0.0.1");
  client.on("error", () => undefined);
  await once(client, "connect");
  open.push(
    () => client.destroy(),
    () => proxy.stop(),
    () => broker.close(),
  );
  return { client, proxy };
}

const ask = (client: Socket, correlationId: number): Promise<number | "closed" | "silence"> =>
  new Promise((resolve) => {
    setTimeout(() => resolve("silence"), 150);
    client.once("data", (frame: Buffer) => resolve(frame.readInt32BE(4)));
    client.once("close", () => resolve("closed"));
    client.write(encodeRequest("Produce", 3, { correlationId, clientId: "shop" }, { acks: 1 }));
  });

test("an answer that is swallowed leaves the next one alone, one that is dropped takes it along", async () => {
  const swallowing = await brokerBehind('faults: [{ message: "broker-1>* Produce response #1", do: swallow }]');
  expect(await ask(swallowing.client, 1)).toBe("silence");
  expect(await ask(swallowing.client, 2)).toBe(2);
  const dropping = await brokerBehind('faults: [{ message: "broker-1>* Produce response #1", do: drop }]');
  expect(await ask(dropping.client, 1)).toBe("silence");
  expect(await ask(dropping.client, 2)).toBe("silence");
  expect(dropping.proxy.struck).toHaveLength(1);
});

test("a cut answer closes the connection, and the answer before it came through", async () => {
  const { client } = await brokerBehind('faults: [{ message: "broker-1>shop Produce response #2", do: cut }]');
  expect(await ask(client, 1)).toBe(1);
  expect(await ask(client, 2)).toBe("closed");
});

test("faults of another client strike nobody", async () => {
  const { client, proxy } = await brokerBehind('faults: [{ message: "broker-1>till Produce response #*", do: cut }]');
  expect(await ask(client, 1)).toBe(1);
  expect(proxy.struck).toEqual([]);
});
