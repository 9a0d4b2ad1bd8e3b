import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotHeap } from "../../src/sim/heap.ts";

interface Entry {
  readonly due: number;
  readonly rank: number;
  readonly slot: number;
}

const first = (entries: readonly Entry[]): Entry | undefined =>
  entries.toSorted((one, other) => one.due - other.due || one.rank - other.rank)[0];

/** Pushes and pops against a list that is sorted anew each time. */
const moves = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ due: fc.nat(20), shuffled: fc.nat(1_000) }) },
    { weight: 2, arbitrary: fc.constant("pop" as const) },
  ),
  { maxLength: 400, size: "max" },
);

describe("the heap", () => {
  it("gives out what a sorted list would, whatever is pushed and popped in between", () => {
    let popped = 0;
    let ties = 0;
    fc.assert(
      fc.property(moves, (list) => {
        const heap = new SlotHeap();
        const naive: Entry[] = [];
        for (const [slot, move] of list.entries()) {
          if (move !== "pop") {
            const entry = { due: move.due, rank: move.shuffled * 1_000 + slot, slot };
            ties += naive.some((other) => other.due === entry.due) ? 1 : 0;
            heap.push(entry.due, entry.rank, entry.slot);
            naive.push(entry);
            continue;
          }
          const expected = first(naive);
          if (expected === undefined) continue;
          naive.splice(naive.indexOf(expected), 1);
          expect([heap.firstDue, heap.firstRank]).toEqual([expected.due, expected.rank]);
          expect(heap.pop()).toBe(expected.slot);
          popped++;
        }
        expect(heap.size).toBe(naive.length);
      }),
    );
    expect(popped).toBeGreaterThan(100);
    expect(ties).toBeGreaterThan(100);
  });

  it("holds more than it first had room for and loses none", () => {
    const heap = new SlotHeap();
    for (let slot = 0; slot < 1_000; slot++) heap.push((slot * 7_919) % 1_000, slot, slot);
    const slots: number[] = [];
    let last = -1;
    while (heap.size > 0) {
      expect(heap.firstDue).toBeGreaterThanOrEqual(last);
      last = heap.firstDue;
      slots.push(heap.pop());
    }
    expect(new Set(slots).size).toBe(1_000);
  });

  it("keeps negative ranks and slots, and the largest safe instants, apart", () => {
    const heap = new SlotHeap();
    heap.push(Number.MAX_SAFE_INTEGER, 0, 1);
    heap.push(Number.MAX_SAFE_INTEGER - 1, 0, 2);
    heap.push(Number.MAX_SAFE_INTEGER - 1, -Number.MAX_SAFE_INTEGER, -3);
    expect([heap.pop(), heap.pop(), heap.pop()]).toEqual([-3, 2, 1]);
  });
});
