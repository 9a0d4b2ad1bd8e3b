import { circumstances } from "../../model/properties/circumstances.ts";
import type { Violation } from "../../model/run/violation.ts";
import { recordHeader } from "./identity.ts";
import type { SendRun } from "./run.ts";

/** What a client was told of one send, as far as the wire shows it. */
export interface LiveDelivery {
  readonly record: string;
  /** The client. */
  readonly producer: string;
  readonly topicPartition: string;
  /** `undecided`: no client was told that it is stored. */
  readonly outcome: "acked" | "undecided";
  readonly offset: number | null;
  readonly atMicros: number | null;
  /** How many requests carried it before it was acknowledged. */
  readonly attempts: number;
}

export function deliveryOf(run: SendRun, nth: number, record: string): LiveDelivery {
  const { told, toldOffset, toldAt, attempts } = run.fateOf(nth);
  return {
    record,
    producer: run.sender.client,
    topicPartition: run.batch.topicPartition.name,
    outcome: told ? "acked" : "undecided",
    offset: told ? toldOffset : null,
    atMicros: toldAt ?? null,
    attempts: told ? attempts : 0,
  };
}

/** A broken promise in the shape of `run --json`. */
export interface LiveViolation {
  readonly property: string;
  readonly kind: "safety" | "liveness";
  /** Wall-clock time since the start. */
  readonly atMicros: number;
  readonly subject: string;
  /** Whether the protocol promises nothing there: `because` says why. */
  readonly expected: boolean;
  readonly wanted: string;
  readonly got: string;
  readonly because: readonly string[];
  readonly replay: string;
}

const replay =
  "the list under `struck` of GET /faults, in a file, for `onceproof serve --faults FILE` (a run in wall-clock time need not come out alike)";

/** A breach that rests on two records being one. */
const rests = /^copy|behind a later record$/;

const knownByBytes = `known by key, value and headers alone: an application that means two records by the same bytes looks like this too (a header ${recordHeader} would name it)`;

/** `byContent`: the record that it is about is known by its bytes. */
export function reported(violation: Violation, byContent: boolean): LiveViolation {
  const { property, kind, at, subject, expected, got, excuses, hints } = violation;
  const because = [...excuses, ...hints].map((circumstance) => circumstances[circumstance]);
  return {
    property,
    kind,
    atMicros: at,
    subject,
    expected: excuses.length > 0,
    wanted: expected,
    got,
    because: byContent && rests.test(got) ? [...because, knownByBytes] : because,
    replay,
  };
}
