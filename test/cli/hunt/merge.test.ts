import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileWith, folder, onceproof, onceproofInTime, printed } from "../../support/command.ts";

const story = "producer-restart";
const all = ["--seeds", "25", "--from", "3"] as const;

/** The folders of shards of one hunt, by their number. */
async function shards(of: number, which: readonly number[]): Promise<readonly string[]> {
  const here = folder();
  const folders = which.map((index) => join(here, `d${index}`));
  for (const [at, index] of which.entries()) {
    await onceproofInTime("hunt", story, ...all, "--shard", `${index}/${of}`, "--out", folders[at] ?? "");
  }
  return folders;
}

const told = (said: { readonly out: string }): object => {
  const { elapsedMillis: _, ...report } = JSON.parse(said.out) as { elapsedMillis: number };
  return report;
};

/** Paths differ from folder to folder; what they hold does not. */
const placeless = (said: { readonly out: string }, here: string): unknown =>
  JSON.parse(JSON.stringify(told(said)).replaceAll(JSON.stringify(here).slice(1, -1), "HERE"));

test("shards hunt through different seeds, and put together they are the whole hunt, to the repro", async () => {
  const parts = await shards(3, [1, 2, 3]);
  const [out, whole] = [join(folder(), "merged"), join(folder(), "whole")];
  const merged = onceproof("hunt", "--merge", ...parts, "--out", out, "--json");
  const undivided = await onceproofInTime("hunt", story, ...all, "--out", whole, "--json");
  expect([merged.code, merged.err]).toEqual([10, ""]);
  expect(placeless(merged, out)).toEqual(placeless(undivided, whole));
  const [repro] = printed<{ fingerprints: readonly { repro: string }[] }>(merged).fingerprints.map((one) => one.repro);
  expect(readFileSync(repro ?? "", "utf8")).toBe(readFileSync((repro ?? "").replace(out, whole), "utf8"));
  const resumed = await onceproofInTime("hunt", story, ...all, "--out", out, "--resume", "--json");
  expect(told(resumed)).toEqual(told(merged));
});

test("without a folder of its own a merge shows the repro in the folder of the shard that has the smallest run", async () => {
  const parts = await shards(2, [1, 2]);
  const { code, out } = onceproof("hunt", "--merge", ...parts);
  expect(code).toBe(10);
  const [, file = ""] = /see it: npx onceproof replay (\S+)/.exec(out) ?? [];
  expect(parts.some((part) => file.startsWith(part))).toBe(true);
  expect(onceproof("replay", file).code).toBe(10);
});

test("what is missing is said, and can be run by resuming what was merged", async () => {
  const parts = await shards(3, [1, 3]);
  const out = join(folder(), "merged");
  const { code, err } = onceproof("hunt", "--merge", ...parts, "--out", out, "--json");
  expect(code).toBe(10);
  expect(err).toBe("note: 8 of 25 seeds are missing: 11 to 18; no folder is of shard 2/3");
  const resumed = await onceproofInTime("hunt", story, ...all, "--out", out, "--resume", "--json");
  const undivided = await onceproofInTime("hunt", story, ...all, "--out", join(folder(), "d"), "--json");
  expect(printed<{ marks: unknown }>(resumed).marks).toEqual(printed<{ marks: unknown }>(undivided).marks);
  expect(printed(resumed)).toMatchObject({ seeds: 25, complete: true });
});

test("seeds that two folders hold are refused, and so is a folder of another hunt or of none", async () => {
  const [one = "", two = ""] = await shards(2, [1, 2]);
  const twice = onceproof("hunt", "--merge", one, two, one);
  expect([twice.code, twice.err]).toEqual([
    2,
    `onceproof: ${one}: holds seeds 3 to 14, and so does ${one}; leave one of them out`,
  ]);
  const other = join(folder(), "other");
  await onceproofInTime("hunt", story, "--seeds", "24", "--from", "3", "--shard", "2/2", "--out", other);
  expect(onceproof("hunt", "--merge", one, other).err).toBe(
    `onceproof: ${other}: is of another hunt than ${one}: it hunts seeds 3 to 26, and ${one} hunts seeds 3 to 27`,
  );
  const none = folder();
  expect(onceproof("hunt", "--merge", one, none).err).toContain(`${none}: holds no ledger of a hunt`);
  expect(onceproof("hunt", "--merge", one, two, "--out", one).err).toContain("holds a hunt already");
});

test("what goes with a story does not go with ledgers, which say themselves what was hunted", () => {
  const file = fileWith("name: x\nproducers: [{ name: shop, sends: [{ to: orders-0 }] }]\n");
  for (const args of [
    ["hunt", file, "--merge", "d1"],
    ["hunt", "--merge", "d1", "--resume"],
    ["hunt", "--merge", "d1", "--shard", "1/2"],
    ["hunt", "--merge", "d1", "--set", "acks=1"],
    ["hunt", "--merge"],
  ]) {
    const { code, err } = onceproof(...args);
    expect([code, err.split("\n").length]).toEqual([2, 1]);
  }
});

test.each(["0/2", "3/2", "1/0", "1", "a/b", "1/10001", "1/-2"])("--shard %s is refused", (shard) => {
  const { code, err } = onceproof("hunt", story, "--shard", shard);
  expect(code).toBe(2);
  expect(err).toContain("give i/n, such as 2/4");
});
