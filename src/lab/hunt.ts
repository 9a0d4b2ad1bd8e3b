import { type RunSeed, type Seeds, eachSeed } from "./seeds.ts";
import { Tally } from "./tally.ts";

/**
 * Runs seed after seed and adds up what came of them. A generator, so that who drives it can show how far it is, or stop:
 * it yields the tally after each seed and ends with the same. A tally with a coverage counts what was seen of behaviour.
 */
export function* hunt(runSeed: RunSeed, seeds: Seeds, tally = new Tally()): Generator<Tally, Tally> {
  for (const seed of eachSeed(seeds)) {
    tally.add(runSeed(seed, tally.sinkFor(seed)));
    yield tally;
  }
  return tally;
}
