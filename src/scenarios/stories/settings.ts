import type { ScenarioInput } from "../spec.ts";
import { story } from "../story.ts";

const order = { to: "orders-0", key: "order-42", value: '{"total":99.50}' };

export const noIdempotence = story({
  name: "no-idempotence",
  title: "Idempotence is off and an acknowledgement is lost: two copies",
  deed: "idempotence is off, and the acknowledgement is lost",
  lesson:
    "Without a producer id and a sequence a retry looks like any other batch, and the broker stores it (Z10). The producer is told of one success, and there are two records.",
  producers: [{ name: "shop", config: { "enable.idempotence": false }, sends: [order] }],
  faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "orders-0": 2 },
    acked: 1,
    marks: ["response-lost", "batch-retried", "two-copies"],
  },
});

export const acksZero = story({
  name: "acks-zero",
  title: "With acks=0 a lost request is a success: acknowledged, and nowhere",
  deed: "acks=0, and the request is lost",
  lesson:
    "Nobody answers (B-5); success means that the bytes were written to a socket (P-58). acks=0 also turns idempotence off without a word (P-4).",
  producers: [{ name: "shop", config: { acks: 0 }, sends: [order] }],
  faults: [{ message: "shop>broker-1 Produce request #1", do: "drop" }],
  expect: {
    violations: ["acknowledged-exactly-once"],
    entries: { "orders-0": 0 },
    acked: 1,
    marks: ["request-lost"],
  },
});

type Producer = ScenarioInput["producers"][number];

/** One producer of the matrix, with a topic of its own: what it may do is seen in its log. */
const trial = (name: string, config: Producer["config"]): Producer => ({
  name,
  config,
  sends: [{ to: `${name}-0`, record: name }],
});

const explicit = { "enable.idempotence": true } as const;

export const configMatrix = story({
  name: "config-matrix",
  title: "Settings that contradict idempotence: refused where you asked for it, silently without it where you did not",
  deed: "acks, retries and in-flight that idempotence cannot have, each with it set and not set; every first answer is lost",
  lesson:
    "acks other than all, retries=0 and more than five in flight are refused with a ConfigException if enable.idempotence=true was set by the user; if it is only the default, idempotence is turned off, and the log says so at most (P-3, P-4, P-5). The same lost acknowledgement then leaves a duplicate, or a failure that is none. From 4.0 on six in flight are refused either way.",
  producers: [
    { ...trial("acks-0-asked", { acks: 0, ...explicit }), refused: true },
    { ...trial("acks-1-asked", { acks: 1, ...explicit }), refused: true },
    { ...trial("retries-0-asked", { retries: 0, ...explicit }), refused: true },
    { ...trial("in-flight-6-asked", { "max.in.flight.requests.per.connection": 6, ...explicit }), refused: true },
    trial("acks-0", { acks: 0 }),
    trial("acks-1", { acks: 1 }),
    trial("retries-0", { retries: 0 }),
    { ...trial("in-flight-6", { "max.in.flight.requests.per.connection": 6 }), refused: ["java-4.4"] },
    trial("defaults", {}),
  ],
  faults: [
    { message: "acks-0>broker-1 Produce request #1", do: "drop" },
    ...["acks-1", "retries-0", "in-flight-6", "defaults"].map((name) => ({
      message: `broker-1>${name} Produce response #1`,
      do: "drop" as const,
    })),
  ],
  expect: {
    violations: ["acknowledged-exactly-once", "stored-once-end-to-end"],
    entries: { "acks-0-0": 0, "acks-1-0": 2, "retries-0-0": 1, "in-flight-6-0": 2, "defaults-0": 1 },
    acked: 4,
    failed: 1,
    marks: ["duplicate-suppressed", "two-copies", "failed-but-stored"],
  },
});
