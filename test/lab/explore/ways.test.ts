import { expect, test } from "vitest";
import { runOf } from "../../../src/lab/explore/counterexample.ts";
import type { World } from "../../../src/lab/explore/world.ts";
import { deliveriesOf, logsOf, type RunResult } from "../../../src/scenarios/run.ts";
import { Streams } from "../../../src/sim/index.ts";
import { sender, smallSubject, type Small, whole, worldOf } from "./small-worlds.ts";

const two = [sender("shop"), sender("till")];

const worlds: readonly (readonly [what: string, small: Small])[] = [
  ["connections", { scope: { records: 3, losses: 2, delays: 1, crashes: 1 } }],
  ["connections to a broker that restarts", { producers: two, scope: { records: 2, losses: 1, restarts: 2 } }],
  [
    "datagrams",
    {
      network: { discipline: "datagram" },
      producers: two,
      scope: { losses: 1, duplicates: 2, delays: 1, reorder: 2, crashes: 1 },
    },
  ],
  ["KafkaJS", { profiles: { producer: "kafkajs-2.2.4" }, scope: { records: 3, losses: 1, delays: 1, crashes: 1 } }],
];

test.each(worlds)(
  "%s: whatever way an exploration goes, the simulation goes too, with the same logs, callbacks and breaches",
  (_what, small) => {
    const subject = smallSubject(small);
    const world = worldOf(subject, whole);
    const luck = new Streams({ seed: 11 }).stream("way", "test");
    const ends = new Set<string>();
    for (let way = 0; way < 20; way++) {
      const states = anyWay(world, (count) => luck.between(0, count - 1));
      const end = states.at(-1) as Int32Array;
      const { text, broken } = world.truth.ending(end[world.width - 3] as number, world.isSettled(end));
      const { result } = runOf(subject, world, states);
      ends.add(`${text} at ${world.timeOf(end)}`);
      expect(result.end).toBe("settled");
      expect(outcomeOf(result)).toEqual([text, broken.map(({ property }) => property).sort()]);
    }
    expect(ends.size).toBeGreaterThan(5);
  },
);

/** A way from the beginning to an end, each step chosen by `choose`. */
function anyWay(world: World, choose: (count: number) => number): readonly Int32Array[] {
  const states = [world.first];
  for (;;) {
    const next: Int32Array[] = [];
    world.expandAll(states.at(-1) as Int32Array, (state) => next.push(state.slice()));
    if (next.length === 0) return states;
    states.push(next[choose(next.length)] as Int32Array);
  }
}

function outcomeOf(result: RunResult): readonly [string, readonly string[]] {
  const stored = Object.entries(logsOf(result)).flatMap(([name, log]) => log.map(({ record }) => `${name}:${record}`));
  const said = deliveriesOf(result).map(({ producer, record, outcome, offset, error }) =>
    [producer, record, outcome, offset ?? error ?? ""].join(" "),
  );
  const broken = result.violations.filter(({ allowed }) => !allowed).map(({ property }) => property);
  return [`${stored.join(" ")}; ${said.sort().join(", ")}`, broken.sort()];
}
