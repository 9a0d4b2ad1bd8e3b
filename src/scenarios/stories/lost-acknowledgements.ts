import { story } from "../story.ts";

const order = { to: "orders-0", key: "order-42", value: '{"total":99.50}' };

export const sentToOrders17 = story({
  name: "sent-to-orders-17",
  title: "The first two acknowledgements are lost, and still there is one record, at offset 17",
  deed: "the first two acknowledgements are lost",
  lesson:
    "Each resend carries the producer id, epoch and sequence of the first (P-53), so the broker knows it and answers with the offset that the record has had all along (B-21).",
  topics: { orders: { partitions: 1, holds: 17 } },
  producers: [{ name: "shop", sends: [order] }],
  faults: [
    { message: "broker-1>shop Produce response #1", do: "drop" },
    { message: "broker-1>shop Produce response #2", do: "drop" },
  ],
  expect: { entries: { "orders-0": 18 }, acked: 1, marks: ["response-lost", "duplicate-suppressed"] },
});

export const lostAck = story({
  name: "lost-ack",
  title: "An acknowledgement is lost; the retry is recognised as a duplicate",
  deed: "the acknowledgement is lost",
  lesson:
    "The record was stored before its answer was lost. The producer cannot know, and sends it again after request.timeout.ms (P-22, P-61); the broker finds the sequence in its window and stores nothing (B-24).",
  producers: [{ name: "shop", sends: [order] }],
  faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
  expect: { entries: { "orders-0": 1 }, acked: 1, marks: ["response-lost", "duplicate-suppressed"] },
});

export const lostRequest = story({
  name: "lost-request",
  title: "A request is lost; the retry is the first that the broker sees",
  deed: "the request is lost",
  lesson:
    "To the producer this looks exactly as a lost acknowledgement does: no answer. It does the same, and the broker stores what it has never seen (B-31).",
  producers: [{ name: "shop", sends: [order] }],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "drop" }],
  expect: { entries: { "orders-0": 1 }, acked: 1, marks: ["request-lost", "batch-retried"] },
});
