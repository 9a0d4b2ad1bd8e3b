import { micros, millis } from "../../sim/index.ts";
import { Backoff } from "../core/backoff.ts";
import type { ClientBehaviour } from "../clients/switches.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { Allowance } from "../properties/property.ts";
import type { ApplicationPlan } from "./plan.ts";

/** Of a session whose settings nobody knows. */
export const unlimited: Allowance = {
  writes: Infinity,
  leastBackoff: () => micros(0),
  decision: Infinity,
  needsId: false,
};

/** The least factor of a backoff, in thousandths (P-76). */
const leastJitter = { thousandths: () => 800 };

/** The client's clock shows whole milliseconds: two of its readings may lie this much closer than they say. */
const unseen = 999;

/** What the settings of a producer allow each of its lives. */
export function allowanceOf({ config, behaviour }: ApplicationPlan, pollOvershootMillis: number): Allowance {
  let backoff: Backoff | undefined;
  const counts = countsRetries(behaviour);
  return {
    writes: counts ? config.retries + 1 : Infinity,
    leastBackoff: (written) => {
      if (!counts) return micros(0);
      backoff ??= backoffOf(config, behaviour);
      return micros(Math.max(millis(backoff.millis(written - 1, leastJitter)) - unseen, 0));
    },
    decision: decisionOf(config, behaviour, pollOvershootMillis),
    needsId: config.enableIdempotence,
  };
}

/** Clients that gather batches also send again what stands behind a retried one, at once and uncounted. */
const countsRetries = (behaviour: ClientBehaviour | undefined): boolean =>
  behaviour === undefined || behaviour.switches.unit === "call";

function backoffOf(
  { retryBackoffMillis, retryBackoffMaxMillis }: ProducerConfig,
  behaviour: ClientBehaviour | undefined,
) {
  const grows = behaviour === undefined || behaviour.switches.backoffGrowth > 1;
  return new Backoff(retryBackoffMillis, grows ? retryBackoffMaxMillis : retryBackoffMillis);
}

/**
 * How long a record may wait for its callback. P-81 ends it after delivery.timeout.ms, counted from its batch, which it
 * may have waited for (P-36, P-39). The slack: its request may still be on the wire, behind a younger batch that is not
 * out of time (P-82), for as long as request.timeout.ms; and a poll that nothing ends lasts that long, too (P-19, P-23).
 */
function decisionOf(config: ProducerConfig, behaviour: ClientBehaviour | undefined, overshootMillis: number): number {
  if (!givesUp(behaviour)) return Infinity;
  const { maxBlockMillis, deliveryTimeoutMillis, requestTimeoutMillis } = config;
  const lateMillis = 2 * (requestTimeoutMillis + overshootMillis + 1);
  return (maxBlockMillis + deliveryTimeoutMillis + lateMillis) * 1_000;
}

/** Whether the client has a limit of time for a delivery that spares nothing. */
function givesUp(behaviour: ClientBehaviour | undefined): boolean {
  if (behaviour === undefined) return true;
  const { switches } = behaviour;
  return switches.unit === "batch" && switches.deliveryTimeout !== "none" && switches.limits === "for-all";
}
