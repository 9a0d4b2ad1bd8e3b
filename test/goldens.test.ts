import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Golden, goldens } from "../src/lab/goldens.ts";
import { stories } from "../src/scenarios/stories/index.ts";

const stored = JSON.parse(readFileSync(new URL("data/goldens.json", import.meta.url), "utf8")) as readonly Golden[];
const renewal =
  'if that is meant, run `npm run goldens:renew` and say under "Behaviour" in CHANGELOG.md what changed for users';

const nameOf = ({ scenario, seed }: Golden): string => `${scenario} ${seed}`;

test("known runs have the digests that they have always had", () => {
  const before = new Map(stored.map((golden) => [nameOf(golden), golden.digest]));
  const now = goldens();
  const moved = now.filter((golden) => before.get(nameOf(golden)) !== golden.digest).map(nameOf);
  expect(moved, `these runs changed: ${moved.join(", ")}; ${renewal}`).toEqual([]);
  const names = now.map(nameOf);
  expect(stored.map(nameOf), `goldens came or went; ${renewal}`).toEqual(names);
});

test("the goldens are every story at its own seed and two hundred seeds of the standard load", () => {
  const names = new Set(stored.map(nameOf));
  for (const { name, scenario } of stories) expect(names).toContain(`${name} ${scenario.seed}`);
  for (let seed = 1; seed <= 200; seed++) expect(names).toContain(`standard ${seed}`);
  expect(new Set(stored.map(({ digest }) => digest)).size).toBe(stored.length);
});
