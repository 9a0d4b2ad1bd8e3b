import { bug } from "./bug.ts";
import { storedButUnsure } from "./bounds.ts";

const idempotent = { "enable.idempotence": true } as const;

export const z02 = bug({
  id: "Z02",
  title: "Sends that are not awaited share one sequence: all are acknowledged, one is stored",
  affected: "KafkaJS before 2.0 with idempotent: true; @platformatic/kafka 1.x and 2.1",
  fixedIn: "KafkaJS 2.0.0 (#1050, #1172); @platformatic/kafka 2.3.0, as far as its tags show",
  happened:
    "Three records sent without waiting, three promises kept, one record in the log: reported of KafkaJS as errors of sequence first (#598), where the calls had different sizes, and found again years later in another client (platformatic/kafka#326: twenty sends, one record). No fault is needed: KafkaJS 1.15.0 itself, on the broker that onceproof serve is, has all three acknowledged at offset 0 and one stored, and 2.0.0 stores three.",
  breaks: "acknowledged-exactly-once",
  remedy: {
    kind: "fix",
    text: "KafkaJS 2.0 reads the sequence and moves it on just before it sends, one request to a broker at a time. That brought Z04.",
  },
  turned: { profiles: { producer: "kafkajs-2.2.4" } },
  shown: {
    deed: "nothing; three records are sent one after the other, and none is awaited",
    lesson:
      "The next sequence was read when a request was made up and moved on when its answer came, so that all three requests carry sequence 0. To the broker the second and third are the first one again: it acknowledges them with its offset and throws them away (B-24, B-35). The same sequence for another number of records would have been refused, 45 (B-26). The same on @platformatic/kafka 1.35: --profile platformatic-1.35.",
    profiles: { producer: "kafkajs-1.15" },
    producers: [
      {
        name: "shop",
        config: idempotent,
        sends: ["order-1", "order-2", "order-3"].map((record, at) => ({ to: "orders-0", record, at: `${20 + at}ms` })),
      },
    ],
    expect: {
      violations: [
        "acknowledged-exactly-once",
        "acknowledged-offset-holds-record",
        "acknowledged-survives",
        "offset-acknowledged-once",
      ],
      entries: { "orders-0": 1 },
      acked: 3,
      marks: ["duplicate-suppressed"],
    },
    withRemedy: { entries: { "orders-0": 3 }, acked: 3 },
  },
  hunted: {
    profiles: { producer: "kafkajs-1.15" },
    producers: [{ name: "shop", config: idempotent, stream: { count: 12, every: "5ms", to: ["orders-0"] } }],
    swarm: {
      like: "none",
      delay: ["2ms", { from: "1ms", to: "10ms" }, { typical: "3ms" }],
      workload: { count: { from: 1, to: 12 }, every: { from: "1ms", to: "1s" } },
    },
  },
});

export const z03 = bug({
  id: "Z03",
  title: "A record may be stored, is given up all the same, and its sequence goes to the next one, which is lost",
  affected: "franz-go up to 1.20.6, idempotent as it is by default, with a limit of time or a cancelled context",
  fixedIn: "franz-go 1.20.7 (#1217, #1218)",
  happened:
    "A service lost messages in production for months before its author found out why: the broker had answered REQUEST_TIMED_OUT, which the client took for proof that nothing was written. Since a record of which that is proved may be given up, it was, and the next one was sent in its place.",
  breaks: "acknowledged-exactly-once",
  remedy: {
    kind: "fix",
    text: "From 1.20.7 on a batch that was answered with REQUEST_TIMED_OUT or NOT_ENOUGH_REPLICAS_AFTER_APPEND is retried until its fate is known, whatever limits there are.",
  },
  turned: { profiles: { producer: "franz-go" } },
  shown: {
    deed: "a record is stored, the answer says REQUEST_TIMED_OUT, and its time is over before the retry",
    lesson:
      "The answer says that replicas were slow, not that the leader has not got the batch (B-76, B-78). The client gives the record up and goes back to its sequence; the next record is sent as 0 to 0, just as the first one was, and the broker takes it for that (B-24). One record was reported as failed and is there, another as stored and is not.",
    profiles: { producer: "franz-1.20.6" },
    producers: [
      {
        name: "shop",
        config: { "delivery.timeout.ms": 200 },
        sends: [
          { to: "orders-0", record: "order-1", at: "20ms" },
          { to: "orders-0", record: "order-2", at: "1s" },
        ],
      },
    ],
    faults: [{ message: "broker-1>shop Produce response #1", do: "error", error: "REQUEST_TIMED_OUT" }],
    expect: {
      violations: ["acknowledged-exactly-once", "acknowledged-offset-holds-record", "acknowledged-survives"],
      entries: { "orders-0": 1 },
      acked: 1,
      failed: 1,
      marks: ["answered-with-error", "failed-but-stored", "duplicate-suppressed"],
    },
    withRemedy: { entries: { "orders-0": 2 }, acked: 2, marks: ["answered-with-error", "duplicate-suppressed"] },
  },
  hunted: {
    profiles: { producer: "franz-1.20.6" },
    producers: [{ name: "shop", stream: { count: 12, every: "20ms", to: ["orders-0"], firstAlone: true } }],
    swarm: {
      like: "none",
      errors: storedButUnsure,
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      settings: { "delivery.timeout.ms": { from: 100, to: 10_000 } },
      workload: { every: { from: "5ms", to: "1s" } },
    },
  },
});

export const z04 = bug({
  id: "Z04",
  title: "After a lost answer another send takes the sequence: that one is lost, and the first is stored twice",
  affected: "KafkaJS 2.0 to 2.2.4, its last release, with idempotent: true",
  fixedIn: "nowhere",
  happened:
    "What repaired Z02 gives the sequence back whenever a request fails, and lets go of the turn while it waits for the retry. No report of it was found; it was read out of the source, seen when the client's own code ran, and measured against Kafka 4.4.0 with a proxy that drops one answer: ten times out of ten.",
  breaks: "acknowledged-exactly-once",
  remedy: {
    kind: "trade",
    text: "No release repairs it. To await each send before the next one helps, and costs all that sending together gains: one record for each round trip.",
  },
  turned: { producers: { waitsForEach: true } },
  shown: {
    deed: "the connection breaks under the first answer while a second send waits for its turn",
    lesson:
      "The first record was stored as sequence 0. Its request failed, so that the counter goes back to 0, and the second record, next in line, goes as 0 to 0: the broker takes it for the first one and acknowledges it (B-24). The retry of the first is sequence 1, which is new (B-31). With idempotent: true one record is there twice, the other not at all, and both are acknowledged.",
    profiles: { producer: "kafkajs-2.2.4" },
    producers: [
      {
        name: "shop",
        config: idempotent,
        sends: ["order-1", "order-2"].map((record, at) => ({ to: "orders-0", record, at: `${20 + at}ms` })),
      },
    ],
    faults: [{ message: "broker-1>shop Produce response #1", do: "cut" }],
    expect: {
      violations: [
        "acknowledged-exactly-once",
        "acknowledged-offset-holds-record",
        "acknowledged-survives",
        "stored-once-end-to-end",
        "callback-once-in-order",
        "deduplication-transparent",
      ],
      entries: { "orders-0": 2 },
      acked: 2,
      marks: ["connection-cut", "duplicate-suppressed", "two-copies"],
    },
    withRemedy: { entries: { "orders-0": 2 }, acked: 2, marks: ["connection-cut", "duplicate-suppressed"] },
  },
  hunted: {
    profiles: { producer: "kafkajs-2.2.4" },
    producers: [{ name: "shop", config: idempotent, stream: { count: 12, every: "5ms", to: ["orders-0"] } }],
    swarm: {
      like: "none",
      aimed: { exists: "3/4", atMost: 3, at: ["Produce request", "Produce response"], do: ["cut"] },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { every: { from: "1ms", to: "1s" } },
    },
  },
});
