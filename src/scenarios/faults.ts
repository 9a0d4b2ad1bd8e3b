import {
  type DrawnFault,
  type Duration,
  type Fault,
  type Instant,
  assert,
  formatAddress,
  isTimed,
  millis,
  never,
  parseAddress,
  plus,
  start,
} from "../sim/index.ts";
import type { ErrorName } from "../model/core/errors.ts";
import { durationOf, writtenDuration } from "../input/units.ts";
import type { FaultSpec, Scenario } from "./spec.ts";

/** A time that may lie on the other side: `-1h`, in milliseconds. */
export const signedMillisOf = (text: string): number =>
  text.startsWith("-") ? -durationOf(text.slice(1)) / 1_000 : durationOf(text) / 1_000;

const at = (text: string): Instant => plus(start, durationOf(text));

/** A fault as it is written, made one that the kernel understands. */
export function faultOf(spec: FaultSpec): Fault {
  if ("message" in spec) {
    const on = parseAddress(spec.message);
    assert(on !== undefined, () => `${spec.message} is no address`);
    if (spec.do === "duplicate") return { on, do: "duplicate", after: durationOf(spec.after) };
    if (spec.do === "delay") return { on, do: "delay", by: durationOf(spec.by) };
    if (spec.do === "error") return { on, do: "answer", answer: spec.error };
    return { on, do: spec.do };
  }
  const begins = at(spec.at);
  const until = spec.for === undefined ? never : plus(begins, durationOf(spec.for));
  switch (spec.do) {
    case "split": {
      const [from, to] = spec.between;
      return { at: begins, do: "split", from, to, oneWay: spec.oneWay ?? false, until };
    }
    case "clog": {
      const [from, to] = spec.between;
      return { at: begins, do: "clog", from, to, until };
    }
    case "slow": {
      const [from, to] = spec.between;
      return { at: begins, do: "slow", from, to, by: durationOf(spec.by), until };
    }
    default:
      return { at: begins, do: "node", node: spec.node, action: spec.do, until };
  }
}

/** A fault of the kernel as it is written in files and answers: the inverse of `faultOf`. */
export function writtenFault(fault: Fault): FaultSpec {
  if (!isTimed(fault)) {
    const message = formatAddress(fault.on);
    if (fault.do === "duplicate") return { message, do: "duplicate", after: writtenDuration(fault.after) };
    if (fault.do === "delay") return { message, do: "delay", by: writtenDuration(fault.by) };
    if (fault.do === "answer") return { message, do: "error", error: fault.answer as ErrorName };
    return { message, do: fault.do };
  }
  const begins = writtenDuration(fault.at);
  const lasting = writtenDuration((fault.until - fault.at) as Duration);
  const ends = fault.until === never ? {} : { for: lasting };
  switch (fault.do) {
    case "split":
      return { at: begins, do: "split", between: [fault.from, fault.to], oneWay: fault.oneWay, ...ends };
    case "clog":
      return { at: begins, do: "clog", between: [fault.from, fault.to], for: lasting };
    case "slow":
      return { at: begins, do: "slow", between: [fault.from, fault.to], by: writtenDuration(fault.by), for: lasting };
    case "node":
      return { at: begins, do: fault.action as "crash", node: fault.node, ...ends };
  }
}

/** What a fault of the kernel is called in files and answers: the `do` of `writtenFault`, without writing the rest. */
export function writtenKind(fault: Fault): FaultSpec["do"] {
  if (fault.do === "answer") return "error";
  return fault.do === "node" ? (fault.action as "crash") : fault.do;
}

type DrawnSpec = Scenario["network"]["timed"][number];

/** A timed fault that the seed places, as the kernel understands it. */
export function drawnFaultOf(spec: DrawnSpec): DrawnFault {
  const [shortest, longest] = spec.lasting;
  const when = { atMost: spec.atMost, within: durationOf(spec.within) };
  const lasting = [durationOf(shortest), durationOf(longest)] as const;
  const [from = "", to = ""] = spec.between ?? [];
  switch (spec.do) {
    case "split":
      return { ...when, lasting, fault: { do: "split", from, to, oneWay: false } };
    case "clog":
      return { ...when, lasting, fault: { do: "clog", from, to } };
    case "slow":
      return {
        ...when,
        lasting,
        fault: { do: "slow", from, to, by: spec.by === undefined ? millis(0) : durationOf(spec.by) },
      };
    default:
      return { ...when, lasting, fault: { do: "node", node: spec.node ?? "", action: spec.do } };
  }
}
