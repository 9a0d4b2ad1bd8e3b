import type { UserSettings } from "../../model/config/settings.ts";
import { nothingLaidOver, producerProfileOf } from "../client-settings.ts";
import type { Scenario } from "../spec.ts";
import { drawAimed } from "./aimed.ts";
import { type SwarmBounds, type SwarmChoice, boundsFor, chanceKinds, usualSwarm } from "./bounds.ts";
import { elementAt, numberFrom, place } from "./choice.ts";
import { Luck } from "./luck.ts";
import { type Taker, drawSettings } from "./settings.ts";
import { drawTimed } from "./timed.ts";
import { type Stretch, Times, timeText } from "./times.ts";
import { type Variation, unvaried } from "./variation.ts";
import { drawWorkload, roomFor } from "./workload.ts";

/** What a drawn scenario hangs on, beside its seed. */
export interface DrawOptions {
  /** Whose bounds; the scenario's own, and else those of `default`, unless given. */
  readonly swarm?: SwarmChoice | undefined;
  /** The user's own settings, which will be laid over the drawn ones: together the client must take them. */
  readonly settings?: UserSettings | undefined;
  /** The client that will be simulated; the scenario's own unless given. */
  readonly producerProfile?: string | undefined;
}

/** Draws one concrete scenario for a seed. */
export type Drawer = (seed: number, variation?: Variation) => Scenario;

/**
 * One concrete scenario out of the many that a scenario's `swarm` section, or the built-in profile `default`, allows: its
 * faults, settings and workload are explicit, and what is left to chance comes from its seed. The same arguments give the
 * same scenario. Each thing is drawn from a stream of its own, so that a change of one moves none of the others.
 *
 * What a story means to show excuses nothing there, and what it says of its own run binds no other: of its expectations
 * those stay that are about any run (`holds`, `decidedWithin`, `atMost`).
 *
 * @throws BadInput where the client refuses a hundred draws of settings in a row.
 */
export const drawn = (scenario: Scenario, seed: number): Scenario => drawerOf(scenario)(seed);

/** The same for many seeds: what hangs on the scenario alone is worked out once. */
export function drawerOf(scenario: Scenario, options: DrawOptions = {}): Drawer {
  const bounds = boundsFor(scenario, options.swarm ?? usualSwarm(scenario));
  if (bounds === undefined) return (seed) => asWritten(scenario, seed);
  const taker = {
    profile: producerProfileOf(options.producerProfile ?? scenario.profiles.producer),
    laidOver: options.settings ?? nothingLaidOver,
  };
  const bare = without(scenario);
  return (seed, variation = unvaried) => drawnWithin(bounds, bare, taker, { seed, variation });
}

/** Nothing is drawn: only the seed differs. */
function asWritten(scenario: Scenario, seed: number): Scenario {
  const { swarm: _, expect, ...rest } = scenario;
  return { ...rest, seed, ...(expect === undefined ? {} : { expect: { ...expect, violations: [] } }) };
}

/** What a scenario says of any run of its kind. */
function without(scenario: Scenario): Scenario {
  const { swarm: _, expect, ...kept } = scenario;
  const rest = { ...kept, title: "" };
  if (expect === undefined) return rest;
  const { holds, decidedWithin, atMost } = expect;
  if (holds.length === 0 && decidedWithin === undefined && Object.keys(atMost).length === 0) return rest;
  return { ...rest, expect: { violations: [], holds, decidedWithin, entries: {}, marks: [], atMost, limit: false } };
}

interface Name {
  readonly seed: number;
  readonly variation: Variation;
}

function drawnWithin(bounds: SwarmBounds, scenario: Scenario, taker: Taker, { seed, variation }: Name): Scenario {
  const luck = new Luck(seed, variation);
  const { workload, settings } = bounds;
  const loaded = scenario.producers.map((producer) => (workload ? drawWorkload(producer, workload, luck) : producer));
  const producers = loaded.map((producer) => drawSettings(producer, settings, luck, taker));
  const topics = workload?.partitions === undefined ? scenario.topics : roomFor(producers, scenario.topics);
  const delay = bounds.delays.length === 0 ? scenario.network.delay : elementAt(place(luck.of("delay")), bounds.delays);
  const calm: Scenario = { ...scenario, producers, topics, network: { ...scenario.network, delay } };
  const times = new Times(calm, bounds.within);
  const storms = bounds.storms === undefined ? [] : times.drawStorms(bounds.storms, luck.of("storms"));
  const timed = drawTimed(
    bounds,
    luck,
    times,
    producers.map(({ name }) => name),
  );
  const aimed = drawAimed(calm, bounds, luck);
  return {
    ...calm,
    seed: variation["luck"] === undefined ? seed : luck.of("luck").between(0, 2 ** 31),
    network: networkOf(calm.network, bounds, luck, storms),
    ties: bounds.ties.length === 0 ? scenario.ties : tiesOf(bounds.ties, luck),
    faults: [...scenario.faults, ...timed, ...aimed],
  };
}

function tiesOf(kinds: SwarmBounds["ties"], luck: Luck): Scenario["ties"] {
  const stream = luck.of("ties");
  const kind = elementAt(place(stream), kinds);
  const shuffle = stream.between(1, 1_000);
  return kind === "shuffle" ? { shuffle } : kind;
}

function networkOf(
  network: Scenario["network"],
  bounds: SwarmBounds,
  luck: Luck,
  storms: readonly Stretch[],
): Scenario["network"] {
  const drawnNetwork = { ...network };
  for (const kind of chanceKinds) {
    const chances = bounds.chances[kind];
    if (bounds.alone.includes(kind)) drawnNetwork[kind] = undefined;
    if (chances === undefined || kind === (network.discipline === "tcp" ? "duplication" : "cut")) continue;
    const stream = luck.of(kind);
    if (stream.chance(chances.exists)) drawnNetwork[kind] = chanceText(numberFrom(chances.strength, stream));
  }
  if (storms.length === 0 || chanceKinds.every((kind) => drawnNetwork[kind] === undefined)) return drawnNetwork;
  const written = storms.map(({ at, until }) => ({ at: timeText(at), for: timeText(until - at) }));
  return { ...drawnNetwork, storms: [...network.storms, ...written] };
}

/** Millionths as people read them: three digits are enough. */
function chanceText(millionths: number): string {
  const unit = millionths >= 10_000 ? 1_000 : millionths >= 1_000 ? 100 : 1;
  return `${(Math.round(millionths / unit) * unit) / 10_000}%`;
}
