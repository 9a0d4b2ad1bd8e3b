import { writtenDuration } from "../../input/units.ts";
import { brokerName } from "../../model/run/plan.ts";
import { prepare } from "../../scenarios/compile.ts";
import { scenarioOf } from "../../scenarios/files.ts";
import { deliveriesOf, run } from "../../scenarios/run.ts";
import type { FaultSpec, Scenario, ScenarioInput } from "../../scenarios/spec.ts";
import { type Duration, micros, millis, seconds } from "../../sim/index.ts";
import { type Patient, configOf, longestWait, steeringSettings } from "./patient.ts";

/** The one producer of a trial, and the partition that it writes. */
export const shop = "shop";
export const partition = "orders-0";

/** When the first record is sent: by then the producer knows the cluster and has its id. */
export const firstSend = millis(20);

type ProducerInput = ScenarioInput["producers"][number];
type SendInput = NonNullable<ProducerInput["sends"]>[number];

/** A load with exactly the settings of a patient, on connections, with nothing going wrong. */
export function trialOf(patient: Patient, sends: readonly SendInput[], more: Partial<ProducerInput> = {}): Scenario {
  return scenarioOf({
    name: "doctor",
    profiles: { broker: patient.broker, producer: patient.line },
    producers: [{ name: shop, config: steeringSettings(patient), knowsMetadata: false, sends: [...sends], ...more }],
    limits: { events: mostEvents, time: writtenDuration(mostTime(patient)) },
  });
}

/** Far more than any trial needs that comes to rest. */
const mostEvents = 200_000;
const aDay = seconds(86_400);

/** Long enough for every record to be given up, and to be sent again after that; a day at most. */
const mostTime = (patient: Patient): Duration => Math.min(4 * longestWait(patient) + seconds(60), aDay) as Duration;

export const orderAt = (nth: number, time: number): SendInput => ({
  at: writtenDuration(time as Duration),
  to: partition,
  record: `order-${nth}`,
  value: '{"total":99.50}',
});

/** Orders that come one by one: each when the one before it has lingered long enough to be sent in a batch of its own. */
export const ordersOf = (patient: Patient, count: number): readonly SendInput[] =>
  Array.from({ length: count }, (_, at) => orderAt(at + 1, firstSend + at * apart(patient)));

/** More than the client is late, and more than a batch needs to go out while the one before it is on its way. */
const apart = (patient: Patient): Duration => millis(Math.min(configOf(patient).lingerMillis, 60_000) + 10);

/** The nth Produce request of the producer, and the nth answer. */
export const requestOf = (nth: number): string => `${shop}>${brokerName} Produce request #${nth}`;
export const responseOf = (nth: number): string => `${brokerName}>${shop} Produce response #${nth}`;

/** Nothing that the broker says reaches the producer for a while. */
export const unheard = (at: Duration, span: Duration): FaultSpec => ({
  at: writtenDuration(at),
  do: "split",
  between: [brokerName, shop],
  oneWay: true,
  for: writtenDuration(span),
});

/** One message lost, one connection broken, one message so late that nobody waits for it any more. */
function messageFaults(patient: Patient): readonly FaultSpec[] {
  const late = writtenDuration(millis(configOf(patient).requestTimeoutMillis + 2_000));
  const messages = [responseOf(1), requestOf(1), responseOf(2), requestOf(2)];
  return [
    ...messages.map((message): FaultSpec => ({ message, do: "drop" })),
    ...messages.map((message): FaultSpec => ({ message, do: "cut" })),
    ...messages.map((message): FaultSpec => ({ message, do: "delay", by: late })),
  ];
}

/** The longest outage that is still tried. */
const mostOutage = 3_600_000;

/** An outage, or a restart of the broker, under the first records. */
function timedFaults(patient: Patient): readonly FaultSpec[] {
  const { requestTimeoutMillis, deliveryTimeoutMillis } = configOf(patient);
  const outages = [requestTimeoutMillis >> 1, requestTimeoutMillis + 1_000, deliveryTimeoutMillis + 1_000];
  const at = writtenDuration(firstSend);
  const faults: FaultSpec[] = [{ at, do: "restart-kill", node: brokerName, for: "1s" }];
  for (const outage of outages) {
    if (outage === 0 || outage > mostOutage) continue;
    faults.push(unheard(firstSend, millis(outage)));
    faults.push({ at, do: "split", between: [shop, brokerName], for: writtenDuration(millis(outage)) });
  }
  if (deliveryTimeoutMillis <= mostOutage) faults.push({ at, do: "split", between: [shop, brokerName] });
  return faults;
}

/** Plans of no fault, one fault and two faults, the smallest first. */
export function* plansFor(patient: Patient): Generator<readonly FaultSpec[]> {
  yield [];
  const [single, timed] = [messageFaults(patient), timedFaults(patient)];
  for (const fault of [...single, ...timed]) yield [fault];
  const paired = single.filter((fault) => fault.do !== "delay");
  for (const [at, one] of paired.entries()) {
    for (const other of paired.slice(at + 1)) if (!isSameMessage(one, other)) yield [one, other];
  }
  for (const one of timed) for (const other of paired.slice(0, 2)) yield [other, one];
}

const isSameMessage = (one: FaultSpec, other: FaultSpec): boolean =>
  "message" in one && "message" in other && one.message === other.message;

/** When the first record of a trial is decided, since its start; `undefined`: it never is. */
export function firstDecided(trial: Scenario): Duration | undefined {
  const at = deliveriesOf(run(prepare(trial)))[0]?.atMicros;
  return typeof at === "number" ? micros(at) : undefined;
}

/** How far the follower of a replicated broker is behind: long enough to die within. */
const followerLag = millis(50);

/** Of one record, on a broker with a follower. */
export const replicatedTrialOf = (patient: Patient): Scenario =>
  scenarioOf({
    ...trialOf(patient, ordersOf(patient, 1)),
    broker: { replication: { lag: writtenDuration(followerLag) } },
  });

/**
 * The leader dies, and the follower takes its place: a moment after the record was acknowledged, or, of records that are
 * acknowledged once the follower has them, before that.
 */
export function leaderDeaths(acknowledged: Duration): readonly FaultSpec[] {
  const instants = [acknowledged + millis(1), acknowledged - followerLag];
  return instants
    .filter((at) => at > firstSend)
    .map((at) => ({ at: writtenDuration(at as Duration), do: "fail-over", node: brokerName, for: "1s" }));
}

const recordsOfHunt = 12;

/** A load for hunts: the seed loses messages, breaks connections, splits the network and restarts the broker. */
export function huntedTrial(patient: Patient): Scenario {
  const { deliveryTimeoutMillis } = configOf(patient);
  const outage = millis(Math.min(deliveryTimeoutMillis * 1.2, mostOutage) | 0);
  const [shortest, longest] = ["50ms", writtenDuration(Math.max(outage, 50_000) as Duration)] as const;
  const scenario = trialOf(patient, ordersOf(patient, recordsOfHunt));
  return scenarioOf({
    ...scenario,
    network: {
      delay: { from: "1ms", to: "20ms" },
      loss: "2%",
      cut: "2%",
      timed: [
        { do: "split", between: [shop, brokerName], atMost: 1, within: "2s", lasting: [shortest, longest] },
        { do: "restart-kill", node: brokerName, atMost: 1, within: "1s", lasting: [shortest, "5s"] },
      ],
    },
  });
}
