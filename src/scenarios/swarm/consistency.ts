import { BadInput } from "../../input/bad-input.ts";
import { chanceOf, durationOf } from "../../input/units.ts";
import { brokerName } from "../../model/run/plan.ts";
import type { Scenario } from "../spec.ts";
import type { SwarmSection } from "./section.ts";

/**
 * What the schema cannot see of a section: a range that runs backwards, bounds of what cannot happen in this scenario.
 *
 * @throws BadInput that names the place.
 */
export function checkSwarm({ swarm, network, producers, broker }: Scenario): void {
  if (swarm === undefined || swarm === "none") return;
  for (const [path, from, to] of rangesOf(swarm)) {
    if (numberOf(from) <= numberOf(to)) continue;
    throw new BadInput(`goes from ${from} to ${to}; write the smaller one first`, ["swarm", ...path]);
  }
  checkKinds(swarm, network.discipline);
  for (const kind of ["fail-over", "follower-stalls"] as const) {
    if (swarm[kind] === undefined || swarm[kind] === "none" || broker.replication !== undefined) continue;
    const message = `is drawn, but ${brokerName} has no follower; give it one with broker: { replication: { lag: 5ms } }`;
    throw new BadInput(message, ["swarm", kind]);
  }
  if (swarm.workload !== undefined && producers.every(({ stream }) => stream === undefined)) {
    const message =
      "is for producers that send a stream, and there is none; give a producer stream: in place of sends:";
    throw new BadInput(message, ["swarm", "workload"]);
  }
}

function checkKinds(swarm: SwarmSection, discipline: Scenario["network"]["discipline"]): void {
  const wrong = discipline === "tcp" ? "duplication" : "cut";
  const right = discipline === "tcp" ? "datagram" : "tcp";
  if (swarm[wrong] !== undefined && swarm[wrong] !== "none") {
    const message = `is drawn, but a network of discipline ${discipline} knows none; leave it out, or give discipline: ${right}`;
    throw new BadInput(message, ["swarm", wrong]);
  }
  const { aimed } = swarm;
  if (aimed === undefined || aimed === "none" || discipline === "tcp") return;
  const at = aimed.at?.findIndex((label) => label === "connect" || label === "accept") ?? -1;
  if (at < 0) return;
  const message = "is part of a handshake, but datagrams begin without one; leave it out, or give discipline: tcp";
  throw new BadInput(message, ["swarm", "aimed", "at", at]);
}

type Bound = string | number;
type Path = readonly (string | number)[];
type Range = readonly [path: Path, from: Bound, to: Bound];

/** Every `{ from, to }` of a section, wherever it stands; those of delays are times from and to as well. */
function* rangesOf(value: unknown, path: Path = []): Generator<Range> {
  if (typeof value !== "object" || value === null) return;
  const { from, to } = value as { readonly from?: Bound; readonly to?: Bound };
  if (from !== undefined && to !== undefined) yield [path, from, to];
  const parts = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, held] of parts) yield* rangesOf(held, [...path, key]);
}

/** Times and chances are compared as such. */
function numberOf(bound: Bound): number {
  if (typeof bound === "number") return bound;
  if (!/^\d+(?:\.\d+)?%$|\//.test(bound)) return durationOf(bound);
  const { numerator = 0, denominator = 1 } = chanceOf(bound) ?? {};
  return numerator / denominator;
}
