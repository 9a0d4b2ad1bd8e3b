import { durationOf, writtenDuration } from "../../input/units.ts";
import { errors } from "../../model/core/errors.ts";
import { type Duration, type Instant, assert, micros, plus, start } from "../../sim/index.ts";
import { type WireAddress, parseWireAddress } from "./address.ts";
import type { WireFaultSpec } from "./fault-spec.ts";

/** What is done with one message. */
export type MessageEffect =
  /** It never arrives, nor does anything behind it until the connection ends: as on `tcp` in the simulator. */
  | { readonly do: "drop" }
  /** It alone vanishes. */
  | { readonly do: "swallow" }
  /** The connection is reset in its place. */
  | { readonly do: "cut" }
  /** It is executed twice; the answer to the copy is thrown away. */
  | { readonly do: "duplicate" }
  /** It takes `by` longer, and so does what comes behind it. */
  | { readonly do: "delay"; readonly by: Duration }
  /** A request is answered with this error and not acted on; a response is replaced by it. */
  | { readonly do: "error"; readonly code: number };

/** What is done to the broker. */
export type BrokerEffect =
  /** All connections are reset; it listens again `downFor` later. */
  | { readonly do: "restart-clean" | "restart-kill"; readonly downFor: Duration }
  | { readonly do: "pause"; readonly lasting: Duration }
  /** `undefined`: every producer. */
  | { readonly do: "expire-producer"; readonly producerId: number | undefined }
  /** `undefined`: on every partition. */
  | { readonly do: "forget-producers"; readonly partition: string | undefined };

export type Effect = MessageEffect | BrokerEffect;

/** A fault at messages that match. */
export interface MessageRule {
  readonly kind: "message";
  readonly on: WireAddress;
  readonly producerId: number | undefined;
  readonly partition: string | undefined;
  readonly effect: Effect;
}

/** A fault at a time, counted from when the faults were put. */
export interface TimedRule {
  readonly kind: "timed";
  readonly at: Instant;
  readonly effect: BrokerEffect;
}

/** A fault that the schema has let through, as the engine understands it. */
export function ruleOf(spec: WireFaultSpec): MessageRule | TimedRule {
  if (!("message" in spec)) {
    const at = spec.at === "now" ? start : plus(start, durationOf(spec.at));
    return { kind: "timed", at, effect: brokerEffectOf(spec) };
  }
  const on = parseWireAddress(spec.message);
  assert(!("must" in on), () => `${spec.message} is no address`);
  return { kind: "message", on, producerId: spec.producerId, partition: spec.partition, effect: effectOf(spec) };
}

function effectOf(spec: WireFaultSpec): Effect {
  switch (spec.do) {
    case "drop":
    case "swallow":
    case "cut":
    case "duplicate":
      return { do: spec.do };
    case "delay":
      return { do: "delay", by: durationOf(spec.by) };
    case "error":
      return { do: "error", code: errorCodeOf(spec.error) };
    default:
      return brokerEffectOf(spec);
  }
}

type BrokerSpec = Extract<WireFaultSpec, { readonly do: BrokerEffect["do"] }>;

function brokerEffectOf(spec: BrokerSpec): BrokerEffect {
  switch (spec.do) {
    case "restart-clean":
    case "restart-kill":
      return { do: spec.do, downFor: spec.for === undefined ? micros(0) : durationOf(spec.for) };
    case "pause":
      return { do: "pause", lasting: durationOf(spec.for) };
    case "expire-producer":
      return { do: "expire-producer", producerId: spec.of };
    case "forget-producers":
      return { do: "forget-producers", partition: spec.of };
  }
}

const byName: Readonly<Record<string, { readonly code: number }>> = errors;
const byCode: ReadonlyMap<number, string> = new Map(Object.values(errors).map(({ code, name }) => [code, name]));

/** The code of an error that is written by name or by number. */
export function errorCodeOf(written: string | number): number {
  if (typeof written === "number") return written;
  const known = byName[written];
  assert(known !== undefined, () => `${written} is no error of Kafka`);
  return known.code;
}

const writtenError = (code: number): string | number => byCode.get(code) ?? code;

/** Where a fault struck: a message, or a time since the start. */
export type Strike = { readonly message: string } | { readonly at: string };

/** What struck, as it is written: put back into a file it strikes there again. */
export function writtenStrike(where: Strike, effect: Effect): WireFaultSpec {
  return { ...where, ...writtenEffect(effect) } as WireFaultSpec;
}

function writtenEffect(effect: Effect): Readonly<Record<string, string | number>> {
  switch (effect.do) {
    case "drop":
    case "swallow":
    case "cut":
    case "duplicate":
      return { do: effect.do };
    case "delay":
      return { do: "delay", by: writtenDuration(effect.by) };
    case "error":
      return { do: "error", error: writtenError(effect.code) };
    case "restart-clean":
    case "restart-kill":
      return { do: effect.do, ...(effect.downFor === 0 ? {} : { for: writtenDuration(effect.downFor) }) };
    case "pause":
      return { do: "pause", for: writtenDuration(effect.lasting) };
    case "expire-producer":
      return { do: "expire-producer", ...(effect.producerId === undefined ? {} : { of: effect.producerId }) };
    case "forget-producers":
      return { do: "forget-producers", ...(effect.partition === undefined ? {} : { of: effect.partition }) };
  }
}
