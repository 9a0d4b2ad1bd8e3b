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

test("the goldens are two hundred seeds of the standard load, and every story under every order of ties", () => {
  const digests = new Map(stored.map((golden) => [nameOf(golden), golden.digest]));
  for (const { name, scenario } of stories) {
    for (const order of ["", ", ties lifo", ", ties shuffled"]) {
      expect([...digests.keys()]).toContain(`${name}${order} ${scenario.seed}`);
    }
  }
  for (let seed = 1; seed <= 200; seed++) expect([...digests.keys()]).toContain(`standard ${seed}`);
  const first = [...digests].filter(([name]) => !name.includes(", ties "));
  expect(new Set(first.map(([, digest]) => digest)).size).toBe(first.length);
});

test("orders of ties are told apart: some stories go otherwise under each of the three", () => {
  const digest = new Map(stored.map((golden) => [nameOf(golden), golden.digest]));
  const parted = stories.filter(({ name, scenario }) => {
    const orders = ["", ", ties lifo", ", ties shuffled"];
    return new Set(orders.map((order) => digest.get(`${name}${order} ${scenario.seed}`))).size === 3;
  });
  expect(parted.length).toBeGreaterThan(3);
});
