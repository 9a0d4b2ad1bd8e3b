import { epochRelations, sequenceRelations } from "../../model/core/append-ruling.ts";

/** What happened in a step. New ones come last: saved counts have their places. */
export const steps = [
  "send",
  "append",
  "duplicate",
  "refuse",
  "answer",
  "fail",
  "producer-id",
  "connect",
  "refused",
  "gone",
  "close",
  "lose-request",
  "lose-response",
  "cut-request",
  "cut-response",
  "double-request",
  "double-response",
  "start-producer",
  "crash-producer",
  "close-producer",
  "stop-broker",
  "start-broker",
  "pause",
  "resume",
  "forget-producer",
] as const;
export type Step = (typeof steps)[number];

/** What an answer or a refusal said, as far as the produce path tells errors apart. */
export const errorClasses = ["none", "out-of-order", "unknown-producer", "stale-epoch", "retriable", "other"] as const;
export type ErrorClass = (typeof errorClasses)[number];

const notRuled = "-";
const least = ["none", "some", "all"] as const;
const ages = ["just sent", "sent 5ms ago", "sent 50ms ago", "sent 500ms ago"] as const;

/**
 * The abstract state of a step: what happened, and how things stood for the producer and the partition that it happened
 * to. Each field has few values; whatever tells two runs of one behaviour apart (times, offsets, ids) is left out.
 */
const fields = {
  step: steps,
  error: errorClasses,
  /** How the batch stood to what the broker knew; only of its rulings. */
  epoch: [notRuled, ...epochRelations],
  sequence: [notRuled, ...sequenceRelations],
  /** Batches that the broker remembered of the producer. */
  window: ["0", "1", "2", "3", "4", "5", "more than 5"],
  /** Batches of the partition that were sent and are not decided. */
  inFlight: ["0", "1", "2", "3", "4", "5", "more than 5"],
  /** How many of these lie in the log, without the producer knowing. */
  stored: least,
  /** How often the batch had been sent. */
  sends: ["0", "1", "2", "3", "4 or more"],
  /** Whether the producer's epoch rose before. */
  epochs: ["first epoch", "second epoch", "later epoch"],
  /** How long ago the batch was first sent. */
  age: ages,
  /** Whether batches of the producer's other partitions are in flight. */
  others: ["alone", "beside others"],
  world: ["all up", "broker down", "somebody paused"],
} as const;

export type Field = keyof typeof fields;
/** A state as the places of its values in the lists of their fields. */
export type StateFields = Record<Field, number>;

const names = Object.keys(fields) as Field[];

/** One more than the largest packed state. */
export const codeLimit = names.reduce((limit, name) => limit * fields[name].length, 1);

/** A state as one number, exact: two states have one number only if they are one. Below 2^53 by a test. */
export function packed(state: StateFields): number {
  let code = 0;
  for (const name of names) code = code * fields[name].length + state[name];
  return code;
}

/** What a packed state says, in words; values that say nothing are left out. */
export function stateText(code: number): string {
  const told: string[] = [];
  let rest = code;
  for (const name of names.toReversed()) {
    const values = fields[name];
    const place = rest % values.length;
    rest = (rest - place) / values.length;
    if (place > 0 || name === "step") told.unshift(worded(name, values[place] ?? ""));
  }
  return told.join(", ");
}

function worded(name: Field, value: string): string {
  switch (name) {
    case "epoch":
    case "sequence":
      return `${name} ${value}`;
    case "window":
      return `window of ${value}`;
    case "inFlight":
      return `${value} in flight`;
    case "stored":
      return `${value} of them stored`;
    case "sends":
      return value === "1" ? "sent once" : `sent ${value} times`;
    default:
      return value;
  }
}
