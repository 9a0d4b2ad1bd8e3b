import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "../../../src/lab/hunt/pace.ts";
import { SeedQueue } from "../../../src/lab/hunt/queue.ts";
import { SeedRanges } from "../../../src/lab/hunt/ranges.ts";
import { seedsOfShard } from "../../../src/lab/hunt/shard.ts";
import type { Seeds } from "../../../src/lab/seeds.ts";

const each = ({ from, count }: Seeds): readonly number[] => Array.from({ length: count }, (_, at) => from + at);
const range = fc.record({ from: fc.nat(60), count: fc.integer({ min: 1, max: 20 }) });

test("ranges of seeds are what a set of them would be, and none gets in twice", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (added, asked) => {
      const [ranges, set] = [new SeedRanges(), new Set<number>()];
      for (const seeds of added) {
        const isNew = each(seeds).every((seed) => !set.has(seed));
        expect(ranges.add(seeds)).toBe(isNew);
        if (isNew) for (const seed of each(seeds)) set.add(seed);
        else refused++;
      }
      expect(ranges.list.flatMap(each)).toEqual([...set].toSorted((one, other) => one - other));
      expect(ranges.count).toBe(set.size);
      for (const [at, { from }] of ranges.list.slice(1).entries()) {
        const before = ranges.list[at];
        expect(from).toBeGreaterThan((before?.from ?? 0) + (before?.count ?? 0));
      }
      expect(ranges.missing(asked).flatMap(each)).toEqual(each(asked).filter((seed) => !set.has(seed)));
      const shared = each(asked).filter((seed) => set.has(seed));
      expect(ranges.shared(asked)?.from).toBe(shared[0]);
    }),
    { numRuns: 1_000 },
  );
  expect(refused).toBeGreaterThan(100);
});

test("shards are disjoint, complete and as equal as can be, also of more seeds than a product can count", () => {
  const from = fc.nat(1_000);
  fc.assert(
    fc.property(from, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 40 }), (first, count, of) => {
      const shards = Array.from({ length: of }, (_, at) => seedsOfShard({ from: first, count }, { index: at + 1, of }));
      expect(shards.flatMap(each)).toEqual(each({ from: first, count }));
      const sizes = shards.map((seeds) => seeds.count);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
  const all = { from: 0, count: Number.MAX_SAFE_INTEGER };
  const shards = Array.from({ length: 7 }, (_, at) => seedsOfShard(all, { index: at + 1, of: 7 }));
  for (const [at, { from: begin, count }] of shards.entries()) {
    expect(begin + count).toBe(shards[at + 1]?.from ?? all.count);
  }
});

test("a queue gives out each seed once, in chunks that are asked for, and smaller ones when several share the last", () => {
  const waiting = [
    { from: 5, count: 10 },
    { from: 30, count: 1 },
    { from: 40, count: 100 },
  ];
  const queue = new SeedQueue(waiting);
  expect(queue.left).toBe(111);
  const taken: Seeds[] = [];
  for (let seeds = queue.take(8, 3); seeds !== undefined; seeds = queue.take(8, 3)) taken.push(seeds);
  expect(taken.flatMap(each)).toEqual(waiting.flatMap(each));
  expect(taken.slice(0, 3)).toEqual([
    { from: 5, count: 8 },
    { from: 13, count: 2 },
    { from: 30, count: 1 },
  ]);
  expect(taken.slice(-3).map(({ count }) => count)).toEqual([1, 1, 1]);
  expect(queue.left).toBe(0);
  expect(queue.take(1, 1)).toBeUndefined();
});

test("chunks grow towards a tenth of a second, by and by, and shrink at once", () => {
  const pace = new Pace();
  const sizes: number[] = [];
  for (let chunk = 0; chunk < 8; chunk++) {
    sizes.push(pace.chunk);
    pace.took(pace.chunk, pace.chunk * 0.5);
  }
  expect(sizes).toEqual([4, 16, 64, 200, 200, 200, 200, 200]);
  pace.took(200, 200 * 50);
  expect(pace.chunk).toBe(2);
  pace.took(1, 60_000);
  expect(pace.chunk).toBe(1);
  pace.took(1, 0);
  expect(pace.chunk).toBe(4);
});
