import type { Circumstance } from "../../model/properties/circumstances.ts";
import { type RunResult, deliveriesOf, logsOf } from "../../scenarios/run.ts";
import { type Duration, formatTime, since } from "../../sim/index.ts";

/** What a user wants of a producer's settings, in the order in which it is told. */
export const guaranteeNames = ["once", "order", "no-silent-loss", "bounded-wait", "rides-out-faults"] as const;
export type GuaranteeName = (typeof guaranteeNames)[number];

export interface Guarantee {
  readonly name: GuaranteeName;
  readonly title: string;
  /** The property that a run which breaks it breaks too, where there is one. */
  readonly property: string | undefined;
}

/** Each of them speaks of one session of one producer: what goes beyond it no setting can promise. */
export const guarantees: Readonly<Record<GuaranteeName, Guarantee>> = {
  once: {
    name: "once",
    title: "each record that was acknowledged is stored once, and any other at most once",
    property: "acknowledged-exactly-once",
  },
  order: {
    name: "order",
    title: "acknowledged records of a partition lie in the order in which they were sent",
    property: "order-as-sent",
  },
  "no-silent-loss": {
    name: "no-silent-loss",
    title: "a record that is not stored is reported to the application as failed",
    property: "acknowledged-exactly-once",
  },
  "bounded-wait": {
    name: "bounded-wait",
    title: "every record is acknowledged or reported as failed within a known time",
    property: undefined,
  },
  "rides-out-faults": {
    name: "rides-out-faults",
    title: "one lost message or broken connection costs no record: it is sent again until it is stored",
    property: undefined,
  },
};

/** One way in which a run broke a guarantee. */
export interface Breach {
  readonly guarantee: GuaranteeName;
  /** What happened, in a clause: `order-1 is stored twice, at offsets 0 and 1`. */
  readonly what: string;
  /** What the run did that the protocol makes no promise about. */
  readonly because: readonly Circumstance[];
}

/**
 * What a run broke, judged by its end: by then what is stored and what the application was told lie open. Properties judge
 * at the moment of a callback, which with acks=0 comes before the record does.
 */
export function breachesOf(result: RunResult, longestWait: Duration): readonly Breach[] {
  const outcome = outcomeOf(result);
  return [
    ...storedTwice(outcome),
    ...outOfOrder(outcome),
    ...lostInSilence(outcome),
    ...overdue(outcome, longestWait),
    ...givenUp(outcome),
  ];
}

interface Sent {
  readonly record: string;
  readonly outcome: "acked" | "failed" | "undecided";
  readonly error: string | null;
  /** In the one log of a trial; the first is where the record was stored first. */
  readonly offsets: readonly number[];
  readonly waited: Duration;
}

interface RunOutcome {
  readonly result: RunResult;
  readonly sent: readonly Sent[];
}

/** By the calls of `send`, in their order. */
function outcomeOf(result: RunResult): RunOutcome {
  const offsets = new Map<string, number[]>();
  for (const { record, offset } of Object.values(logsOf(result)).flat()) {
    const known = offsets.get(record);
    if (known === undefined) offsets.set(record, [offset]);
    else known.push(offset);
  }
  const { truth, scheduler } = result.simulation;
  const sent = deliveriesOf(result).map(({ record, outcome, error }, at) => {
    const delivery = truth.deliveries[at];
    const waited = since(delivery?.sentAt ?? scheduler.now, delivery?.at ?? scheduler.now);
    return { record, outcome, error, offsets: offsets.get(record) ?? [], waited };
  });
  return { result, sent };
}

function storedTwice({ result, sent }: RunOutcome): readonly Breach[] {
  const twice = [...new Map(sent.filter(({ offsets }) => offsets.length > 1).map((one) => [one.record, one])).values()];
  return twice.map(({ record, offsets }) => ({
    guarantee: "once",
    what: `${record} is stored ${offsets.length === 2 ? "twice" : `${offsets.length} times`}, at offsets ${listed(offsets)}`,
    because: circumstancesOf(result, "acknowledged-exactly-once"),
  }));
}

/** Of what was acknowledged: a record that was reported as failed may still come, and the application knows that it may. */
function outOfOrder({ result, sent }: RunOutcome): readonly Breach[] {
  const stored = sent.filter(({ outcome, offsets }) => outcome === "acked" && offsets.length > 0);
  const firstOf = ({ offsets }: Sent): number => offsets[0] ?? -1;
  for (const [at, one] of stored.entries()) {
    const overtaker = stored.slice(at + 1).find((other) => firstOf(other) < firstOf(one));
    if (overtaker === undefined) continue;
    const what = `${overtaker.record} lies at offset ${firstOf(overtaker)}, before ${one.record} at ${firstOf(one)}, though it was sent after it`;
    return [{ guarantee: "order", what, because: circumstancesOf(result, "order-as-sent") }];
  }
  return [];
}

function lostInSilence({ result, sent }: RunOutcome): readonly Breach[] {
  const lost = sent.filter(({ outcome, offsets }) => outcome === "acked" && offsets.length === 0);
  return lost.map(({ record }) => ({
    guarantee: "no-silent-loss",
    what: `${record} is acknowledged, and in no log`,
    because: circumstancesOf(result, "acknowledged-exactly-once"),
  }));
}

function overdue({ result, sent }: RunOutcome, longestWait: Duration): readonly Breach[] {
  const late = sent.filter(({ waited }) => waited > longestWait);
  return late.map(({ record, outcome, error, waited }) => {
    const came = outcome === "failed" ? (error ?? "an error") : "an acknowledgement";
    const told = outcome === "undecided" ? "is not decided" : `gets its callback, ${came},`;
    const what = `${record} ${told} after ${formatTime(waited)}`;
    return { guarantee: "bounded-wait", what, because: circumstancesOf(result, "every-send-decided") };
  });
}

/** What was reported as failed, or was lost without a report. */
function givenUp({ sent }: RunOutcome): readonly Breach[] {
  const lost = sent.filter(
    ({ outcome, offsets }) => outcome === "failed" || (outcome === "acked" && offsets.length === 0),
  );
  return lost.map(({ record, outcome, error, offsets, waited }) => {
    const stored = offsets.length > 0 ? `, though it is stored at offset ${listed(offsets)}` : "";
    const failed = `${record} fails with ${error ?? "an error"} after ${formatTime(waited)}${stored}`;
    const what = outcome === "failed" ? failed : `${record} is sent once and lost`;
    return { guarantee: "rides-out-faults", what, because: [] };
  });
}

const circumstancesOf = ({ violations }: RunResult, property: string): readonly Circumstance[] => [
  ...new Set(violations.filter((violation) => violation.property === property).flatMap(({ excuses }) => excuses)),
];

const listed = (offsets: readonly number[]): string =>
  offsets.length < 2 ? offsets.join() : `${offsets.slice(0, -1).join(", ")} and ${offsets.at(-1)}`;
