import type { ClientLine } from "./definition.ts";
import type { UserSettings } from "./settings.ts";
import { notice, refusal, type ConfigNotice, type ConfigRefusal, type ImpliedValue } from "./verdict.ts";

/** The most unanswered requests with which a broker can still tell a resend from a gap: it remembers five batches. */
const maxInFlightForIdempotence = 5;

export interface IdempotenceInput {
  readonly asked: boolean;
  readonly retries: number;
  /** As in force: `all` is -1 already (P-1). */
  readonly acks: string;
  readonly maxInFlight: number;
}

interface Conflict {
  readonly key: string;
  readonly rule: string;
  readonly is: string;
  readonly needs: string;
  readonly alwaysRefused: boolean;
}

/** What speaks against idempotence, in the order in which the client looks (P-2). */
function conflicts(input: IdempotenceInput, line: ClientLine): readonly Conflict[] {
  const found: Conflict[] = [];
  if (input.retries === 0) {
    found.push({ key: "retries", rule: "P-3", is: "0", needs: "at least 1", alwaysRefused: false });
  }
  if (input.acks !== "-1") {
    found.push({ key: "acks", rule: "P-4", is: input.acks, needs: "all", alwaysRefused: false });
  }
  if (input.maxInFlight > maxInFlightForIdempotence) {
    const key = "max.in.flight.requests.per.connection";
    const needs = `at most ${maxInFlightForIdempotence}`;
    found.push({ key, rule: "P-5", is: `${input.maxInFlight}`, needs, alwaysRefused: line === "java-4.4" });
  }
  return found;
}

export interface SettledIdempotence {
  readonly inForce: boolean;
  readonly implied: readonly ImpliedValue[];
  readonly notices: readonly ConfigNotice[];
}

/**
 * Whether idempotence is in force. A conflict with an idempotence that the user asked for is refused; one with the
 * default switches it off, and says so in a log that few read. `explicit` is the mere presence of the key (P-6).
 */
export function settleIdempotence(
  input: IdempotenceInput,
  user: UserSettings,
  line: ClientLine,
): SettledIdempotence | ConfigRefusal {
  const explicit = user.has("enable.idempotence");
  const against = input.asked ? conflicts(input, line) : [];
  const notices: ConfigNotice[] = [];
  for (const { key, rule, is, needs, alwaysRefused } of against) {
    const setting = user.get(key);
    if (explicit || alwaysRefused) {
      const asked = explicit ? "enable.idempotence=true" : "idempotence, which is on unless it is switched off,";
      return refusal("config", { key, rule, setting, message: `${asked} needs ${key} to be ${needs}, not ${is}` });
    }
    const message = `${key}=${is} switches idempotence off without an error: a retry may store a record twice or out of order; it needs ${key} to be ${needs}`;
    notices.push(notice("idempotence-off", { key, rule, setting, message }));
  }
  const inForce = input.asked && against.length === 0;
  const transactional = user.get("transactional.id");
  if (transactional !== undefined && !inForce) {
    const culprit = against[0];
    const why = culprit === undefined ? "enable.idempotence=false" : `${culprit.key}=${culprit.is}`;
    const message = `a transactional.id needs idempotence, and ${why} switches it off`;
    return refusal("config", { key: "transactional.id", rule: "P-7", setting: transactional, message });
  }
  return { inForce, implied: against.slice(0, 1).map(switchedOff), notices };
}

const switchedOff = ({ key, rule }: Conflict): ImpliedValue => ({
  key: "enable.idempotence",
  value: "false",
  by: [key],
  rule,
});
