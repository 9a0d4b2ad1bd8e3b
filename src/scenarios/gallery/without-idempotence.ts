import { noIdempotence } from "../stories/settings.ts";
import { bug, shownBy } from "./bug.ts";
import { oneRecordEach, roomyValue as value } from "../usual.ts";
import { soonLate } from "./bounds.ts";

export const z10 = bug({
  id: "Z10",
  title: "A retry without idempotence is stored a second time",
  affected: "every producer that retries without sequences: all before Kafka 0.11, and any with idempotence off",
  fixedIn:
    "Kafka 0.11.0.0 (KIP-98): producer ids and sequences; on by default in the Java client since 3.0.1, 3.1.1 and 3.2",
  happened:
    "At least once was all that a Kafka producer promised for its first six years, and it is what many promise today: confluent-kafka, Sarama and KafkaJS retry without sequences unless they are told otherwise. An answer that is lost is enough.",
  breaks: "stored-once-end-to-end",
  remedy: { kind: "fix", text: "enable.idempotence=true, which since Kafka 1.0 costs next to nothing." },
  turned: { producers: { config: { "enable.idempotence": true } } },
  shown: {
    ...shownBy(noIdempotence),
    withRemedy: { entries: { "orders-0": 1 }, acked: 1, marks: ["response-lost", "duplicate-suppressed"] },
  },
  hunted: {
    producers: [
      {
        name: "shop",
        config: { ...oneRecordEach, ...soonLate, "enable.idempotence": false },
        stream: { count: 12, every: "5ms", to: ["orders-0"], firstAlone: true },
      },
    ],
    swarm: {
      like: "none",
      loss: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
      cut: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
      aimed: { exists: "1/2", do: ["drop", "cut"] },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { every: { from: "1ms", to: "100ms" } },
    },
  },
});

export const z11 = bug({
  id: "Z11",
  title: "A retry lets the record behind it pass: without idempotence order is lost",
  affected:
    "every producer without sequences that has more than one request in flight; Java before 0.10 even with one, across two brokers, which is not shown here",
  fixedIn: "Kafka 0.11.0.0 (KIP-98), and for one request in flight 0.10.0.0 (KAFKA-3197)",
  happened:
    "The broker refuses the first of two batches for a moment, a new leader for example, and takes the second; the first comes again and lies behind it. The documentation of max.in.flight.requests.per.connection has warned of it since it exists, and the default has been five all the while.",
  breaks: "order-as-sent",
  remedy: {
    kind: "fix",
    text: "enable.idempotence=true keeps the order with up to five requests in flight. Without it max.in.flight.requests.per.connection=1 does, and trades throughput for it.",
  },
  turned: { producers: { config: { "enable.idempotence": true } } },
  shown: {
    deed: "the first of two requests in flight is refused once",
    lesson:
      "Nothing but the order of arrival tells the broker which batch comes first. The second was on its way when the first came back, and the retry queues up in front of what is not sent yet, not of what is (P-74). With sequences the broker refuses the second until the first is there (B-31). Six requests and a broken connection show the same: npx onceproof run six-in-flight.",
    documented: {
      says: "With more than one request in flight and idempotence off, a failed send that is retried may change the order of messages.",
      where: "Producer Configs, max.in.flight.requests.per.connection",
    },
    producers: [
      {
        name: "shop",
        config: { ...oneRecordEach, "enable.idempotence": false },
        sends: [
          { to: "orders-0", record: "order-0", value, awaited: true },
          ...["order-1", "order-2"].map((record) => ({ to: "orders-0", record, value, at: "20ms" })),
        ],
      },
    ],
    faults: [{ message: "shop>broker-1 Produce request #2", do: "error", error: "NOT_LEADER_OR_FOLLOWER" }],
    expect: {
      violations: ["order-as-sent"],
      entries: { "orders-0": 3 },
      acked: 3,
      marks: ["answered-with-error", "batch-retried"],
    },
    withRemedy: { holds: ["order-as-sent"], entries: { "orders-0": 3 }, acked: 3, marks: ["batch-retried"] },
  },
  hunted: {
    producers: [
      {
        name: "shop",
        config: { ...oneRecordEach, "enable.idempotence": false },
        stream: { count: 12, every: "2ms", to: ["orders-0"], firstAlone: true },
      },
    ],
    swarm: {
      like: "none",
      errors: { exists: "1/2", at: ["Produce request"], names: ["NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS"] },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      ties: ["fifo", "lifo", "shuffle"],
      workload: { every: { from: "1ms", to: "50ms" } },
    },
    expect: { holds: ["order-as-sent"] },
  },
});
