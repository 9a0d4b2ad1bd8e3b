import { story } from "../story.ts";
import { oneRecordEach } from "../usual.ts";

const order = { to: "orders-0", key: "order-42", value: '{"total":99.50}' };
/** The client of 4.x lingers for 5 ms unless it is told otherwise, and would want them in delivery.timeout.ms (P-10). */
const oneSecond = { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000, "linger.ms": 0 } as const;

export const deliveryTimeout = story({
  name: "delivery-timeout",
  title: "The broker is out of reach; after two minutes the callback gets a TimeoutException, whatever retries says",
  deed: "the network splits for good as soon as the producer has its id",
  lesson:
    "retries bounds how often a batch is queued again (P-72), and two thousand million is no bound; delivery.timeout.ms is what ends it: 120 s after the batch was begun (P-81). Nobody can know then whether the record was stored.",
  producers: [{ name: "shop", config: { retries: 2_147_483_647 }, sends: [order] }],
  // The id is on its way to the producer.
  faults: [{ at: "7ms", do: "split", between: ["shop", "broker-1"] }],
  expect: { entries: { "orders-0": 0 }, failed: 1, marks: ["network-split", "delivery-timed-out"] },
});

export const neverConnected = story({
  name: "never-connected",
  title: "Without a producer id no record times out; when the broker is back, its time has long been over",
  deed: "the broker is out of reach for the first three minutes",
  lesson:
    "A producer without an id looks neither for what to send nor for what has expired (P-88): the callback does not come after 120 s. Once the id is there, the batch is drained, fails with a TimeoutException and is written, all at one instant (P-85): reported as failed, and stored.",
  producers: [{ name: "shop", sends: [order] }],
  faults: [{ at: "0ms", do: "split", between: ["shop", "broker-1"], for: "180s" }],
  expect: {
    entries: { "orders-0": 1 },
    failed: 1,
    marks: ["network-split", "delivery-timed-out", "failed-but-stored"],
  },
});

export const expiredButWritten = story({
  name: "expired-but-written",
  title: "A request is slow; its record is reported as failed, and stored after that",
  deed: "a request takes longer than delivery.timeout.ms",
  lesson:
    "The time of a batch ends while its request is on the wire. The callback says TimeoutException (P-86), but nothing calls the request back: the broker stores it when it comes. A timeout means that nobody knows, not that nothing happened.",
  documented: {
    says: "The setting bounds how long after send its success or failure is reported: the time before it is sent, the wait for the acknowledgement and all retries. Of what the broker may still do with the record after a reported failure it says nothing.",
    where: "Producer Configs, delivery.timeout.ms",
  },
  producers: [{ name: "shop", config: oneSecond, sends: [order] }],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "delay", by: "2s" }],
  expect: { entries: { "orders-0": 1 }, failed: 1, marks: ["delivery-timed-out", "failed-but-stored"] },
});

export const silentHole = story({
  name: "silent-hole",
  title: "A record runs out of retries and takes the next one with it",
  deed: "with retries=1 the connection breaks twice under one record",
  lesson:
    "The record that was given up has used up its sequence, and nobody makes up for the hole (P-73). The next record comes with the sequence after it, is out of order to the broker (B-31) and not the next to the client, and fails when its own retries are spent. Only that raises the epoch (P-94), and the third record goes through.",
  documented: {
    says: "A record whose send fails with an error that may pass is sent again as often as the setting says; it is best left at its default, and delivery.timeout.ms used instead. That a record which is given up takes its successors with it is not said.",
    where: "Producer Configs, retries; Javadoc of KafkaProducer on idempotence",
  },
  producers: [
    {
      name: "shop",
      config: { ...oneRecordEach, retries: 1 },
      waitsForEach: true,
      sends: ["order-0", "order-1", "order-2", "order-3"].map((record) => ({ to: "orders-0", record })),
    },
  ],
  faults: [
    { message: "shop>broker-1 Produce request #2", do: "cut" },
    { message: "shop>broker-1 Produce request #3", do: "cut" },
  ],
  expect: {
    entries: { "orders-0": 2 },
    acked: 2,
    failed: 2,
    marks: ["connection-cut", "rejected-out-of-order", "epoch-bumped"],
  },
});

export const renumberedInDoubt = story({
  name: "renumbered-in-doubt",
  title: "One record times out, the one after it gets a new number, and is stored twice within one session",
  deed: "two acknowledgements are lost, and the first record's time is over when the connection is given up",
  lesson:
    "Both records were stored and no answer came. The failure of the first raises the epoch (P-94), and the second, still in doubt, is numbered anew from 0 (P-96, P-99): the broker has never seen that number and stores the record again. Idempotence holds this promise only as long as no epoch changes under a batch in doubt (Z08, KAFKA-14034).",
  documented: {
    says: "With idempotence the producer makes sure that exactly one copy of each message is written to the stream, within a single session. Both records here are of one session, and nobody sent one of them again.",
    where: "Producer Configs, enable.idempotence; Javadoc of KafkaProducer",
  },
  producers: [
    {
      name: "shop",
      config: { ...oneRecordEach, "request.timeout.ms": 1_400, "delivery.timeout.ms": 1_500 },
      sends: [
        { to: "orders-0", record: "order-1", at: "100ms" },
        { to: "orders-0", record: "order-2", at: "400ms" },
      ],
    },
  ],
  faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 3 },
    acked: 1,
    failed: 1,
    marks: ["response-lost", "epoch-bumped", "renumbered-in-doubt", "two-copies"],
  },
});
