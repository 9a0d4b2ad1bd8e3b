import { story } from "../story.ts";
import { oneRecordEach } from "../usual.ts";

/** Each record is a batch of its own, so that records and requests can be counted alike. */

const five = ["order-1", "order-2", "order-3", "order-4", "order-5"];
const send = (key: string, at: string) => ({ key, value: '{"total":99.50}', at, to: "orders-0" }) as const;

export const inFlightOrder = story({
  name: "in-flight-order",
  title: "Five requests are in flight and the connection breaks under the first; order is kept",
  deed: "the connection breaks under the first of five requests",
  lesson:
    "All five requests are gone with their connection (P-62). Their batches keep their sequences, line up by them again (P-74), and of those that are sent a second time only the lowest may leave (P-49): the log has them in the order of the sends.",
  producers: [{ name: "shop", config: oneRecordEach, sends: five.map((key) => send(key, "20ms")) }],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "cut" }],
  expect: { entries: { "orders-0": 5 }, acked: 5, marks: ["connection-cut", "batch-retried"] },
});

export const gap = story({
  name: "gap",
  title: "A batch is missing; the broker refuses all that follow it, and they come again in order",
  deed: "on a network of datagrams the second of six requests is lost",
  lesson:
    "The broker takes only the sequence after the last one that it has (B-31) and answers the others with 45. To the producer that is no failure: none of them is the next after the last acknowledged, so each is queued again unchanged (the table after P-79) and waits for the lost one to go first (P-49).",
  network: { discipline: "datagram" },
  producers: [
    {
      name: "shop",
      config: { ...oneRecordEach, "request.timeout.ms": 1_000 },
      sends: [{ ...send("order-0", "0ms"), awaited: true }, ...five.map((key) => send(key, "20ms"))],
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #2", do: "drop" }],
  expect: { entries: { "orders-0": 6 }, acked: 6, marks: ["request-lost", "rejected-out-of-order", "batch-retried"] },
});

export const sixInFlight = story({
  name: "six-in-flight",
  title: "Without idempotence six requests are in flight and the connection breaks; their order is lost",
  deed: "idempotence is off, and the connection breaks under the first of six requests",
  lesson:
    "Without sequences a batch that comes back goes to the front of its queue (P-74). Six come back in the order in which they were sent, each in front of the one before it. With idempotence the client refuses more than five in flight (P-5) and lines them up by sequence.",
  producers: [
    {
      name: "shop",
      config: { ...oneRecordEach, "enable.idempotence": false, "max.in.flight.requests.per.connection": 6 },
      sends: [...five, "order-6"].map((key) => send(key, "20ms")),
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "cut" }],
  expect: {
    violations: ["order-as-sent"],
    entries: { "orders-0": 6 },
    acked: 6,
    marks: ["connection-cut", "batch-retried"],
  },
});

export const firstContact = story({
  name: "first-contact",
  title: "The second batch reaches a broker that has never heard of the producer, and shuts the first one out",
  deed: "on a network of datagrams the first request is overtaken by the second",
  lesson:
    "A broker that knows nothing of a producer takes whatever sequence comes first (B-29), here 1, and from then on 0 is out of order (B-31). The producer does not see why: 0 is not the next after the 1 that was acknowledged, so it tries again until delivery.timeout.ms (Z01). Kafka 4.5 asks for 0 in a log that never held a record: run it with --profile kafka-4.5.",
  network: { discipline: "datagram" },
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      sends: [send("order-1", "20ms"), send("order-2", "20ms")],
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "delay", by: "5ms" }],
  expect: {
    entries: { "orders-0": 1 },
    acked: 1,
    failed: 1,
    marks: ["message-delayed", "rejected-out-of-order", "delivery-timed-out"],
  },
});

export const refusedForEver = story({
  name: "refused-for-ever",
  title:
    "The same where nothing puts an end to the retries: the producer sends one batch again and again, and never comes to rest",
  deed: "the first request is overtaken by the second, and delivery.timeout.ms is as long as it can be",
  lesson:
    "What a record may take is delivery.timeout.ms (P-81), here more than three weeks. Until then the batch is sent, refused and sent again: the broker takes sequence 2 next, and the batch has 0 (B-31). No fault is left that could be waited for. A run is told by when it must have come to rest (`settle`), and one that has not says who waits for whom. Kafka 4.5 asks for 0 in a log that never held a record: run it with --profile kafka-4.5.",
  network: { discipline: "datagram" },
  producers: [
    {
      name: "shop",
      config: { ...oneRecordEach, "delivery.timeout.ms": 2_147_483_647 },
      sends: [send("order-1", "20ms"), send("order-2", "20ms")],
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "delay", by: "5ms" }],
  settle: "30s",
  expect: {
    violations: ["settles"],
    entries: { "orders-0": 1 },
    acked: 1,
    marks: ["message-delayed", "rejected-out-of-order", "faults-over"],
  },
});

export const overtaken = story({
  name: "overtaken",
  title: "On a network of datagrams an old refusal overtakes an acknowledgement, and a record is stored twice",
  deed: "a request comes twice, and the answer to its first copy comes late",
  lesson:
    "The first copy of the third request came before the second request and was refused; its second copy was stored. When the refusal arrives at last, that batch is the next after the last acknowledged one, so the client believes it lost (the table after P-79), raises its epoch and numbers it anew (P-96): to the broker a new batch. Connections keep answers in order (P-35), and the client relies on it: on datagrams only one request in flight is safe.",
  network: { discipline: "datagram" },
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      sends: [{ ...send("order-0", "0ms"), awaited: true }, send("order-1", "20ms"), send("order-2", "20ms")],
    },
  ],
  faults: [
    { message: "shop>broker-1 Produce request #2", do: "delay", by: "3ms" },
    { message: "shop>broker-1 Produce request #3", do: "duplicate", after: "6ms" },
    { message: "broker-1>shop Produce response #2", do: "delay", by: "10ms" },
    { message: "broker-1>shop Produce response #4", do: "drop" },
  ],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 4 },
    acked: 3,
    marks: ["request-duplicated", "rejected-out-of-order", "epoch-bumped", "renumbered-in-doubt", "two-copies"],
  },
});
