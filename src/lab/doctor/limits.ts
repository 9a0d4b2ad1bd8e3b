import { brokerProfileNamed } from "../../model/broker/profiles.ts";
import { brokerName } from "../../model/run/plan.ts";
import { writtenDuration } from "../../input/units.ts";
import { prepare } from "../../scenarios/compile.ts";
import { scenarioOf } from "../../scenarios/files.ts";
import { type RunResult, run } from "../../scenarios/run.ts";
import type { FaultSpec, Scenario } from "../../scenarios/spec.ts";
import { type Duration, millis, plus, since, start } from "../../sim/index.ts";
import { type Breach, type GuaranteeName, breachesOf } from "./guarantees.ts";
import { type Patient, configOf, longestWait } from "./patient.ts";
import { firstDecided, firstSend, orderAt, ordersOf, requestOf, responseOf, shop, trialOf, unheard } from "./trials.ts";

/** Something that sound settings cannot help: what must not happen for a guarantee to hold. */
export interface Limit {
  readonly name: LimitName;
  /** Completes "only while …". */
  readonly unless: string;
  /** What it costs, and what helps instead. */
  readonly lesson: string;
  /** What it breaks. */
  readonly guarantee: GuaranteeName;
}

export const limitNames = [
  "producer-restart",
  "application-resend",
  "renumbering",
  "broker-restart",
  "old-records",
  "no-producer-id",
  "retries-spent",
] as const;
export type LimitName = (typeof limitNames)[number];

/** A limit shown by a run with the patient's settings; without a run, no plan that was tried came up against it. */
export interface ShownLimit {
  readonly limit: Limit;
  readonly shown: { readonly scenario: Scenario; readonly breach: Breach } | undefined;
}

interface Demonstration extends Limit {
  /** Scenarios that may show it, the likeliest first. */
  scenarios(patient: Patient): Iterable<Scenario>;
  /** Whether a breach is the one that it is about. */
  shows(breach: Breach, patient: Patient): boolean;
}

const isAbout =
  (guarantee: GuaranteeName) =>
  (breach: Breach): boolean =>
    breach.guarantee === guarantee;

/** How long after its answer is due a record can be caught between its append and its acknowledgement. */
const justBefore = millis(1);

const producerRestart: Demonstration = {
  name: "producer-restart",
  guarantee: "once",
  unless: "the producer does not restart with records in doubt",
  lesson:
    "a new process has a new producer id, and the broker knows nothing of the old one's records (Z25); keep ids of your own in the records, or use a transactional.id",
  *scenarios(patient) {
    const scenario = trialOf(patient, ordersOf(patient, 1));
    const crash: FaultSpec = { at: inDoubt(scenario), do: "crash", node: shop, for: "1s" };
    yield { ...scenario, faults: [crash] };
  },
  shows: isAbout("once"),
};

const applicationResend: Demonstration = {
  name: "application-resend",
  guarantee: "once",
  unless: "the application does not send again what was reported as failed",
  lesson:
    "a TimeoutException means that nobody knows whether the record is stored; a second send is another record to the producer (Z24)",
  *scenarios(patient) {
    const scenario = trialOf(patient, ordersOf(patient, 1), { resendsOnError: 1, resendAfter: "1s" });
    yield { ...scenario, faults: [{ message: responseOf(1), do: "drop" }] };
    const { deliveryTimeoutMillis } = configOf(patient);
    yield { ...scenario, faults: [unheard(firstSend, millis(deliveryTimeoutMillis + 1_000))] };
  },
  shows: isAbout("once"),
};

const renumbering: Demonstration = {
  name: "renumbering",
  guarantee: "once",
  unless: "no record is given up while a later one is in doubt",
  lesson:
    "a record that is given up raises the producer's epoch, and what is in doubt behind it gets a new number that the broker has never seen (P-99, Z08); max.in.flight.requests.per.connection=1 avoids it, a longer delivery.timeout.ms makes it rarer",
  *scenarios(patient) {
    const { first, second } = meetingTimes(patient);
    const scenario = trialOf(patient, [orderAt(1, firstSend), orderAt(2, firstSend + second)]);
    if (first === 0) yield { ...scenario, faults: [{ message: responseOf(1), do: "drop" }] };
    const at = writtenDuration(firstSend);
    const outage: FaultSpec = { at, do: "split", between: [shop, brokerName], for: writtenDuration(first) };
    for (const answer of [1, 2]) yield { ...scenario, faults: [outage, { message: responseOf(answer), do: "drop" }] };
  },
  shows: ({ guarantee, because }) => guarantee === "once" && because.includes("renumbered-in-doubt"),
};

const brokerRestart: Demonstration = {
  name: "broker-restart",
  guarantee: "once",
  unless: "the broker does not restart with more than one batch of the producer in doubt",
  lesson:
    "a restarted broker knows the last batch of each producer and none before it (B-46, B-49); max.in.flight.requests.per.connection=1 avoids it",
  *scenarios(patient) {
    const scenario = trialOf(patient, ordersOf(patient, 2));
    // When the second has lingered as well, and both are stored.
    const at = writtenDuration(millis(2 * configOf(patient).lingerMillis + 1_000));
    for (const action of ["restart-clean", "restart-kill"] as const) {
      const restart: FaultSpec = { at, do: action, node: brokerName, for: "1s" };
      yield { ...scenario, faults: [{ message: responseOf(1), do: "drop" }, restart] };
    }
  },
  shows: isAbout("once"),
};

const oldRecords: Demonstration = {
  name: "old-records",
  guarantee: "once",
  unless: "the broker does not restart with records in doubt that are older than producer.id.expiration.ms",
  lesson:
    "a broker forgets a producer by the age of its newest record, and at a restart at once (B-39, B-47): retries of a backfill are then taken as new; give such records no timestamps of their own, or let the topic stamp them",
  *scenarios(patient) {
    const expiration = brokerProfileNamed(patient.broker)?.producerIdExpirationMillis ?? 0;
    const age = writtenDuration(millis(expiration + 3_600_000));
    const [order] = ordersOf(patient, 1);
    if (order === undefined) return;
    const scenario = trialOf(patient, [{ ...order, age }]);
    const at = writtenDuration(millis(configOf(patient).lingerMillis + 1_000));
    const restart: FaultSpec = { at, do: "restart-clean", node: brokerName, for: "1s" };
    yield { ...scenario, faults: [{ message: responseOf(1), do: "drop" }, restart] };
  },
  shows: isAbout("once"),
};

const noProducerId: Demonstration = {
  name: "no-producer-id",
  guarantee: "bounded-wait",
  unless: "the producer got its id before the broker went out of reach",
  lesson:
    "a producer without an id looks neither for what to send nor for what has expired (P-88): no callback comes until it has one",
  *scenarios(patient) {
    const outage = (longestWait(patient) + millis(60_000)) as Duration;
    if (outage > millis(3_600_000)) return;
    const scenario = trialOf(patient, [orderAt(1, 0)], { knowsMetadata: true });
    yield {
      ...scenario,
      faults: [{ at: "0ms", do: "split", between: [shop, brokerName], for: writtenDuration(outage) }],
    };
  },
  shows: isAbout("bounded-wait"),
};

const mostRetriesShown = 10;

const retriesSpent: Demonstration = {
  name: "retries-spent",
  guarantee: "rides-out-faults",
  unless: "no record needs more attempts than retries allows",
  lesson:
    "delivery.timeout.ms is the bound that is meant for this: leave retries out, and a record is sent again until its time is up (P-72, P-81)",
  *scenarios(patient) {
    const { retries } = configOf(patient);
    if (retries === 0 || retries > mostRetriesShown) return;
    const scenario = trialOf(patient, ordersOf(patient, 1));
    const cuts = Array.from({ length: retries + 1 }, (_, at): FaultSpec => ({ message: requestOf(at + 1), do: "cut" }));
    yield { ...scenario, faults: cuts };
  },
  shows: isAbout("rides-out-faults"),
};

const demonstrations: readonly Demonstration[] = [
  producerRestart,
  applicationResend,
  renumbering,
  brokerRestart,
  oldRecords,
  noProducerId,
  retriesSpent,
];

/**
 * When the last attempt of the first record begins, and when the second is sent, so that the first one's time is over at
 * the very pass in which its connection is given up: nothing wakes the sender at a request's own deadline (P-19), and
 * the second send has moved its next look behind it. Both after the first send.
 */
function meetingTimes(patient: Patient): { readonly first: Duration; readonly second: Duration } {
  const { deliveryTimeoutMillis: delivery, requestTimeoutMillis: request } = configOf(patient);
  const tenth = Math.floor(request / 10);
  const first = Math.max(delivery - 13 * tenth, 0);
  const second = first === 0 ? delivery - request + Math.max(tenth, 1) : delivery - 8 * tenth;
  return { first: millis(first), second: millis(second) };
}

/** Runs what may show each limit with the patient's settings. */
export function limitsOf(patient: Patient): readonly ShownLimit[] {
  return demonstrations.map((demonstration) => {
    const { name, unless, lesson, guarantee } = demonstration;
    return { limit: { name, unless, lesson, guarantee }, shown: firstShown(demonstration, patient) };
  });
}

function firstShown(demonstration: Demonstration, patient: Patient): ShownLimit["shown"] {
  for (const scenario of demonstration.scenarios(patient)) {
    const result = run(prepare(scenario));
    const breach = breachesOf(result, longestWait(patient)).find((one) => demonstration.shows(one, patient));
    if (breach !== undefined) return { scenario: meant(scenario, result, demonstration.name, breach), breach };
  }
  return undefined;
}

/** The scenario says itself what it is meant to show, so that its replay ends as expected. */
function meant(scenario: Scenario, { violations }: RunResult, limit: LimitName, { what }: Breach): Scenario {
  const broken = [...new Set(violations.map(({ property }) => property))];
  return scenarioOf({ ...scenario, name: `doctor-${limit}`, title: what, expect: { violations: broken } });
}

/** An instant at which the first record of an undisturbed run is stored and its answer on the way. */
function inDoubt(scenario: Scenario): string {
  const acknowledged = plus(start, firstDecided(scenario) ?? firstSend);
  return writtenDuration(since(plus(start, justBefore), acknowledged));
}
