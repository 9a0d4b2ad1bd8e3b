import { expect, test } from "vitest";
import type { Search } from "../../../src/lab/explore/search/search.ts";
import { World } from "../../../src/lab/explore/world.ts";
import {
  everythingIn,
  reduced,
  searched,
  sender,
  smallSubject,
  type Small,
  statesOf,
  worldOf,
} from "./small-worlds.ts";

const two = [sender("shop"), sender("till")];
const plain = sender("plain", { "enable.idempotence": false });
const datagrams = { discipline: "datagram" } as const;

const twice = "stored-once-end-to-end/second-copy by 1";

const worlds: readonly (readonly [what: string, small: Small, breaches: readonly string[]])[] = [
  ["two records and a delay", { scope: { records: 2, delays: 1 } }, []],
  ["two records and a crash", { scope: { records: 2, crashes: 1 } }, [twice]],
  ["two records and a restart of the broker", { scope: { records: 2, restarts: 1 } }, []],
  ["datagrams, one overtaken, one that comes twice", { network: datagrams, scope: { reorder: 1, duplicates: 1 } }, []],
  ["no idempotence, a loss", { producers: [plain], scope: { records: 2, losses: 1 } }, [twice]],
  ["KafkaJS, a loss", { profiles: { producer: "kafkajs-2.2.4" }, scope: { records: 2, losses: 1 } }, [twice]],
  ["two producers and a loss", { producers: two, scope: { losses: 1 } }, []],
  ["two producers and a crash", { producers: two, scope: { crashes: 1 } }, [twice]],
  ["two producers of two kinds", { producers: [sender("shop"), plain], scope: { losses: 1 } }, [twice]],
];

test.each(worlds)("%s: with and without reductions the same ends, and the same breaches by as few faults", (...row) => {
  const [, small, breaches] = row;
  const world = worldOf(smallSubject(small), reduced);
  const [few, all] = [searched(world), searched(everythingIn(world))];
  expect(few.table.size).toBeLessThan(all.table.size);
  expect(endsOf(world, few)).toEqual(endsOf(world, all));
  expect(breachesOf(world, all)).toEqual(breaches);
  expect(breachesOf(world, few)).toEqual(breaches);
});

test("like producers can change their places in every state, and are merged as far as they can be", () => {
  const world = worldOf(smallSubject({ producers: two, scope: { restarts: 1 } }), { commuting: false, symmetry: true });
  const all = searched(everythingIn(world));
  const met = new Set([...statesOf(all)].map((state) => state.join()));
  const strangers = [...statesOf(all)].filter((state) => !met.has(world.symmetry.image(state, 1).join()));
  expect(strangers).toEqual([]);
  const merged = new Set([...statesOf(all)].map((state) => world.canonical(state).join()));
  expect(searched(world).table.size).toBe(merged.size);
  expect(merged.size).toBeLessThan(0.6 * met.size);
});

test("producers that are not alike keep their places", () => {
  const unlike = smallSubject({ producers: [sender("shop"), plain], scope: {} });
  expect(worldOf(unlike, reduced).symmetry.order).toBe(1);
});

/** A planted mistake: sending is taken to commute with everything, the passing of time included. */
class SendsFirst extends World {
  protected override focusOf(state: Int32Array): number {
    for (const [client, part] of this.parts.entries()) {
      const present = state[3 * client] as number;
      if (!part.standing(present).canSend) continue;
      if (part.happens(present, "send", this.timeOf(state), state[this.width - 2] as number).outcome.sent)
        return client;
    }
    return super.focusOf(state);
  }
}

/** A planted mistake: what is late is taken to arrive before time moves on. */
class LateIsInLine extends World {
  protected override focusOf(state: Int32Array): number {
    const waits = (client: number): boolean => this.wires.down.takings(state[3 * client + 2] as number).length > 0;
    return this.parts.findIndex((_, client) => waits(client) && this.onlySends(state, client));
  }
}

test.each([SendsFirst, LateIsInLine])(
  "a reduction with a mistake in it does not come to the same ends: %o",
  (Mistaken) => {
    const { prepared, scope } = smallSubject({ scope: { records: 2, delays: 1 } });
    const world = new Mistaken(prepared.plan, scope, reduced);
    expect(endsOf(world, searched(world))).not.toEqual(endsOf(world, searched(everythingIn(world))));
  },
);

/** Every way in which runs end: what lies in the logs, what was said, what is broken, when, after which faults. */
function endsOf(world: World, search: Search): readonly string[] {
  const ends = new Set<string>();
  for (const state of statesOf(search)) {
    let goesOn = false;
    world.expandAll(state, () => (goesOn = true));
    if (!goesOn) ends.add(world.canonical(state).join());
  }
  return [...ends].sort();
}

/** What is broken in any state, and by how many faults at least. */
function breachesOf(world: World, search: Search): readonly string[] {
  const breaches = new Map<string, number>();
  for (const state of search.broken) {
    const numbers = search.table.state(state);
    const midway = world.brokenIn(numbers);
    for (const { property, shape } of midway.length > 0 ? midway : world.brokenAtEnd(numbers)) {
      const name = `${property}/${shape}`;
      breaches.set(name, Math.min(breaches.get(name) ?? Infinity, search.faults(state)));
    }
  }
  return [...breaches].map(([name, faults]) => `${name} by ${faults}`).sort();
}
