import { story } from "../story.ts";

const order = { to: "orders-0", key: "order-42", value: '{"total":99.50}' };
/** The client of 4.x lingers for 5 ms unless it is told otherwise, and would want them in delivery.timeout.ms (P-10). */
const oneSecond = { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000, "linger.ms": 0 } as const;

export const producerRestart = story({
  name: "producer-restart",
  title: "The application dies before it hears of its record, starts again, sends it again: two copies",
  deed: "the process dies after its record was stored and before the answer",
  lesson:
    "Deduplication knows producer ids, and a new process gets a new one (P-105): what its outbox still holds is new to the broker (Z25). Idempotence ends with the session; beyond it only the application can tell its records apart.",
  producers: [{ name: "shop", sends: [order] }],
  faults: [{ at: "11ms", do: "crash", node: "shop", for: "1s" }],
  expect: {
    violations: ["stored-once-end-to-end"],
    entries: { "orders-0": 2 },
    acked: 1,
    undecided: 1,
    marks: ["producer-restarted", "record-replayed"],
  },
});

export const applicationResend = story({
  name: "application-resend",
  title: "The application answers a TimeoutException with another send: two copies",
  deed: "the acknowledgement is lost until the record times out, and the application sends it again",
  lesson:
    "The record was stored; only its answer was lost. A second send gives the same data another sequence (P-53), so that nothing in the protocol connects the two (Z24). Let the producer retry: a longer delivery.timeout.ms would have ended this with one copy.",
  producers: [
    {
      name: "shop",
      config: oneSecond,
      resendsOnError: 1,
      resendAfter: "1s",
      sends: [order],
    },
  ],
  faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
  expect: {
    violations: ["stored-once-end-to-end"],
    entries: { "orders-0": 2 },
    acked: 1,
    failed: 1,
    marks: ["response-lost", "delivery-timed-out", "failed-but-stored", "application-resent"],
  },
});

export const twoPartitions = story({
  name: "two-partitions",
  title: "Two records belong together and go to two partitions; a crash leaves one without the other",
  deed: "the second of two requests is lost, and the process dies before it can send it again",
  lesson:
    "Idempotence is a promise for each partition by itself (B-37): nothing holds two records together. What must be there whole or not at all needs a transaction.",
  topics: { accounts: { partitions: 2 } },
  producers: [
    {
      name: "bank",
      onRestart: "forget",
      sends: [
        { to: "accounts-0", record: "debit", at: "20ms" },
        { to: "accounts-1", record: "credit", at: "21ms" },
      ],
    },
  ],
  faults: [
    { message: "bank>broker-1 Produce request #2", do: "drop" },
    { at: "1s", do: "crash", node: "bank" },
  ],
  expect: {
    entries: { "accounts-0": 1, "accounts-1": 0 },
    acked: 1,
    undecided: 1,
    marks: ["request-lost"],
  },
});

export const zombie = story({
  name: "zombie",
  title: "An instance that everybody thought dead wakes up and writes what its successor has written already",
  deed: "an instance stops for ten seconds, and another takes over its records",
  lesson:
    "The two instances have two producer ids, and no producer id fences another (Z25). The one that wakes up is in good order by all that the broker knows: its record is stored a second time, behind newer ones. A transactional.id gives both one id and the older one a stale epoch.",
  producers: [
    {
      name: "shop-a",
      sends: [
        { to: "orders-0", record: "order-1" },
        { to: "orders-0", record: "order-2", at: "100ms" },
      ],
    },
    {
      name: "shop-b",
      sends: [
        { to: "orders-0", record: "order-2", at: "5s" },
        { to: "orders-0", record: "order-3", at: "5.1s" },
      ],
    },
  ],
  faults: [{ at: "50ms", do: "pause", node: "shop-a", for: "10s" }],
  expect: { violations: ["stored-once-end-to-end"], entries: { "orders-0": 4 }, acked: 4 },
});

export const idempotentConsumer = story({
  name: "idempotent-consumer",
  title:
    "A restart and a resend leave two copies of each record; a consumer that remembers what it applied applies each once",
  deed: "the producer restarts and sends again, the application resends what timed out, and both consumers restart",
  lesson:
    "Two ways to a duplicate that no producer can prevent: a new process with a new producer id sends what its outbox still holds (Z25), and an application answers a TimeoutException with another send (Z24). Both are harmless to a consumer that knows its records by an id of the application's own and keeps these ids where its effects are. The one that remembers nothing applies every copy, and once more what it read before its restart.",
  producers: [
    {
      name: "shop",
      config: oneSecond,
      resendsOnError: 1,
      resendAfter: "1s",
      sends: [order, { to: "orders-0", key: "order-43", at: "2s" }],
    },
  ],
  consumers: [
    { name: "remembers", topic: "orders", remembersIds: true, restartsAt: ["1.5s", "4.5s"], commitEvery: 3 },
    { name: "forgets", topic: "orders", remembersIds: false, restartsAt: ["1.5s", "4.5s"], commitEvery: 3 },
  ],
  faults: [
    { at: "11ms", do: "crash", node: "shop", for: "1s" },
    { message: "broker-1>shop Produce response #3", do: "drop" },
  ],
  expect: {
    violations: ["stored-once-end-to-end", "applied-once"],
    entries: { "orders-0": 4 },
    acked: 2,
    failed: 1,
    undecided: 1,
    marks: [
      "producer-restarted",
      "record-replayed",
      "delivery-timed-out",
      "application-resent",
      "consumer-skipped-duplicate",
    ],
  },
});
