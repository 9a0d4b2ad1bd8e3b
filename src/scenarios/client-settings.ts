import { type ClientLine, clientLines } from "../model/config/definition.ts";
import { resolveProducerConfig } from "../model/config/resolve.ts";
import {
  type Origin,
  type UserSettings,
  describeOrigin,
  mergeSettings,
  producerSettings,
} from "../model/config/settings.ts";
import type { ConfigRefusal, ResolvedConfig } from "../model/config/verdict.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import type { Scenario } from "./spec.ts";

type Producer = Scenario["producers"][number];

/** A producer whose settings the client refused, where the scenario means it to. */
export interface Refusal {
  readonly producer: string;
  readonly refusal: ConfigRefusal;
}

/** The producers that can be simulated, as `--profile` names them. */
export const producerProfileNames: readonly string[] = [...clientLines];

/** @throws BadInput where no client line is called so. */
export function clientLineOf(name: string): ClientLine {
  const line = clientLines.find((known) => known === name);
  if (line === undefined) throw new BadInput(unknownName("producer profile", name, clientLines));
  return line;
}

/** A producer's own settings with the user's over them. */
export const settingsOf = (producer: Producer, laidOver: UserSettings = new Map()): UserSettings =>
  mergeSettings(producerSettings(producer.config), laidOver);

/** Whether a scenario means a client to refuse a producer's settings. */
export const isMeantRefused = ({ refused }: Pick<Producer, "refused">, line: string): boolean =>
  typeof refused === "boolean" ? refused : refused.some((meant) => meant === line);

/**
 * What the client makes of the settings of a scenario's producer.
 *
 * @throws BadInput where it refuses them and is not meant to, or takes them and nobody can simulate what it would do.
 */
export function verdictOn(
  scenario: Scenario,
  at: number,
  laidOver: UserSettings,
  line: ClientLine,
): ResolvedConfig | Refusal {
  const producer = scenario.producers[at] as Producer;
  const settings = settingsOf(producer, laidOver);
  const verdict = resolveProducerConfig(settings, line);
  const place = (key: string, origin: Origin | undefined): Place => ({
    producer: producer.name,
    // What was laid over a scenario does not stand in it.
    path: origin?.kind !== "code" || laidOver.has(key) ? undefined : ["producers", at, "config", key],
    origin,
  });
  if (!verdict.ok) {
    const { key, origin, message, error } = verdict;
    if (isMeantRefused(producer, line)) return { producer: producer.name, refusal: verdict };
    throw placed(`${message} (${error}, ${line})`, place(key, origin));
  }
  if (verdict.transaction === null) return verdict;
  const key = "transactional.id";
  throw placed(
    `${key} asks for transactions, which are not simulated: outside of one a real producer throws an IllegalStateException at each send; leave it out to see what an idempotent producer does`,
    place(key, settings.get(key)?.origin),
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
