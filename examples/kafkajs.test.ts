/**
 * A KafkaJS application under vitest, against a broker that loses one acknowledgement. Run it in your own project with
 *
 *     npm install --save-dev onceproof vitest kafkajs
 *     npx vitest run kafkajs.test.ts
 *
 * It shows a defect of KafkaJS 2.2.4: after an answer that never came, its idempotent producer gives the sequence of the
 * batch in doubt to another message. The broker takes that for the retry and acknowledges it: one message is lost, the
 * other is stored twice, and both sends resolve.
 */
import { Kafka, logLevel } from "kafkajs";
import { serve } from "onceproof/serve";
import { afterEach, beforeEach, expect, test } from "vitest";

let broker: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  broker = await serve({ topics: ["orders"] });
});

afterEach(() => broker.stop());

/** What an application would do: two orders at once, each awaited. */
async function sendTwoOrders(bootstrap: string): Promise<void> {
  const kafka = new Kafka({ clientId: "shop", brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, retry: { initialRetryTime: 50 } });
  await producer.connect();
  const send = (value: string) => producer.send({ topic: "orders", messages: [{ value }] });
  await send("order-0");
  await Promise.all([send("order-1"), send("order-2")]);
  await producer.disconnect();
}

const stored = (): readonly unknown[] => broker.log("orders", 0).map(({ value }) => value);

test("every order is stored once while nothing is lost", async () => {
  await sendTwoOrders(broker.bootstrap);
  expect([...stored()].sort()).toEqual(["order-0", "order-1", "order-2"]);
  expect(broker.history().violations).toEqual([]);
});

test("with one acknowledgement cut, an order that was acknowledged is in no log, and another is there twice", async () => {
  broker.faults.put([{ message: "broker-1>shop Produce response #2", do: "cut" }]);
  await sendTwoOrders(broker.bootstrap);

  // Which of the two goes first is up to KafkaJS.
  const [, twice, again] = stored();
  const lost = twice === "order-1" ? "order-2" : "order-1";
  expect(again).toBe(twice);
  expect(stored()).not.toContain(lost);

  const broken = broker.history().violations.map(({ property, subject }) => `${subject}: ${property}`);
  expect(broken).toEqual([
    `${lost}: acknowledged-exactly-once`,
    `${lost}: acknowledged-offset-holds-record`,
    `${twice}: acknowledged-exactly-once`,
    `${twice}: stored-once-end-to-end`,
  ]);
});
