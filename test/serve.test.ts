import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Kafka, logLevel } from "kafkajs";
import { expect, onTestFinished, test } from "vitest";
import { BadInput, type ServeOptions, recordHeader, serve } from "../src/serve.ts";

async function served(options: ServeOptions = {}) {
  const broker = await serve(options);
  onTestFinished(() => broker.stop());
  const kafka = new Kafka({
    clientId: "shop",
    brokers: [broker.bootstrap],
    logLevel: logLevel.NOTHING,
    requestTimeout: 1_000,
    retry: { initialRetryTime: 50 },
  });
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return { broker, kafka, producer };
}

test("a KafkaJS application writes, and what it wrote can be looked at", async () => {
  const { broker, producer } = await served({ topics: [{ name: "orders", partitions: 2 }] });
  await producer.send({ topic: "orders", messages: [{ key: "k", value: "first", partition: 1 }] });
  expect(broker.log("orders", 1)).toMatchObject([
    { offset: 0, sequence: 0, record: "k=first", key: "k", value: "first" },
  ]);
  expect(broker.log("orders", 1, 1)).toEqual([]);
  expect(() => broker.log("orders", 2)).toThrow(BadInput);
  expect(broker.history()).toMatchObject({
    deterministic: false,
    deliveries: [{ record: "k=first", producer: "shop", outcome: "acked", offset: 0 }],
    violations: [],
  });
  expect(broker.state().topics[0]?.partitions[1]?.producers[0]?.window).toMatchObject([{ baseSequence: 0 }]);
});

test("a lost acknowledgement makes no duplicate while one send waits for another", async () => {
  const { broker, producer } = await served({
    topics: ["orders"],
    faults: [{ message: "broker-1>shop Produce response #1", do: "cut" }],
  });
  for (const value of ["a", "b"]) await producer.send({ topic: "orders", messages: [{ value }] });
  expect(broker.log("orders", 0).map(({ value }) => value)).toEqual(["a", "b"]);
  expect(broker.history().violations).toEqual([]);
  expect(broker.history().marks).toMatchObject({ "connection-cut": 1, "duplicate-suppressed": 1 });
  expect(broker.faults.struck()).toEqual([{ message: "broker-1>shop Produce response #1", do: "cut" }]);
  const diagram = broker.diagram();
  expect(diagram).toMatch(/^wall-clock time since the start, as the broker saw it; not deterministic\n/);
  expect(diagram).toContain("lost, and its connection breaks ✗── Produce response #1: ok, offset 0");
  expect(diagram).toContain("□ duplicate on orders-0, stored @0");
});

test("a record with a name is followed from one producer to the next", async () => {
  const { broker, kafka, producer } = await served({ topics: ["orders"] });
  const message = { value: "paid", headers: { [recordHeader]: "order-42" } };
  await producer.send({ topic: "orders", messages: [message] });
  const next = kafka.producer({ idempotent: true });
  await next.connect();
  await next.send({ topic: "orders", messages: [message] });
  await next.disconnect();
  expect(broker.history().violations).toMatchObject([{ property: "stored-once-end-to-end", subject: "order-42" }]);
});

test("without a history it only serves", async () => {
  const { broker, producer } = await served({ topics: ["orders"], history: false });
  await producer.send({ topic: "orders", messages: [{ value: "a" }] });
  expect(broker.log("orders", 0)).toMatchObject([{ record: null, value: "a" }]);
  expect(broker.history()).toEqual({ deterministic: false, deliveries: [], forgotten: 0, violations: [], marks: {} });
});

test("it ends with the block that it was made in, and gives its port back", async () => {
  const first = await serve({ controlPort: 0 });
  const { port, controlPort } = first;
  await first[Symbol.asyncDispose]();
  const second = await serve({ port, ...(controlPort === undefined ? {} : { controlPort }) });
  onTestFinished(() => second.stop());
  expect([second.port, second.controlPort]).toEqual([port, controlPort]);
  await expect(serve({ port })).rejects.toThrow("EADDRINUSE");
  await expect(serve({ controlPort: controlPort ?? 0 })).rejects.toThrow("EADDRINUSE");
});

test("what cannot be is refused in one line", async () => {
  await expect(serve({ profile: "kafka-44" })).rejects.toThrow('no broker profile is called "kafka-44"; did you mean');
  await expect(serve({ topics: ["or ders"] })).rejects.toThrow("topic or ders: ");
  const faults = [{ message: "shop>broker-1 Produce request #1", do: "drip" }] as unknown as [];
  await expect(serve({ faults })).rejects.toThrow('the faults: faults[0].do is "drip", and must be one of');
});

test("the package has it under a name of its own", () => {
  const manifest = readFileSync(fileURLToPath(new URL("../package.json", import.meta.url)), "utf8");
  expect((JSON.parse(manifest) as { exports: object }).exports).toHaveProperty("./serve", {
    types: "./dist/serve.d.ts",
    default: "./dist/serve.js",
  });
});
