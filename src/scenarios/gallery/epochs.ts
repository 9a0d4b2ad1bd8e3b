import { bug } from "./bug.ts";
import { oneRecordEach, roomyValue as value } from "../usual.ts";
import { storedButUnsure } from "./bounds.ts";

/** Two hours ahead of the broker's clock, which refuses it for good (B-16): what costs a producer its epoch. */
const fromTheFuture = { age: "-2h" } as const;

export const z08 = bug({
  id: "Z08",
  title: "Another record fails for good and the epoch rises: a batch in doubt gets a new number, and is stored twice",
  affected: "the Java client since 2.6, to this day",
  fixedIn: "nowhere; a change was proposed (KAFKA-14034, #13796) and closed",
  happened:
    "Since KIP-360 a failed batch costs an epoch and not the producer. The batches in flight are numbered anew under the next one, also those of which the broker never said that it has not got them. Redpanda's tests met it again and again, behind an error that the broker gave for a segment it had dropped (redpanda#5355).",
  breaks: "stored-once-end-to-end",
  remedy: {
    kind: "trade",
    text: "No release repairs it. max.in.flight.requests.per.connection=1 leaves nothing in doubt when a batch fails, and trades throughput for it; a consumer that knows its records by an id of their own needs no repair.",
  },
  turned: { producers: { config: { "max.in.flight.requests.per.connection": 1 } } },
  shown: {
    deed: "the first of two records is stored and answered with REQUEST_TIMED_OUT, the second is refused for its time",
    lesson:
      "The first batch is stored, and due to be sent again under its own number, which the broker would know (B-24). Before that the refusal of the second comes: it fails, and its failure raises the epoch (P-94). The first, still in doubt, is now sequence 0 of the new epoch (P-96, P-99): to the broker a batch that it has never seen (B-30). A batch whose time is over does the same: npx onceproof run renumbered-in-doubt.",
    documented: {
      says: "With idempotence the producer makes sure that exactly one copy of each message is written to the stream, within a single session.",
      where: "Producer Configs, enable.idempotence; Javadoc of KafkaProducer",
    },
    profiles: { producer: "java-3.9" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        sends: [
          { to: "orders-0", record: "order-1", value, at: "20ms" },
          { to: "orders-0", record: "order-2", value, at: "21ms", ...fromTheFuture },
        ],
      },
    ],
    faults: [{ message: "broker-1>shop Produce response #1", do: "error", error: "REQUEST_TIMED_OUT" }],
    expect: {
      violations: ["acknowledged-exactly-once", "stored-once-end-to-end", "callback-once-in-order"],
      entries: { "orders-0": 2 },
      acked: 1,
      failed: 1,
      marks: ["answered-with-error", "epoch-bumped", "renumbered-in-doubt", "two-copies"],
    },
    withRemedy: {
      holds: ["stored-once-end-to-end"],
      entries: { "orders-0": 1 },
      acked: 1,
      failed: 1,
      marks: ["answered-with-error", "duplicate-suppressed"],
    },
  },
  hunted: {
    profiles: { producer: "java-3.9" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        sends: [0, 1, 2, 3, 4, 5, 6, 7].map((nth) => ({
          to: "orders-0",
          record: `order-${nth}`,
          value,
          at: `${20 + 2 * nth}ms`,
          ...(nth === 4 ? fromTheFuture : {}),
        })),
      },
    ],
    swarm: {
      like: "none",
      errors: storedButUnsure,
      delay: ["2ms", { from: "1ms", to: "10ms" }],
    },
  },
});

export const z19 = bug({
  id: "Z19",
  title: "The epoch rises and the other partition is forgotten: each refuses what the other's next epoch brings",
  affected: "the Java client 2.6.0 to 2.7.0; franz-go before 0.6.3; Dekaf (C#) in 2026",
  fixedIn: "Kafka 2.7.1 and 2.8.0 (KAFKA-12152)",
  happened:
    "The first clients that could raise their own epoch numbered anew only the partition that had failed. Another one with nothing in flight went on counting, under an epoch of which its broker has to see sequence 0 first. Its refusal raises the epoch again, which now passes by the first: one lost round trip for every batch, and of 32,767 epochs one.",
  breaks: "as-the-scenario-says",
  remedy: {
    kind: "fix",
    text: "Since 2.8.0 each partition remembers under which epoch it counts, and begins anew when it is behind and has nothing in flight.",
  },
  turned: { profiles: { producer: "java-3.9" } },
  shown: {
    deed: "nothing, but that one of seven records, to two partitions in turn, has a time that the broker refuses",
    lesson:
      "The refused record raises the epoch (P-94) and its partition begins at 0 again. The other one is idle just then and goes on with 1 under epoch 1: out of order, for a new epoch begins with 0 (B-30). It was the next to be acknowledged, so the client believes in a loss and raises the epoch (P-96), past the first partition, and so on. From then on every batch is refused once. Since 2.8.0 a partition that is behind begins anew at its next batch (P-54): one failure, one epoch.",
    profiles: { producer: "java-2.6" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        waitsForEach: true,
        sends: [
          { to: "orders-0", record: "red-1", at: "20ms" },
          { to: "orders-1", record: "blue-1", at: "30ms" },
          { to: "orders-0", record: "red-2", at: "40ms", ...fromTheFuture },
          { to: "orders-0", record: "red-3", at: "50ms" },
          { to: "orders-1", record: "blue-2", at: "60ms" },
          { to: "orders-0", record: "red-4", at: "70ms" },
          { to: "orders-1", record: "blue-3", at: "80ms" },
        ],
      },
    ],
    expect: {
      entries: { "orders-0": 3, "orders-1": 3 },
      acked: 6,
      failed: 1,
      marks: ["epoch-bumped", "rejected-out-of-order", "batch-retried"],
    },
    withRemedy: {
      entries: { "orders-0": 3, "orders-1": 3 },
      acked: 6,
      failed: 1,
      marks: ["epoch-bumped"],
      atMost: { "epoch-bumped": 1, "rejected-out-of-order": 0 },
    },
  },
  hunted: {
    profiles: { producer: "java-2.6" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        sends: Array.from({ length: 12 }, (_, nth) => ({
          to: `orders-${nth % 2}`,
          record: `order-${nth}`,
          value,
          at: `${20 + 12 * nth}ms`,
          ...(nth === 4 ? fromTheFuture : {}),
        })),
      },
    ],
    swarm: {
      like: "none",
      clog: { exists: "1/2", lasting: { from: "1ms", to: "100ms" } },
      slow: { exists: "1/2", lasting: { from: "1ms", to: "100ms" }, by: { from: "1ms", to: "50ms" } },
      delay: ["2ms", { from: "1ms", to: "10ms" }, { typical: "3ms" }],
      settings: { "max.in.flight.requests.per.connection": { from: 1, to: 5 }, "linger.ms": { from: 0, to: 20 } },
    },
    expect: { atMost: { "epoch-bumped": 1 } },
  },
});
