import { type Allowed, type Fact, type Partition, partitionName, recordName } from "../histories/facts.ts";
import { endAfter, logAfter } from "../histories/log-book.ts";
import { isGivenAgain } from "./logs.ts";
import {
  type Twin,
  callbacksBefore,
  firstCallback,
  isCallback,
  nameOf,
  sendOf,
  sendsOf,
  settledEnd,
} from "./reading.ts";

/** Each time that an id is given to another session than the first that had it. */
export const producerIdUnique: Twin = (facts) =>
  facts.flatMap((fact) => {
    if (fact.kind !== "identify") return [];
    const first = facts.find((other) => other.kind === "identify" && other.producerId === fact.producerId);
    const isOthers = first?.kind === "identify" && first.session !== fact.session;
    return isOthers ? [`given-twice producer ${fact.producerId}`] : [];
  });

/** Milliseconds that have passed before the fact at this place. */
const timeAt = (facts: readonly Fact[], at: number): number =>
  facts.slice(0, at).reduce((sum, fact) => sum + (fact.kind === "wait" ? fact.millis : 0), 0);

const allowedTo = (facts: readonly Fact[], session: number): Allowed =>
  facts.find((fact) => fact.kind === "begin" && fact.session === session) as Allowed & Fact;

/** Writes beyond the allowed number; writes before the backoff is over, but for one for each restart until then. */
export const retriesBounded: Twin = (facts) =>
  sendsOf(facts).flatMap(({ send, session }) => {
    const { writes, backoffMillis } = allowedTo(facts, session);
    const places = facts.flatMap((fact, at) => (fact.kind === "write" && fact.send === send ? [at] : []));
    let early = 0;
    return places.flatMap((at, nth) => {
      if (nth === 0) return [];
      const restarts = facts.slice(0, at).filter(({ kind }) => kind === "restart").length;
      const since = timeAt(facts, at) - timeAt(facts, places[nth - 1] as number);
      const isEarly = since < nth * backoffMillis;
      if (isEarly) early++;
      return [
        ...(nth + 1 > writes ? [`too-often ${nameOf(facts, send)}`] : []),
        ...(isEarly && early > restarts ? [`too-soon ${nameOf(facts, send)}`] : []),
      ];
    });
  });

/** How long a send waits by then, without the time in which its session had no id. */
function waited(facts: readonly Fact[], at: number, send: number): number {
  const now = timeAt(facts, at);
  const { session } = sendOf(facts, send);
  const sentAt = timeAt(facts, facts.indexOf(sendOf(facts, send)));
  if (!allowedTo(facts, session).needsId) return now - sentAt;
  const asked = facts.slice(0, at).findLastIndex((fact) => fact.kind === "ask-for-id" && fact.session === session);
  const given = facts.findIndex(
    (fact, place) => place > asked && place < at && fact.kind === "identify" && fact.session === session,
  );
  return given < 0 ? 0 : now - Math.max(sentAt, timeAt(facts, given));
}

export const decidedInTime: Twin = (facts) => {
  const isOver = (at: number, send: number): boolean =>
    waited(facts, at, send) > allowedTo(facts, sendOf(facts, send).session).decisionMillis;
  const late = facts.flatMap((fact, at) => {
    if (!isCallback(fact) || callbacksBefore(facts, at, fact.send).length > 0) return [];
    return isOver(at, fact.send) ? [`late ${nameOf(facts, fact.send)}`] : [];
  });
  const open = sendsOf(facts).filter(({ send }) => firstCallback(facts, send) === undefined);
  const never = open.filter(({ send }) => isOver(facts.length, send));
  return [...late, ...never.map(({ send }) => `undecided ${nameOf(facts, send)}`)];
};

/** Applied by a consumer that had applied the same record before. */
export const appliedOnce: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (fact.kind !== "consume" || !fact.applied) return [];
    const isAgain = facts
      .slice(0, at)
      .some(
        (other) =>
          other.kind === "consume" &&
          other.applied &&
          other.consumer === fact.consumer &&
          nameOf(facts, other.send) === nameOf(facts, fact.send),
      );
    return isAgain ? [`applied-again ${nameOf(facts, fact.send)}`] : [];
  });

/** Every offset that some acknowledgement named, for each consumer that has read none such. */
export const acknowledgedIsSeen: Twin = (facts) => {
  if (!settledEnd(facts)) return [];
  const acknowledged = facts.flatMap((fact) => {
    if (fact.kind !== "acknowledge" || fact.offset === -1) return [];
    return [`offset ${fact.offset} of ${partitionName(sendOf(facts, fact.send).partition)}`];
  });
  return ["one", "other"].flatMap((consumer) => {
    const seen = facts.flatMap((fact) => {
      if (fact.kind !== "consume" || fact.consumer !== consumer) return [];
      return [`offset ${fact.offset} of ${partitionName(sendOf(facts, fact.send).partition)}`];
    });
    return [...new Set(acknowledged)].filter((place) => !seen.includes(place)).map((place) => `unseen ${place}`);
  });
};

/** Taken on, and not in the logs when nothing more can happen. */
export const acceptedWorkStored: Twin = (facts) => {
  if (!settledEnd(facts)) return [];
  const present = ([0, 1] as const).flatMap((partition) =>
    logAfter(facts, facts.length, partition).flatMap(({ sends }) => sends),
  );
  const stored = present.filter((send) => send >= 0).map((send) => nameOf(facts, send));
  const accepted = facts.flatMap((fact) => (fact.kind === "accept" ? [recordName(fact.record)] : []));
  return [...new Set(accepted)].filter((name) => !stored.includes(name)).map((name) => `lost ${name}`);
};

export const applicationThrew: Twin = (facts) =>
  facts.flatMap((fact) => (fact.kind === "throw" ? [`${fact.error} ${fact.application}`] : []));

/** Every session that spins, once. */
export const noBusySpin: Twin = (facts) => [
  ...new Set(facts.flatMap((fact) => (fact.kind === "spin" ? [`spins session ${fact.session}`] : []))),
];

/** What takes records of a log back: from which offset on. */
function taken(facts: readonly Fact[], at: number, partition: Partition): number {
  const fact = facts[at];
  if (fact?.kind === "take-over" && fact.partition === partition) return fact.from;
  if (fact?.kind === "append" && fact.partition === partition)
    return isGivenAgain(facts, at) ? fact.baseOffset : Infinity;
  return fact?.kind === "end" ? endAfter(facts, at, partition) : Infinity;
}

/** Each reading of an offset that is taken back later; of several readings before one taking the first. */
export const readStays: Twin = (facts) => {
  const readings = facts.flatMap((fact, at) => {
    if (fact.kind !== "consume") return [];
    const { partition } = sendOf(facts, fact.send);
    const place = facts.findIndex((_, later) => later > at && taken(facts, later, partition) <= fact.offset);
    return place < 0
      ? []
      : [`${fact.consumer} ${place} taken-back offset ${fact.offset} of ${partitionName(partition)}`];
  });
  return [...new Set(readings)].map((reading) => reading.split(" ").slice(2).join(" "));
};

export const settles: Twin = (facts) =>
  facts.flatMap((fact) =>
    fact.kind === "unsettled" ? fact.stuck.map(({ application, by }) => `${by} ${application}`) : [],
  );
