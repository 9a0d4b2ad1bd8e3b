import type { FaultSpec, Scenario } from "../../scenarios/spec.ts";
import { formatAddress, parseAddress } from "../../sim/index.ts";
import { ranges, withoutRange } from "./lists.ts";
import { simplerTimes } from "./times.ts";

/** The nodes that a fault strikes or lies between. */
export function nodesOfFault(fault: FaultSpec): readonly string[] {
  if ("message" in fault) {
    const address = parseAddress(fault.message);
    return address === undefined ? [] : [address.from, address.to];
  }
  return "node" in fault ? [fault.node] : fault.between;
}

/** The number of the message that a fault strikes among its like; 0: it strikes at a time. */
export const occurrenceOf = (fault: FaultSpec): number =>
  "message" in fault ? (parseAddress(fault.message)?.occurrence ?? 0) : 0;

/** The same fault at another message of the same kind; `undefined` for one at a time, and before the first message. */
export function movedTo(fault: FaultSpec, occurrence: number): FaultSpec | undefined {
  const address = "message" in fault ? parseAddress(fault.message) : undefined;
  if (address === undefined || occurrence < 1) return undefined;
  return { ...fault, message: formatAddress({ ...address, occurrence }) } as FaultSpec;
}

/** Without none of them, then without halves, quarters, down to each by itself. */
export function* withFewerFaults(scenario: Scenario): Generator<Scenario> {
  const { faults } = scenario;
  if (faults.length > 1) yield { ...scenario, faults: [] };
  for (const [from, to] of ranges(faults.length)) yield { ...scenario, faults: withoutRange(faults, from, to) };
}

/**
 * How much there is to say of a fault: a lost message is the simplest of all. Of those at a time the ones that end
 * everything come before those that hold it up.
 */
const ranks: Readonly<Record<FaultSpec["do"], number>> = {
  drop: 0,
  cut: 1,
  error: 2,
  duplicate: 3,
  delay: 4,
  crash: 5,
  "restart-kill": 6,
  "restart-clean": 7,
  split: 8,
  clog: 9,
  slow: 10,
  pause: 11,
  "follower-stalls": 12,
  "metadata-late": 13,
  "fail-over": 14,
};

export const rankOf = (fault: FaultSpec): number =>
  ranks[fault.do] + ("oneWay" in fault && fault.oneWay === true ? 1 : 0);

/** Each fault of a simpler kind, at an earlier message, or with rounder times. */
export function* withSimplerFaults(scenario: Scenario): Generator<Scenario> {
  for (const [at, fault] of scenario.faults.entries()) {
    for (const simpler of simplerFaults(fault)) yield { ...scenario, faults: scenario.faults.with(at, simpler) };
  }
}

function* simplerFaults(fault: FaultSpec): Generator<FaultSpec> {
  if ("message" in fault) {
    if (fault.do !== "drop") yield { message: fault.message, do: "drop" };
    if (fault.do === "delay" || fault.do === "duplicate") yield { message: fault.message, do: "cut" };
    const nth = occurrenceOf(fault);
    for (const earlier of new Set([1, nth >> 1, nth - 1])) {
      const moved = earlier < nth ? movedTo(fault, earlier) : undefined;
      if (moved !== undefined) yield moved;
    }
    if (fault.do === "delay") for (const by of simplerTimes(fault.by)) yield { ...fault, by };
    if (fault.do === "duplicate") for (const after of simplerTimes(fault.after)) yield { ...fault, after };
    return;
  }
  yield* simplerKinds(fault);
  for (const at of simplerTimes(fault.at, true)) yield { ...fault, at };
  if (fault.do === "slow") for (const by of simplerTimes(fault.by)) yield { ...fault, by };
  const lasting = fault.for;
  if (lasting !== undefined) for (const span of simplerTimes(lasting)) yield { ...fault, for: span };
}

type Timed = Exclude<FaultSpec, { readonly message: string }>;

function* simplerKinds(fault: Timed): Generator<FaultSpec> {
  switch (fault.do) {
    case "slow":
      yield { at: fault.at, do: "clog", between: fault.between, for: fault.for };
      yield { at: fault.at, do: "split", between: fault.between, for: fault.for };
      return;
    case "clog":
      yield { at: fault.at, do: "split", between: fault.between, for: fault.for };
      return;
    case "split":
      if (fault.oneWay === true) yield { ...fault, oneWay: false };
      return;
    case "fail-over":
    case "restart-clean":
      yield { ...fault, do: "restart-kill" };
      return;
    case "pause":
      yield { ...fault, do: "crash" };
      return;
    default:
  }
}
