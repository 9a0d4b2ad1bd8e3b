import type { ClientProfile } from "../model/clients/profile.ts";
import { clientProfiles, olderClientProfiles } from "../model/clients/profiles.ts";
import { resolveClientConfig } from "../model/clients/settings.ts";
import { type ClientLine, clientLines } from "../model/config/definition.ts";
import { resolveProducerConfig } from "../model/config/resolve.ts";
import {
  type Origin,
  type UserSettings,
  describeOrigin,
  mergeSettings,
  producerSettings,
} from "../model/config/settings.ts";
import type { ConfigRefusal, ConfigVerdict, ResolvedConfig } from "../model/config/verdict.ts";
import { type JavaVariant, javaVariants } from "../model/producer/client-behaviour.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import type { Scenario } from "./spec.ts";

type Producer = Scenario["producers"][number];

/** A producer whose settings the client refused, where the scenario means it to. */
export interface Refusal {
  readonly producer: string;
  readonly refusal: ConfigRefusal;
}

/** The producers that can be simulated: the Java client in its lines, and the others by their switches. */
export type ProducerProfile = ClientLine | JavaVariant | ClientProfile;

const byTheirNames: ReadonlyMap<string, ProducerProfile> = new Map<string, ProducerProfile>([
  ...clientLines.map((line) => [line, line] as const),
  ...[...clientProfiles, ...javaVariants, ...olderClientProfiles].map((profile) => [profile.name, profile] as const),
]);

/** Their names, as `--profile` takes them. */
export const producerProfileNames: readonly string[] = [...byTheirNames.keys()];

/** @throws BadInput where no producer is called so. */
export function producerProfileOf(name: string): ProducerProfile {
  const profile = byTheirNames.get(name);
  if (profile === undefined) throw new BadInput(unknownName("producer profile", name, producerProfileNames));
  return profile;
}

/** The line of the Java client whose settings a profile has; `undefined`: it is another client, or nobody. */
export function javaLineOf(name: string): ClientLine | undefined {
  const profile = byTheirNames.get(name);
  if (profile === undefined || typeof profile === "string") return profile;
  return "line" in profile ? profile.line : undefined;
}

/** What a producer makes of settings. */
export function resolved(settings: UserSettings, profile: ProducerProfile): ConfigVerdict {
  if (typeof profile === "string") return resolveProducerConfig(settings, profile);
  if (!("line" in profile)) return resolveClientConfig(settings, profile);
  const verdict = resolveProducerConfig(settings, profile.line);
  if (!verdict.ok) return verdict;
  const behaviour = { ...verdict.config.behaviour, ...profile.turned };
  return { ...verdict, config: { ...verdict.config, behaviour } };
}

/** A producer's own settings with the user's over them. */
export const settingsOf = (producer: Producer, laidOver: UserSettings = new Map()): UserSettings =>
  mergeSettings(producerSettings(producer.config), laidOver);

/** No settings of the user's own. */
export const nothingLaidOver: UserSettings = new Map();

/** Verdicts so far: by what was laid over, by the client, by the settings as they are written. */
const verdicts = new WeakMap<UserSettings, Map<ProducerProfile, Map<string, ConfigVerdict>>>();
const mostVerdicts = 10_000;

/** What a client makes of a scenario's settings and the user's over them. A hunt asks thousands of times for the same. */
export function verdictOf(config: Producer["config"], laidOver: UserSettings, profile: ProducerProfile): ConfigVerdict {
  const known = verdictsOf(laidOver, profile);
  const asked = JSON.stringify(config);
  const before = known.get(asked);
  if (before !== undefined) return before;
  if (known.size >= mostVerdicts) known.clear();
  const verdict = resolved(mergeSettings(producerSettings(config), laidOver), profile);
  known.set(asked, verdict);
  return verdict;
}

function verdictsOf(laidOver: UserSettings, profile: ProducerProfile): Map<string, ConfigVerdict> {
  const ofAll = verdicts.get(laidOver) ?? new Map<ProducerProfile, Map<string, ConfigVerdict>>();
  verdicts.set(laidOver, ofAll);
  const ofClient = ofAll.get(profile) ?? new Map<string, ConfigVerdict>();
  ofAll.set(profile, ofClient);
  return ofClient;
}

/** Whether a scenario means a client to refuse a producer's settings. */
export const isMeantRefused = ({ refused }: Pick<Producer, "refused">, profile: string): boolean =>
  typeof refused === "boolean" ? refused : refused.some((meant) => meant === javaLineOf(profile));

/**
 * What the client makes of the settings of a scenario's producer.
 *
 * @throws BadInput where it refuses them and is not meant to, or takes them and nobody can simulate what it would do.
 */
export function verdictOn(
  scenario: Scenario,
  at: number,
  laidOver: UserSettings,
  profile: ProducerProfile,
): ResolvedConfig | Refusal {
  const producer = scenario.producers[at] as Producer;
  const verdict = verdictOf(producer.config, laidOver, profile);
  const name = typeof profile === "string" ? profile : profile.name;
  const place = (key: string, origin: Origin | undefined): Place => ({
    producer: producer.name,
    // What was laid over a scenario does not stand in it.
    path: origin?.kind !== "code" || laidOver.has(key) ? undefined : ["producers", at, "config", key],
    origin,
  });
  if (!verdict.ok) {
    const { key, origin, message, error } = verdict;
    if (isMeantRefused(producer, name)) return { producer: producer.name, refusal: verdict };
    throw placed(`${message} (${error}, ${name})`, place(key, origin));
  }
  if (verdict.transaction === null) return verdict;
  const key = "transactional.id";
  throw placed(
    `${key} asks for transactions, which are not simulated: outside of one a real producer throws an IllegalStateException at each send; leave it out to see what an idempotent producer does`,
    place(key, settingsOf(producer, laidOver).get(key)?.origin),
  );
}

interface Place {
  readonly producer: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly origin: Origin | undefined;
}

/** A complaint about settings says whose they are, and where they were written. */
function placed(message: string, { producer, path, origin }: Place): BadInput {
  const text = `settings of ${producer}: ${message}`;
  if (origin === undefined || origin.kind === "code") return new BadInput(text, path);
  return new BadInput(`${describeOrigin(origin)}: ${text}`, "said");
}

/**
 * A scenario whose point is what the Java client refuses says nothing of a client that has other rules.
 *
 * @throws BadInput with that, for any other client.
 */
export function checkClient({ name, producers }: Scenario, profile: ProducerProfile): void {
  if (typeof profile === "string" || "line" in profile || producers.every(({ refused }) => refused === false)) return;
  throw new BadInput(
    `${name} is about settings that the Java client refuses, and ${profile.client} has rules of its own; run it with --profile ${clientLines.join(" or ")}`,
    "said",
  );
}
