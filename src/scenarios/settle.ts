import { BadInput } from "../input/bad-input.ts";
import { durationOf, writtenDuration } from "../input/units.ts";
import { allowanceOf } from "../model/run/allowance.ts";
import { type ApplicationPlan, type SettlePlan, brokerName } from "../model/run/plan.ts";
import { type Duration, type Fault, type Instant, isTimed, micros, never, plus, start } from "../sim/index.ts";
import type { Scenario } from "./spec.ts";
import { swarmOf } from "./surroundings.ts";

/** The two phases of a run as its repro states them, with nothing left to be worked out. */
export interface Settle {
  readonly faultsUntil: string;
  readonly within: string;
}

/** The parts of a run from which its phases follow. */
export interface Phased {
  readonly applications: readonly ApplicationPlan[];
  readonly faults: readonly Fault[];
}

/**
 * The phases of a scenario that is to come to rest; `undefined`: it has none. What it leaves open is worked out: faults
 * strike until the last planned send, and until the timed ones are over; the bound is what the settings allow a record,
 * a connection and a close besides, and a request more for each fault that is planned by position.
 */
export function settleOf(scenario: Scenario, parts: Phased): Settle | undefined {
  const { settle } = scenario;
  if (settle === undefined) return undefined;
  const { faultsUntil, within } = typeof settle === "string" ? { faultsUntil: undefined, within: settle } : settle;
  return {
    faultsUntil: faultsUntil ?? writtenDuration(endOfFaults(scenario, parts)),
    within: within ?? writtenDuration(boundFor(parts)),
  };
}

/** The same as the run is given it. The bound counts from the end of the workload, where that comes after the faults. */
export function settlePlanOf(settle: Settle | undefined, { applications }: Phased): SettlePlan | undefined {
  if (settle === undefined) return undefined;
  const faultsUntil = plus(start, durationOf(settle.faultsUntil));
  return { faultsUntil, deadline: plus(later(faultsUntil, endOfWork(applications)), durationOf(settle.within)) };
}

/** @throws BadInput where a limit would cut the run off before the bound that was written is over. */
export function checkSettle({ settle, limits }: Scenario, plan: SettlePlan | undefined): void {
  const written = typeof settle === "string" ? settle : settle?.within;
  if (plan === undefined || written === undefined || plan.deadline < durationOf(limits.time)) return;
  const ends = writtenDuration(plan.deadline);
  const message = `is over at ${ends}, and limits.time (${limits.time}) ends the run before; give limits: { time: … } more`;
  throw new BadInput(message, ["settle"]);
}

/** A fault as it is with two phases: the broker is up in the second one, and nobody stands still. */
export function endedBy(plan: SettlePlan | undefined, fault: Fault): Fault {
  if (plan === undefined || !isTimed(fault) || fault.do !== "node" || fault.until !== never) return fault;
  const ends = fault.node === brokerName || fault.action === "pause";
  return ends && fault.at < plan.faultsUntil ? { ...fault, until: plan.faultsUntil } : fault;
}

function endOfFaults(scenario: Scenario, { applications, faults }: Phased): Instant {
  let end = endOfWork(applications);
  for (const fault of faults) if (isTimed(fault)) end = later(end, fault.until === never ? fault.at : fault.until);
  for (const { until } of swarmOf(scenario).storms ?? []) if (until !== never) end = later(end, until);
  for (const { within, lasting } of swarmOf(scenario).timed ?? [])
    end = later(end, plus(start, sum(within, lasting[1])));
  return end;
}

function endOfWork(applications: readonly ApplicationPlan[]): Instant {
  return applications.reduce((end, { workload }) => {
    return workload.length === 0 ? end : later(end, workload.send(workload.length - 1).at);
  }, start);
}

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
const sum = (one: Duration, other: Duration): Duration => micros(one + other);

/** A fifth more than a backoff or a timeout that is spread by a fifth. */
const spread = 1.2;

/** What the slowest application may take once nothing goes wrong any more. */
function boundFor({ applications, faults }: Phased): Duration {
  const byPosition = faults.filter((fault) => !isTimed(fault)).length;
  return micros(applications.reduce((longest, application) => Math.max(longest, boundOf(application, byPosition)), 0));
}

/**
 * To connect (the attempt that is under way fails first), to be decided (P-81), as often as the application sends a
 * record again, and to close, which waits for requests in flight (P-112). A client without a limit of time is done when
 * the request under way has timed out and the next one is answered.
 */
function boundOf(application: ApplicationPlan, byPosition: number): number {
  const { config, resendsOnError, resendAfter } = application;
  const { requestTimeoutMillis, retryBackoffMaxMillis, reconnectBackoffMaxMillis } = config;
  const { decision } = allowanceOf(application, 1);
  const connectMillis = spread * (config.socketConnectionSetupTimeoutMaxMillis + reconnectBackoffMaxMillis);
  const decisionMicros = decision < Infinity ? decision : 2_000 * (requestTimeoutMillis + retryBackoffMaxMillis);
  const sends = (resendsOnError + 1) * decisionMicros + resendsOnError * resendAfter;
  const struckMillis = byPosition * spread * (requestTimeoutMillis + retryBackoffMaxMillis);
  return Math.ceil((connectMillis + requestTimeoutMillis + struckMillis) * 1_000) + sends;
}
