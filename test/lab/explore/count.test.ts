import { expect, test } from "vitest";
import { countByBruteForce } from "./brute-force.ts";
import { searched, sender, smallSubject, type Small, whole, worldOf } from "./small-worlds.ts";

const small: readonly (readonly [what: string, small: Small])[] = [
  ["one record and a loss", { scope: { losses: 1 } }],
  ["one record and a crash of its producer", { scope: { crashes: 1 } }],
  ["one record and a restart of the broker", { scope: { restarts: 1 } }],
  ["two producers with a record each", { producers: [sender("shop"), sender("till")], scope: {} }],
];

test.each(small)(
  "%s: as many states and transitions as runs from the beginning come to, one by one",
  (_what, world) => {
    const subject = smallSubject(world);
    const { table, transitions } = searched(worldOf(subject, whole));
    const { plan } = subject.prepared;
    expect({ states: table.size, transitions }).toEqual(countByBruteForce(plan, subject.scope));
    expect(table.size).toBeGreaterThan(50);
  },
);
