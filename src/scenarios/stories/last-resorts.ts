import { story } from "../story.ts";
import { oneRecordEach, roomyValue as value } from "../usual.ts";

export const calledBackTwice = story({
  name: "called-back-twice",
  title: "A fenced producer takes one more record: its callback runs inside send, and once more when it is aborted",
  deed: "the broker answers the second of three requests with PRODUCER_FENCED",
  lesson:
    "The answer ends the producer for good (P-93). The next send queues its record before it looks at that (P-38). After any other fatal error it throws; a ProducerFencedException it hands to the callback and to the future instead, and when the sender then aborts what is queued, the callback runs again (producer-measured 7; recorded of the clients of 3.9.0 and 4.3.1 as called-back-twice). An application that counts open records counts this one off twice. The fault stands for what another instance with the same transactional.id does: without one, no broker of today fences a producer.",
  documented: {
    says: "The callback is called when the record has been acknowledged or has failed, and those of one partition run in the order of the sends. ProducerFencedException is fatal: all that is left to do is to close the producer. Nothing says that a callback may run more than once.",
    where: "Javadoc of Callback.onCompletion and of KafkaProducer.send",
  },
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      sends: [
        { to: "orders-0", record: "order-1", value, at: "20ms" },
        { to: "orders-0", record: "order-2", value, at: "40ms" },
        { to: "orders-0", record: "order-3", value, at: "60ms" },
      ],
    },
  ],
  faults: [{ message: "shop>broker-1 Produce request #2", do: "error", error: "PRODUCER_FENCED" }],
  expect: {
    violations: ["callback-once-in-order"],
    entries: { "orders-0": 1 },
    acked: 1,
    failed: 2,
    marks: ["answered-with-error", "rejected-otherwise", "callback-twice"],
  },
});

export const sentWithoutAProducerId = story({
  name: "sent-without-a-producer-id",
  title: "The last epoch is used up under a batch in flight: it is sent without a producer id, and stored twice",
  deed: "a record with a time in the future is refused in epoch 32767, and an acknowledgement is lost",
  lesson:
    "Each record that the broker refuses costs an epoch (P-79, P-94); this producer has spent 32767, and the next refusal takes its producer id away (P-100). A new one is asked for, but the batch that is in flight already has a sequence: it is renumbered to no producer id, epoch -1 and sequence 0, and keeps that (recorded of the clients of 3.9.0 and 4.3.1 under this story's name). The broker stores such a batch like one of a producer without idempotence (Z10), and its retry as well. The key epochsSpent stands for the refusals before; a producer whose clock is wrong gets there in 32767 records.",
  documented: {
    says: "The broker gives each producer an id, and tells a resent message by the sequence number that the producer sends along with every message; so resending leaves no duplicates in the log.",
    where: "Design, Message Delivery Semantics; Producer Configs, enable.idempotence",
  },
  producers: [
    {
      name: "shop",
      config: oneRecordEach,
      epochsSpent: 32_767,
      sends: [
        { to: "orders-0", record: "order-1", value, at: "20ms" },
        { to: "orders-0", record: "order-2", value, at: "40ms", age: "-2h" },
        { to: "orders-0", record: "order-3", value, at: "40ms" },
      ],
    },
  ],
  faults: [{ message: "broker-1>shop Produce response #4", do: "drop" }],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 3 },
    acked: 2,
    failed: 1,
    marks: ["rejected-otherwise", "response-lost", "sent-without-producer-id", "renumbered-in-doubt", "two-copies"],
  },
});
