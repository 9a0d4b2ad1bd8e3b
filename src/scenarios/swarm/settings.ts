import { BadInput } from "../../input/bad-input.ts";
import type { UserSettings } from "../../model/config/settings.ts";
import { type ProducerProfile, isMeantRefused, verdictOf } from "../client-settings.ts";
import type { Scenario } from "../spec.ts";
import type { SwarmBounds } from "./bounds.ts";
import { drawnFrom } from "./choice.ts";
import type { Luck } from "./luck.ts";

type Producer = Scenario["producers"][number];

/** Whom drawn settings must please. */
export interface Taker {
  readonly profile: ProducerProfile;
  /** The user's own settings, which win over drawn ones. */
  readonly laidOver: UserSettings;
}

const attempts = 100;

/**
 * A producer with settings of the bounds that its client takes. What it refuses is drawn again, all of it: some values do
 * not go together (delivery.timeout.ms below linger.ms + request.timeout.ms), and bounds cannot say so.
 *
 * @throws BadInput where a hundred draws in a row are refused, with the last refusal.
 */
export function drawSettings(
  producer: Producer,
  settings: SwarmBounds["settings"],
  luck: Luck,
  taker: Taker,
): Producer {
  const { profile, laidOver } = taker;
  if (settings.length === 0 || isMeantRefused(producer, typeof profile === "string" ? profile : profile.name)) {
    return producer;
  }
  const streams = settings.map(([key]) => luck.of(`${producer.name}.${key}`));
  let refusal = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const config: Record<string, string | number | boolean> = { ...producer.config };
    for (const [nth, [key, choice]] of settings.entries()) {
      const stream = streams[nth];
      if (stream !== undefined) config[key] = drawnFrom(choice, stream);
    }
    const verdict = verdictOf(config, laidOver, profile);
    if (verdict.ok) return { ...producer, config };
    refusal = `${verdict.message} (${verdict.error})`;
  }
  const message = `leaves no settings that the client of ${producer.name} takes: ${attempts} draws were refused, the last since ${refusal}`;
  throw new BadInput(message, ["swarm", "settings"]);
}
