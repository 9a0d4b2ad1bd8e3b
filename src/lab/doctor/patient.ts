import type { ClientLine } from "../../model/config/definition.ts";
import { definitionsOf } from "../../model/config/definitions.ts";
import { resolveProducerConfig } from "../../model/config/resolve.ts";
import type { UserSettings } from "../../model/config/settings.ts";
import type { ConfigRefusal, ResolvedConfig } from "../../model/config/verdict.ts";
import type { ProducerConfig } from "../../model/producer/config.ts";
import type { ScenarioInput } from "../../scenarios/spec.ts";
import { type Duration, millis } from "../../sim/index.ts";

/** Settings under examination: what a user wrote, and what the client makes of it. */
export interface Patient {
  readonly settings: UserSettings;
  readonly line: ClientLine;
  /** The broker's profile. */
  readonly broker: string;
  readonly resolved: ResolvedConfig;
}

/** The settings as the client takes them; the refusal where it does not. */
export function patientOf(settings: UserSettings, line: ClientLine, broker: string): Patient | ConfigRefusal {
  const resolved = resolveProducerConfig(settings, line);
  return resolved.ok ? { settings, line, broker, resolved } : resolved;
}

export const configOf = ({ resolved }: Patient): ProducerConfig => resolved.config;

/**
 * What of the settings a simulated run is given: all that steers it, as the user wrote it, and nothing else. Passwords
 * and addresses have no business in a file that shows a counterexample. A transactional id is left out too: transactions
 * are not simulated, and what is left is the idempotent producer inside of it.
 */
export function steeringSettings({
  settings,
  line,
}: Patient): NonNullable<ScenarioInput["producers"][number]["config"]> {
  const definitions = definitionsOf(line);
  const steering = [...settings].filter(
    ([key, { value }]) => value !== null && !besideTheRun.has(key) && definitions.get(key)?.effect === "simulated",
  );
  return Object.fromEntries(steering.map(([key, { value }]) => [key, value ?? ""]));
}

const besideTheRun: ReadonlySet<string> = new Set(["transactional.id", "client.id"]);

/** The client looks at its clock in whole milliseconds and wakes up a little late (P-23). */
const lateness = 1_000;

/**
 * The longest that a record may wait for its callback: `send` may block for max.block.ms, and delivery.timeout.ms begins
 * when the record's batch does (P-36, P-81).
 */
export function longestWait(patient: Patient): Duration {
  const { maxBlockMillis, deliveryTimeoutMillis } = configOf(patient);
  return millis(maxBlockMillis + deliveryTimeoutMillis + lateness);
}
