import { story } from "../story.ts";
import { oneRecordEach, roomyValue as value } from "../usual.ts";

const later = ["order-2", "order-3", "order-4", "order-5", "order-6"];

export const pastTheWindow = story({
  name: "past-the-window",
  title: "A request comes when five newer batches are stored: the broker no longer knows it and refuses it",
  deed: "the first request is stuck in the network until five later records are stored",
  lesson:
    "The producer gave up the connection after request.timeout.ms (P-61), sent the batch again and went on. The first request arrives in the end, for closing a connection recalls nothing. The broker remembers five batches (B-28) and this one is older: 45, as for a gap (B-27). Guides print that anything at or below the last sequence is acknowledged as a duplicate: run it with --profile documented.",
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      sends: [
        { to: "orders-0", record: "order-1", value },
        ...later.map((record) => ({ to: "orders-0", record, value, at: "31s" })),
      ],
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "delay", by: "32s" }],
  expect: {
    entries: { "orders-0": 6 },
    acked: 6,
    marks: ["message-delayed", "batch-retried", "rejected-out-of-order"],
  },
});

export const brokerRestart = story({
  name: "broker-restart",
  title:
    "A broker that restarts remembers one batch of five; the older one in doubt is stored twice, and so is the newer",
  deed: "two acknowledgements are lost and the broker restarts",
  lesson:
    "A restarted broker reads one batch of each producer from its snapshot (B-46, B-49), so that it refuses the retry of the older of two stored batches with 45. That one is the next after the last acknowledged, so the Java client believes it lost, raises its epoch and numbers both anew (P-96): both are stored again (Z41).",
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      sends: ["order-1", "order-2"].map((record) => ({ to: "orders-0", record, value, at: "20ms" })),
    },
  ],
  faults: [
    { message: "broker-1>shop Produce response #1", do: "drop" },
    { at: "50ms", do: "restart-clean", node: "broker-1", for: "1s" },
  ],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 4 },
    acked: 2,
    marks: ["broker-restarted", "rejected-out-of-order", "epoch-bumped", "renumbered-in-doubt", "two-copies"],
  },
});

export const oldTimestamps = story({
  name: "old-timestamps",
  title: "Records older than a day: the broker forgets their producer at its restart, and stores the retry",
  deed: "a record of last week is stored, its acknowledgement is lost and the broker restarts",
  lesson:
    "A producer's entry is as old as the newest record of its last batch (B-39), not as the broker's clock has it. Loading the snapshot leaves out what is older than producer.id.expiration.ms (B-40, B-47): the retry comes from a producer nobody knows and is taken as new (B-29, B-41). Backfills are where this happens.",
  producers: [{ name: "backfill", sends: [{ to: "orders-0", record: "order-1", age: "100h" }] }],
  faults: [
    { message: "broker-1>backfill Produce response #1", do: "drop" },
    { at: "50ms", do: "restart-clean", node: "broker-1", for: "1s" },
  ],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 2 },
    acked: 1,
    marks: ["broker-restarted", "producer-state-expired", "batch-retried", "two-copies"],
  },
});
