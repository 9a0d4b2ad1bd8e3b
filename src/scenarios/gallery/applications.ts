import { applicationResend, producerRestart } from "../stories/sessions.ts";
import { bug, shownBy } from "./bug.ts";

const oneSecond = { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000, "linger.ms": 0 } as const;

export const z25 = bug({
  id: "Z25",
  title: "A restarted application has another producer id: what it sends again is new to the broker",
  affected: "every idempotent producer without a transactional.id",
  fixedIn: "transactions (KIP-98, KIP-447) with a stable transactional.id, which are not simulated yet",
  happened:
    "Idempotence was never meant to outlive its session, and is often taken for more: an outbox that is read again after a crash, a function that is started anew, an instance that everybody thought dead (npx onceproof run zombie). Sarama's users were told so in an issue (#1965), others by their duplicates.",
  breaks: "stored-once-end-to-end",
  remedy: {
    kind: "trade",
    text: "Shown here: the new life forgets what it knows nothing of (onRestart: forget), and loses what was not stored. What repairs it is a consumer that knows its records by an id of their own: npx onceproof run idempotent-consumer.",
  },
  turned: { producers: { onRestart: "forget" } },
  shown: {
    ...shownBy(producerRestart),
    withRemedy: { entries: { "orders-0": 1 }, undecided: 1, marks: ["producer-restarted"] },
  },
  hunted: {
    producers: [{ name: "shop", stream: { count: 12, every: "10ms", to: ["orders-0"] } }],
    swarm: {
      like: "none",
      crash: { exists: "3/4", lasting: { from: "1ms", to: "1s" } },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { count: { from: 1, to: 12 }, every: { from: "1ms", to: "1s" } },
    },
  },
});

export const z24 = bug({
  id: "Z24",
  title: "The application answers a TimeoutException with another send: to the producer that is another record",
  affected: "every application that does, with every client",
  fixedIn: "nowhere: the documentation warns of it",
  happened:
    "A callback that reports a timeout reads as if nothing had been written, and a loop around send is quickly made. The Javadoc of KafkaProducer asks for the opposite: leave resending to the producer, whose resends the broker can tell; librdkafka says of each failed message whether it may have been stored.",
  breaks: "stored-once-end-to-end",
  remedy: {
    kind: "trade",
    text: "Leave sending again to the producer: with the default delivery.timeout.ms of two minutes it outlives what one second did not, and the broker knows its retries. What fails even then is not repeated, and may be lost; what repairs both is a consumer that knows its records by an id of their own.",
  },
  turned: { producers: { resendsOnError: 0, config: { "delivery.timeout.ms": 120_000 } } },
  shown: {
    ...shownBy(applicationResend),
    withRemedy: { entries: { "orders-0": 1 }, acked: 1, marks: ["response-lost", "duplicate-suppressed"] },
  },
  hunted: {
    producers: [
      {
        name: "shop",
        config: oneSecond,
        resendsOnError: 1,
        resendAfter: "100ms",
        stream: { count: 12, every: "20ms", to: ["orders-0"] },
      },
    ],
    swarm: {
      like: "none",
      loss: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
      split: { exists: "1/2", lasting: { from: "10ms", to: "2s" } },
      aimed: { exists: "1/2", do: ["drop", "cut"] },
      delay: ["2ms", { from: "1ms", to: "10ms" }],
      workload: { every: { from: "5ms", to: "500ms" } },
    },
  },
});
