import type { ClientLine } from "../../model/config/definition.ts";
import { defaultOf, definitionsOf } from "../../model/config/definitions.ts";
import type { Origin, Setting, UserSettings } from "../../model/config/settings.ts";
import { prepare } from "../../scenarios/compile.ts";
import { run } from "../../scenarios/run.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import { shrunk } from "../shrink.ts";
import { type Patient, patientOf, steeringSettings } from "./patient.ts";
import { type FoundByGuarantee, breachesBySettings, probed } from "./search.ts";

/** One setting to be written otherwise. */
export interface Change {
  readonly key: string;
  readonly from: string | null;
  readonly to: string;
  /** Where the value that wins was written. */
  readonly origin: Origin;
  readonly why: string;
}

/** Changes that make settings sound, none of which can be left out, and the settings with them. */
export interface Remedy {
  readonly changes: readonly Change[];
  readonly patient: Patient;
}

/** What a user may have set, with what a sound producer has instead; the first are the likeliest to be at fault. */
const advised: readonly (readonly [
  key: string,
  advise: (settings: UserSettings, line: ClientLine) => string,
  why: string,
])[] = [
  [
    "acks",
    () => "all",
    "a producer id needs it (P-4), and an acknowledgement then means that the record is in all in-sync replicas",
  ],
  [
    "enable.idempotence",
    () => "true",
    "the broker then knows a retry from a new batch, and keeps batches in order (P-53)",
  ],
  ["retries", () => "2147483647", "a record is then sent again until delivery.timeout.ms is over (P-72, P-81)"],
  [
    "max.in.flight.requests.per.connection",
    () => "5",
    "a broker remembers five batches of a producer, and idempotence takes no more (P-5)",
  ],
  ["delivery.timeout.ms", patientTimeout, "a record then has time for more than one attempt (P-81)"],
  ["request.timeout.ms", byDefault("request.timeout.ms"), "an answer then has time to come"],
  ["max.block.ms", byDefault("max.block.ms"), "a send then has time to learn where its partition is (P-36)"],
  ["buffer.memory", byDefault("buffer.memory"), "a record then finds room (P-37, P-39)"],
  ["max.request.size", byDefault("max.request.size"), "a record then fits into a request (P-37)"],
  [
    "socket.connection.setup.timeout.ms",
    byDefault("socket.connection.setup.timeout.ms"),
    "a connection then has time to stand",
  ],
  [
    "socket.connection.setup.timeout.max.ms",
    byDefault("socket.connection.setup.timeout.max.ms"),
    "a connection then has time to stand",
  ],
  ["linger.ms", byDefault("linger.ms"), "a record then leaves before its time is over"],
  ["retry.backoff.ms", byDefault("retry.backoff.ms"), "a record is then sent again before its time is over"],
  ["retry.backoff.max.ms", byDefault("retry.backoff.max.ms"), "a record is then sent again before its time is over"],
  ["reconnect.backoff.ms", byDefault("reconnect.backoff.ms"), "a broken connection is then set up again in time"],
  [
    "reconnect.backoff.max.ms",
    byDefault("reconnect.backoff.max.ms"),
    "a broken connection is then set up again in time",
  ],
];

function byDefault(key: string) {
  return (_settings: UserSettings, line: ClientLine): string => {
    const definition = definitionsOf(line).get(key);
    return (definition === undefined ? null : defaultOf(definition, line)) ?? "";
  };
}

/** The default, or four attempts and the linger before them where requests may take longer than the default is made for. */
function patientTimeout(settings: UserSettings): string {
  const numberAt = (key: string, otherwise: number): number => {
    const value = Number(settings.get(key)?.value ?? otherwise);
    return Number.isFinite(value) ? value : otherwise;
  };
  const millis = numberAt("linger.ms", 0) + 4 * numberAt("request.timeout.ms", 30_000);
  return String(Math.min(Math.max(millis, 120_000), 2_147_483_647));
}

/** What speaks against settings that are to be mended: the client refuses them, or runs were found that break something. */
export interface Complaint {
  readonly settings: UserSettings;
  readonly line: ClientLine;
  readonly broker: string;
  readonly found: FoundByGuarantee;
}

/**
 * The fewest changes after which the client takes the settings, the runs that were found break nothing, and no small
 * plan does; `undefined` where no change of these keys leads there.
 */
export function remedyFor(complaint: Complaint): Remedy | undefined {
  const all = possibleChanges(complaint);
  const minimal = shrunk(all, withoutOne, (fewer) => helps(complaint, fewer));
  for (const changes of [minimal, all]) {
    const patient = changedPatient(complaint, changes);
    if (changes.length > 0 && patient !== undefined && probed(patient).found.size === 0) return { changes, patient };
  }
  return undefined;
}

/** The same load and the same faults as before, with the settings of a patient. */
export const withSettingsOf = (patient: Patient, scenario: Scenario): Scenario => ({
  ...scenario,
  producers: scenario.producers.map((producer) => ({ ...producer, config: steeringSettings(patient) })),
});

function possibleChanges({ settings, line }: Complaint): readonly Change[] {
  const changes: Change[] = [];
  for (const [key, advise, why] of advised) {
    const setting = settings.get(key);
    if (setting === undefined) continue;
    const to = advise(settings, line);
    if (isAlready(key, setting, to)) continue;
    changes.push({ key, from: setting.value?.trim() ?? null, to, origin: setting.origin, why });
  }
  return changes;
}

function isAlready(key: string, { value }: Setting, to: string): boolean {
  const text = (value ?? "").trim();
  if (key === "acks") return text === "all" || text === "-1";
  if (key === "enable.idempotence") return text.toLowerCase() === to;
  // Fewer in flight than idempotence takes is a choice.
  if (key === "max.in.flight.requests.per.connection") return Number(text) >= 1 && Number(text) <= Number(to);
  return text === to;
}

/** The last ones first: they are the least likely to be at fault. */
function* withoutOne(changes: readonly Change[]): Generator<readonly Change[]> {
  for (let at = changes.length - 1; at >= 0; at--) yield changes.filter((_, place) => place !== at);
}

function helps(complaint: Complaint, changes: readonly Change[]): boolean {
  const patient = changedPatient(complaint, changes);
  if (patient === undefined) return false;
  for (const { scenario } of complaint.found.values()) {
    const result = run(prepare(withSettingsOf(patient, scenario)));
    if (breachesBySettings(patient, result).length > 0) return false;
  }
  return true;
}

function changedPatient({ settings, line, broker }: Complaint, changes: readonly Change[]): Patient | undefined {
  const changed = new Map(settings);
  for (const { key, to, origin } of changes) changed.set(key, { value: to, origin });
  const patient = patientOf(changed, line, broker);
  return "ok" in patient ? undefined : patient;
}
