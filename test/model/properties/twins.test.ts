import { afterAll, describe, expect, test } from "vitest";
import { properties } from "../../../src/model/properties/index.ts";
import type { Property } from "../../../src/model/properties/property.ts";
import { type Mix, drawnHistories } from "../../support/histories/draw.ts";
import { verdictOf } from "../../support/histories/play.ts";
import * as callbacks from "../../support/twins/callbacks.ts";
import * as logs from "../../support/twins/logs.ts";
import * as others from "../../support/twins/others.ts";
import type { Twin } from "../../support/twins/reading.ts";

/** A naive judge for each property, and the kinds of histories on which both are asked. */
const twins: Readonly<Record<string, readonly [twin: Twin, ...mixes: Mix[]]>> = {
  "acknowledged-exactly-once": [
    logs.acknowledgedExactlyOnce,
    { send: 4, append: 4, acknowledge: 3, fail: 1 },
    { send: 4, append: 4, acknowledge: 3, "take-over": 1 },
  ],
  "order-as-sent": [logs.orderAsSent, { send: 4, append: 7 }, { send: 5, append: 7, "take-over": 1 }],
  "no-phantom": [logs.noPhantom, { send: 4, append: 4 }],
  "no-acknowledged-gap": [callbacks.noAcknowledgedGap, { send: 5, append: 2, acknowledge: 3, fail: 1, refuse: 1 }],
  "callback-once-in-order": [callbacks.callbackOnceInOrder, { send: 5, acknowledge: 2, fail: 2, refuse: 1 }],
  "acknowledged-offset-holds-record": [
    callbacks.acknowledgedOffsetHoldsRecord,
    { send: 3, append: 4, acknowledge: 2, restart: 1 },
    { send: 3, append: 4, acknowledge: 2, "take-over": 1 },
  ],
  "stored-once-end-to-end": [logs.storedOnceEndToEnd, { send: 4, append: 4 }, { send: 4, append: 4, "take-over": 1 }],
  "applied-once": [others.appliedOnce, { send: 3, consume: 3 }],
  "acknowledged-survives": [
    logs.acknowledgedSurvives,
    { send: 4, append: 4, acknowledge: 3, fail: 1, lose: 1, restart: 1 },
    { send: 4, append: 4, acknowledge: 3, fail: 1, "take-over": 1 },
  ],
  "offset-acknowledged-once": [
    callbacks.offsetAcknowledgedOnce,
    { send: 3, append: 3, acknowledge: 12, lose: 1, restart: 1 },
    { send: 4, append: 4, acknowledge: 12, "take-over": 2 },
  ],
  "offset-holds-one-record": [
    logs.offsetHoldsOneRecord,
    { send: 3, append: 6, lose: 3, restart: 2 },
    { send: 3, append: 6, lose: 5, restart: 1 },
    { send: 4, append: 5, "take-over": 1 },
  ],
  "failed-not-stored": [callbacks.failedNotStored, { send: 4, append: 3, acknowledge: 1, fail: 3, refuse: 1 }],
  "order-within-batch": [logs.orderWithinBatch, { send: 5, append: 4 }],
  "fenced-epoch-appends-nothing": [
    logs.fencedEpochAppendsNothing,
    { send: 3, append: 6 },
    { send: 3, append: 7, "take-over": 1 },
  ],
  "deduplication-transparent": [
    logs.deduplicationTransparent,
    { send: 4, append: 5, acknowledge: 2, fail: 1, lose: 1, restart: 1 },
    { send: 4, append: 5, acknowledge: 2, fail: 1, "take-over": 1 },
  ],
  "deduplication-sound": [
    logs.deduplicationSound,
    { send: 3, append: 3, suppress: 2, remember: 1, lose: 1, restart: 1 },
  ],
  "producer-id-unique": [others.producerIdUnique, { identify: 1, send: 3 }],
  "retries-bounded": [others.retriesBounded, { send: 1, write: 5, wait: 4, restart: 1 }],
  "every-send-decided": [callbacks.everySendDecided, { send: 3, acknowledge: 4, fail: 3, refuse: 2 }],
  "decided-in-time": [
    others.decidedInTime,
    { send: 3, wait: 4, identify: 2, "ask-for-id": 1, acknowledge: 3, fail: 2, refuse: 1 },
  ],
  "acknowledged-is-seen": [others.acknowledgedIsSeen, { send: 2, append: 2, acknowledge: 1, consume: 5 }],
  "no-busy-spin": [others.noBusySpin, { send: 6, spin: 1 }],
  "read-stays": [
    others.readStays,
    { send: 3, append: 5, consume: 4, lose: 1 },
    { send: 3, append: 5, consume: 4, "take-over": 1 },
  ],
  "accepted-work-stored": [others.acceptedWorkStored, { send: 4, append: 4, accept: 2, lose: 1 }],
  "application-threw": [others.applicationThrew, { send: 8, throw: 1 }],
  settles: [others.settles, { send: 3, unsettled: 1 }],
};

const histories = 10_000;

/** Told in the end, for those who run this test alone: \`npx vitest run test/model/properties/twins.test.ts\`. */
const verdicts: string[] = [];
afterAll(() => console.info(verdicts.join("\n")));

/** How many of so many histories broke the property; throws at the first on which it and its twin differ. */
function brokenAmong(count: number, property: Property, twin: Twin, mix: Mix): number {
  let broken = 0;
  for (const facts of drawnHistories(property.name, mix, count)) {
    const said = verdictOf(property, facts);
    const wanted = [...twin(facts)].sort();
    if (said.join() !== wanted.join()) {
      const story = facts.map((fact) => JSON.stringify(fact)).join("\n");
      throw new Error(`${property.name} says [${said.join(", ")}], its twin [${wanted.join(", ")}]:\n${story}`);
    }
    if (said.length > 0) broken++;
  }
  return broken;
}

describe("a property and a naive judge of the whole history agree on ten thousand random histories", () => {
  test.each(properties.map((property) => [property.name, property] as const))("%s", (name, property) => {
    const [twin, ...mixes] = twins[name] ?? [];
    if (twin === undefined) throw new Error(`${name} has no twin`);
    const counts = mixes.map((mix) => brokenAmong(Math.ceil(histories / mixes.length), property, twin, mix));
    const broken = counts.reduce((sum, count) => sum + count, 0);
    // Both verdicts are given often: agreement on what never breaks, or always does, would say nothing.
    expect(Math.min(broken, histories - broken), `${counts.join(" and ")} broken`).toBeGreaterThan(histories / 20);
    verdicts.push(`${name}: ${broken} broken, ${histories - broken} kept`);
  });
});
