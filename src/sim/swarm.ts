import type { SwarmProfile, TimedFault } from "./faults.ts";
import type { Streams } from "./prng.ts";
import { type Duration, type Instant, plus } from "./time.ts";

/**
 * Places a swarm's timed faults: for each kind the same number of draws, however many of them come about. In the order
 * in which they will strike and be recorded, so that a replay of the record numbers its events alike.
 */
export function drawTimedFaults(swarm: SwarmProfile, streams: Streams): readonly TimedFault[] {
  const placed: TimedFault[] = [];
  for (const [place, drawn] of (swarm.timed ?? []).entries()) {
    const luck = streams.stream("timed faults", String(place));
    const count = luck.between(0, drawn.atMost);
    for (let nth = 0; nth < drawn.atMost; nth++) {
      const at = luck.between(0, drawn.within) as Instant;
      const until = plus(at, luck.between(drawn.lasting[0], drawn.lasting[1]) as Duration);
      if (nth < count) placed.push({ ...drawn.fault, at, until });
    }
  }
  return placed.sort((one, other) => one.at - other.at);
}
