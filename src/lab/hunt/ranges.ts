import type { Seeds } from "../seeds.ts";

/** Some seeds of a hunt, each at most once: disjoint ranges, kept in order and as few as possible. */
export class SeedRanges {
  /** Ends are one behind the last seed. */
  #ranges: readonly Range[] = [];

  /** How many seeds they are. */
  get count(): number {
    return this.#ranges.reduce((sum, { from, end }) => sum + (end - from), 0);
  }

  get list(): readonly Seeds[] {
    return this.#ranges.map(seedsOf);
  }

  /** Adds seeds unless it has any of them already; says whether it did. */
  add(seeds: Seeds): boolean {
    const added = rangeOf(seeds);
    if (this.shared(seeds) !== undefined) return false;
    const before = this.#ranges.filter(({ end }) => end < added.from);
    const after = this.#ranges.filter(({ from }) => from > added.end);
    const touching = this.#ranges.slice(before.length, this.#ranges.length - after.length);
    const from = Math.min(added.from, ...touching.map((range) => range.from));
    const end = Math.max(added.end, ...touching.map((range) => range.end));
    this.#ranges = [...before, { from, end }, ...after];
    return true;
  }

  /** The first of these seeds that it has, with those that follow; `undefined`: it has none of them. */
  shared(seeds: Seeds): Seeds | undefined {
    const wanted = rangeOf(seeds);
    const range = this.#ranges.find(({ from, end }) => from < wanted.end && end > wanted.from);
    if (range === undefined) return undefined;
    return seedsOf({ from: Math.max(range.from, wanted.from), end: Math.min(range.end, wanted.end) });
  }

  /** Those of these seeds that it has not. */
  missing(seeds: Seeds): readonly Seeds[] {
    const missing: Seeds[] = [];
    const wanted = rangeOf(seeds);
    let { from } = wanted;
    for (const range of this.#ranges) {
      if (range.end <= from || range.from >= wanted.end) continue;
      if (range.from > from) missing.push(seedsOf({ from, end: range.from }));
      from = range.end;
    }
    if (from < wanted.end) missing.push(seedsOf({ from, end: wanted.end }));
    return missing;
  }
}

interface Range {
  readonly from: number;
  readonly end: number;
}

const rangeOf = ({ from, count }: Seeds): Range => ({ from, end: from + count });

const seedsOf = ({ from, end }: Range): Seeds => ({ from, count: end - from });
