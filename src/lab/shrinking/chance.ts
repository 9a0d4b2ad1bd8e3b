import { durationOf, writtenDuration } from "../../input/units.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { Duration } from "../../sim/index.ts";
import { defaults } from "../smaller/defaults.ts";
import { type Case, type Code, fitted, isExplicit } from "./case.ts";
import { delaysOf } from "./delays.ts";

/** Everything of one constant delay, and backoffs that nothing spreads; or at least one of the two. */
export function* withoutTapes(subject: Case): Generator<Case> {
  if (isExplicit(subject)) return;
  const delays = constantDelays(subject);
  for (const delay of delays) yield withConstant(subject, { delay, jitter: "none" });
  if (subject.scenario.jitter === "drawn") yield withConstant(subject, { jitter: "none" });
  for (const delay of delays) yield withConstant(subject, { delay });
}

/**
 * Delays that the run depends on, as faults: the least of them becomes the constant delay of the network, and every
 * message that took longer is delayed by the rest. The run is the same, and which of these delays matter can be asked.
 */
export function* withDelaysWrittenOut(subject: Case, code: Code): Generator<Case> {
  const { scenario } = subject;
  if (typeof scenario.network.delay === "string") return;
  const written = delaysOf(subject, code);
  // What holds up a whole link is among the delays of its messages already.
  const unhurried = scenario.faults.filter(({ do: kind }) => kind !== "slow" && kind !== "clog");
  for (const faults of [scenario.faults, unhurried]) {
    const struck = new Set(faults.flatMap((fault) => ("message" in fault ? [fault.message] : [])));
    const delays = written.faults.filter(({ message }) => !struck.has(message));
    const delayed = { ...subject, scenario: { ...scenario, faults: [...faults, ...delays] } };
    yield withConstant(delayed, { delay: written.delay, jitter: "none" });
    yield withConstant(delayed, { delay: written.delay });
  }
}

interface Constant {
  readonly delay?: string;
  readonly jitter?: "none";
}

function withConstant({ scenario, tapes }: Case, { delay, jitter }: Constant): Case {
  const network: Scenario["network"] = { ...scenario.network, ...(delay === undefined ? {} : { delay }) };
  const calm = jitter === undefined ? scenario : { ...scenario, jitter };
  return fitted({ ...calm, network }, tapes);
}

/** Constant delays worth trying: the usual one, and such as the network's own delays are. */
function constantDelays({ scenario: { network } }: Case): readonly string[] {
  const { delay } = network;
  if (typeof delay === "string") return [delay];
  const usual = String(defaults().scenario.network.delay);
  const own =
    "typical" in delay
      ? [delay.typical]
      : "from" in delay
        ? [delay.from, middleOf(delay.from, delay.to), delay.to]
        : delay.samples.slice(0, 3);
  return [...new Set([usual, ...own])].filter((text) => durationOf(text) > 0);
}

const middleOf = (low: string, high: string): string =>
  writtenDuration(Math.floor((durationOf(low) + durationOf(high)) / 2) as Duration);
