import { describe, expect, test } from "vitest";
import { properties } from "../../../src/model/properties/index.ts";
import type { Property } from "../../../src/model/properties/property.ts";
import { type Mix, drawnHistories } from "../../support/histories/draw.ts";
import { verdictOf } from "../../support/histories/play.ts";
import * as callbacks from "../../support/twins/callbacks.ts";
import * as logs from "../../support/twins/logs.ts";
import * as others from "../../support/twins/others.ts";
import type { Twin } from "../../support/twins/reading.ts";

/** A naive judge for each property, and the histories on which both are asked. */
const twins: Readonly<Record<string, readonly [twin: Twin, mix: Mix]>> = {
  "acknowledged-exactly-once": [logs.acknowledgedExactlyOnce, { send: 4, append: 4, acknowledge: 3, fail: 1 }],
  "order-as-sent": [logs.orderAsSent, { send: 4, append: 7 }],
  "no-phantom": [logs.noPhantom, { send: 4, append: 4 }],
  "no-acknowledged-gap": [callbacks.noAcknowledgedGap, { send: 5, append: 2, acknowledge: 3, fail: 1, refuse: 1 }],
  "callback-once-in-order": [callbacks.callbackOnceInOrder, { send: 5, acknowledge: 2, fail: 2, refuse: 1 }],
  "acknowledged-offset-holds-record": [
    callbacks.acknowledgedOffsetHoldsRecord,
    { send: 3, append: 4, acknowledge: 2, restart: 1 },
  ],
  "stored-once-end-to-end": [logs.storedOnceEndToEnd, { send: 4, append: 4 }],
  "applied-once": [others.appliedOnce, { send: 3, consume: 3 }],
  "acknowledged-survives": [
    logs.acknowledgedSurvives,
    { send: 4, append: 4, acknowledge: 3, fail: 1, lose: 1, restart: 1 },
  ],
  "offset-acknowledged-once": [
    callbacks.offsetAcknowledgedOnce,
    { send: 3, append: 3, acknowledge: 7, lose: 1, restart: 1 },
  ],
  "offset-holds-one-record": [logs.offsetHoldsOneRecord, { send: 4, append: 5, lose: 1, restart: 2 }],
  "failed-not-stored": [callbacks.failedNotStored, { send: 4, append: 3, acknowledge: 1, fail: 3, refuse: 1 }],
  "order-within-batch": [logs.orderWithinBatch, { send: 5, append: 4 }],
  "fenced-epoch-appends-nothing": [logs.fencedEpochAppendsNothing, { send: 3, append: 6 }],
  "deduplication-transparent": [
    logs.deduplicationTransparent,
    { send: 4, append: 5, acknowledge: 2, fail: 1, lose: 1, restart: 1 },
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
  settles: [others.settles, { send: 3, unsettled: 1 }],
};

const histories = 10_000;

/** How many histories each verdict was given; throws at the first on which property and twin differ. */
function compared(property: Property, twin: Twin, mix: Mix): { readonly broken: number; readonly kept: number } {
  let broken = 0;
  for (const facts of drawnHistories(property.name, mix, histories)) {
    const said = verdictOf(property, facts);
    const wanted = [...twin(facts)].sort();
    if (said.join() !== wanted.join()) {
      const story = facts.map((fact) => JSON.stringify(fact)).join("\n");
      throw new Error(`${property.name} says [${said.join(", ")}], its twin [${wanted.join(", ")}]:\n${story}`);
    }
    if (said.length > 0) broken++;
  }
  return { broken, kept: histories - broken };
}

describe("a property and a naive judge of the whole history agree on ten thousand random histories", () => {
  test.each(properties.map((property) => [property.name, property] as const))("%s", (name, property) => {
    const [twin, mix] = twins[name] ?? [];
    if (twin === undefined || mix === undefined) throw new Error(`${name} has no twin`);
    const { broken, kept } = compared(property, twin, mix);
    // Both verdicts are given often: agreement on what never breaks, or always does, would say nothing.
    expect(Math.min(broken, kept), `${broken} broken, ${kept} kept`).toBeGreaterThan(histories / 20);
  });
});
