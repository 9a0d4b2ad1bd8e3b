import { bug } from "./bug.ts";
import { oneRecordEach, roomyValue as value } from "../usual.ts";
import { soonLate } from "./bounds.ts";

export const z12 = bug({
  id: "Z12",
  title: "The broker remembers one batch: a retry of the one before it is refused, and everything is stored twice",
  affected: "Kafka brokers 0.11.0.0 to 0.11.0.2, with a producer that has more than one request in flight",
  fixedIn: "Kafka 1.0.0 (KAFKA-5494): five batches",
  happened:
    "The first broker that knew sequences kept the last one of each producer, and its client was therefore held to one request in flight. Whoever let it have more got 45 for batches that lay in the log: fatal for the client of that time. One of today takes it for a loss, raises its epoch and sends all of it again. Others have built it anew since: Apache Fluss in 2026 (#2826).",
  breaks: "stored-once-end-to-end",
  remedy: { kind: "fix", text: "A broker of 1.0.0 or later remembers five batches, as many as may be in flight." },
  turned: { profiles: { broker: "kafka-1.0" } },
  shown: {
    deed: "two requests are in flight and the first answer is lost",
    lesson:
      "Both batches are stored and both come again. The broker holds the first against the only one that it remembers, the second, and refuses it as out of order (B-27, B-28). For the client it is the next after the last acknowledged one, so it must be lost: the epoch rises and both are numbered anew (P-96). A broker that says 45 of what it has got makes its client's repair the cause of a duplicate (Z20 is the same with no memory at all).",
    profiles: { broker: "kafka-0.11" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        sends: ["order-1", "order-2"].map((record) => ({ to: "orders-0", record, value, at: "20ms" })),
      },
    ],
    faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
    expect: {
      violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
      entries: { "orders-0": 4 },
      acked: 2,
      marks: ["response-lost", "rejected-out-of-order", "epoch-bumped", "renumbered-in-doubt", "two-copies"],
    },
    withRemedy: { entries: { "orders-0": 2 }, acked: 2, marks: ["response-lost", "duplicate-suppressed"] },
  },
  hunted: {
    profiles: { broker: "kafka-0.11" },
    producers: [
      {
        name: "shop",
        config: { ...oneRecordEach, ...soonLate },
        stream: { count: 12, every: "2ms", to: ["orders-0"], valueBytes: 60, firstAlone: true },
      },
    ],
    swarm: {
      like: "none",
      loss: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
      cut: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
      aimed: { exists: "1/2", do: ["drop", "cut"] },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      settings: { "max.in.flight.requests.per.connection": { from: 1, to: 5 } },
      workload: { every: { from: "1ms", to: "100ms" } },
    },
  },
});

export const z01 = bug({
  id: "Z01",
  title: "On a brand-new partition the second batch is taken before the first, which can then never get in",
  affected: "Kafka brokers 2.5 to 4.4, with a producer that has more than one request in flight",
  fixedIn: "Kafka 4.5 (KAFKA-15591)",
  happened:
    "Since KIP-360 a broker takes whatever sequence comes first from a producer that it does not know. A leader that has just been made hears of it a little late, answers the first batch with NOT_LEADER_OR_FOLLOWER, hears of it, and takes the second. Three issues and four years of reports of records that time out on new topics (KAFKA-14312, KAFKA-15591, KAFKA-19880); librdkafka ends such a producer (#3584).",
  breaks: "callback-once-in-order",
  remedy: {
    kind: "fix",
    text: "Kafka 4.5 takes only sequence 0 first in a partition that never held a record. With an older broker: await the first record of each partition, or write one when the topic is made.",
  },
  turned: { profiles: { broker: "kafka-4.5" } },
  shown: {
    deed: "the broker hears that it leads between the first batch and the second",
    lesson:
      "The first batch was refused and the second, sequence 1, is the first thing that the partition has from this producer: it is taken (B-29), and 0 is out of order from then on (B-31). 0 is not the next after the acknowledged 1, so the client tries it again unchanged until delivery.timeout.ms is over (the table after P-79): 120 s in which everything behind it looks well.",
    documented: {
      says: "With idempotence the producer makes sure that exactly one copy of each message is written, in order; a record that cannot be delivered in time is reported as failed. That a later one of its partition was acknowledged two minutes before is not to be expected.",
      where: "Producer Configs, enable.idempotence and delivery.timeout.ms",
    },
    profiles: { broker: "kafka-4.4" },
    producers: [
      {
        name: "shop",
        config: oneRecordEach,
        sends: [
          { to: "orders-0", record: "order-1", value, at: "20ms" },
          { to: "orders-0", record: "order-2", value, at: "21ms" },
        ],
      },
    ],
    faults: [{ at: "0ms", do: "metadata-late", node: "broker-1", for: "22.5ms" }],
    expect: {
      violations: ["callback-once-in-order"],
      entries: { "orders-0": 1 },
      acked: 1,
      failed: 1,
      marks: ["broker-unaware", "rejected-out-of-order", "delivery-timed-out"],
    },
    withRemedy: {
      holds: ["callback-once-in-order"],
      decidedWithin: "1s",
      entries: { "orders-0": 2 },
      acked: 2,
      marks: ["broker-unaware", "rejected-out-of-order", "batch-retried"],
    },
  },
  hunted: {
    profiles: { broker: "kafka-4.4" },
    producers: [
      { name: "shop", config: oneRecordEach, stream: { count: 8, every: "2ms", to: ["orders-0"], valueBytes: 60 } },
    ],
    swarm: {
      like: "none",
      "metadata-late": { exists: "3/4", lasting: { from: "1ms", to: "200ms" } },
      within: "20ms",
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { every: { from: "1ms", to: "50ms" } },
    },
    expect: { holds: ["callback-once-in-order"] },
  },
});

export const z13 = bug({
  id: "Z13",
  title: "With acks=1 the leader dies before its follower has the record: acknowledged, and gone",
  affected: "every Kafka with acks=1, the default of the Java client until 2.8 and of Sarama and platformatic today",
  fixedIn: "acks=all, the default of the Java client since 3.0",
  happened:
    "No bug but a promise that is smaller than it sounds. The discussion of KIP-185 used it to say what idempotence with acks=1 is worth: at most one copy. Against real brokers whose leader was killed acks=1 lost an acknowledged record in two of five runs, and up to 25 where it stood still instead; acks=all lost none.",
  breaks: "acknowledged-survives",
  remedy: {
    kind: "fix",
    text: "acks=all, with min.insync.replicas above 1: the answer comes when the followers have the record. It costs a round trip between brokers.",
  },
  turned: { producers: { config: { acks: "all" } } },
  shown: {
    deed: "the leader answers at once, and dies a moment before its follower fetches",
    lesson:
      "Under acks=1 the leader answers when it has the batch (B-70). The follower that takes its place was in sync by all rules, has a shorter log, and that is the log from then on (B-86): the next record takes the place of the lost one. Nobody is told. acks=1 also turns idempotence off without a word (P-4); a producer that kept it would be told 45 for its next batch, and for all of them until it sends again what it believes to be stored.",
    broker: { replication: { lag: "5ms" } },
    producers: [
      {
        name: "shop",
        config: { ...oneRecordEach, acks: 1 },
        sends: [
          { to: "orders-0", record: "order-1", at: "20ms" },
          { to: "orders-0", record: "order-2", at: "5s" },
        ],
      },
    ],
    faults: [{ at: "28.5ms", do: "fail-over", node: "broker-1", for: "3s" }],
    expect: {
      violations: ["acknowledged-survives"],
      entries: { "orders-0": 1 },
      acked: 2,
      marks: ["leader-failed-over", "record-truncated"],
    },
    withRemedy: { entries: { "orders-0": 2 }, acked: 2, marks: ["leader-failed-over"] },
  },
  hunted: {
    broker: { replication: { lag: "5ms" } },
    producers: [
      { name: "shop", config: { ...oneRecordEach, acks: 1 }, stream: { count: 12, every: "10ms", to: ["orders-0"] } },
    ],
    swarm: {
      like: "none",
      "fail-over": { exists: "3/4" },
      "follower-stalls": { exists: "1/4", lasting: { from: "1ms", to: "200ms" } },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { every: { from: "1ms", to: "100ms" } },
    },
  },
});
