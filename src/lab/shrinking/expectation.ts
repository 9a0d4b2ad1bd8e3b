import type { Scenario } from "../../scenarios/spec.ts";
import { type Finding, asTheScenarioSays } from "../fingerprint.ts";

type Expectation = NonNullable<Scenario["expect"]>;

const nothing: Expectation = { violations: [], holds: [], entries: {}, marks: [], atMost: {}, limit: false };

/** What of a scenario's expectations a failing run is held to while it is made smaller. */
export interface Held {
  /** `undefined`: the failure is a broken promise, and no expectation has a part in it. */
  readonly expect: Expectation | undefined;
  /** Whether it counts what becomes of the records that are sent: with others the counts would mean something else. */
  readonly countsRecords: boolean;
}

/** The part of the expectations that a failure is about. */
export function heldTo({ fingerprint }: Finding, expect: Scenario["expect"]): Held {
  const [property, shape = ""] = fingerprint.split("/");
  if (property !== asTheScenarioSays || expect === undefined) return { expect: undefined, countsRecords: false };
  const [, broken] = /^broke-(.*)$/.exec(shape) ?? [];
  if (broken !== undefined) return { expect: { ...nothing, holds: [broken] }, countsRecords: false };
  const [, often = ""] = /^too-often-(.*)$/.exec(shape) ?? [];
  const most = expect.atMost[often];
  if (most !== undefined) return { expect: { ...nothing, atMost: { [often]: most } }, countsRecords: false };
  const { decidedWithin } = expect;
  if (shape === "decided-late") return { expect: { ...nothing, decidedWithin }, countsRecords: false };
  return { expect: { ...expect, violations: [] }, countsRecords: true };
}
