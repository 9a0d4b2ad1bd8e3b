import type { Seeds } from "../seeds.ts";

/** One machine's part of a hunt: the `index`-th (from 1) of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** All of a hunt. */
export const wholeHunt: Shard = { index: 1, of: 1 };

/**
 * The seeds of a shard. The shards of a hunt are consecutive, as equal as can be, and together all of its seeds, each
 * once; where there are more shards than seeds, some have none.
 */
export function seedsOfShard({ from, count }: Seeds, { index, of }: Shard): Seeds {
  const begin = cut(count, index - 1, of);
  return { from: from + begin, count: cut(count, index, of) - begin };
}

/** `count * part / of`, rounded down, also where the product is beyond what a number holds exactly. */
const cut = (count: number, part: number, of: number): number => {
  const [whole, rest] = [Math.floor(count / of), count % of];
  return whole * part + Math.floor((rest * part) / of);
};
