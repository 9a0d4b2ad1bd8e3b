import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, onceproof, onceproofInTime, printed } from "../../support/command.ts";

const hunt = ["hunt", "gallery/Z12", "--seeds", "120", "--guided"] as const;

interface Report {
  readonly seeds: number;
  readonly violations: number;
  readonly fingerprints: readonly { readonly fingerprint: string; readonly repro: string }[];
  readonly coverage: { readonly seenOnce: readonly { readonly seed: number; readonly vary?: string }[] };
}

const told = (said: { readonly out: string }): object => {
  const { elapsedMillis: _, ...report } = JSON.parse(said.out) as { elapsedMillis: number };
  return report;
};

test("a guided hunt is the same each time, counts states and varies some seeds", async () => {
  const one = await onceproofInTime(...hunt, "--json");
  expect(one.code).toBe(10);
  expect(told(await onceproofInTime(...hunt, "--json"))).toEqual(told(one));
  const { seeds, coverage } = printed<Report>(one);
  expect(seeds).toBe(120);
  expect(coverage).not.toHaveProperty("nextSeed");
  expect(coverage.seenOnce.some(({ vary }) => vary !== undefined)).toBe(true);
  // Fewer fresh seeds than runs: a fourth of these are variations.
  expect(Math.max(...coverage.seenOnce.map(({ seed }) => seed))).toBeLessThan(100);
});

/** A guided hunt of which the smallest failing run is a variation; where it begins hangs on what is drawn. */
async function foundByVarying(): Promise<string> {
  for (let from = 1_601; from < 6_000; from += 200) {
    const { out } = await onceproofInTime("hunt", "gallery/Z25", "--seeds", "80", "--from", String(from), "--guided");
    if (out.includes(" --vary ")) return out;
  }
  throw new Error("no variation was the smallest of any of these hunts");
}

test("what it finds in a variation is shown by the command that it prints", async () => {
  const out = await foundByVarying();
  expect(out).toMatch(/^runs +80 \(/m);
  expect(out).toContain("no estimate: what is run was chosen by what was seen");
  const [, number, seed, vary] = /smallest run: run (\d+) \(seed (\d+), vary (\S+)\)/.exec(out) ?? [];
  expect(Number(seed)).toBeLessThan(Number(number));
  const command = /see it: npx onceproof (run .*)$/m.exec(out)?.[1] ?? "";
  expect(command).toContain(`--seed ${seed} --vary ${vary}`);
  const again = onceproof(...command.split(" "));
  expect(again.code).toBe(10);
  expect(again.out).toContain("stored-once-end-to-end (safety) broke");
});

test("it goes on where it was killed, also where its ledger has holes, and keeps the repros of its variations", async () => {
  const [out, undisturbed] = [join(folder(), "d"), join(folder(), "d")];
  const whole = await onceproofInTime(...hunt, "--out", undisturbed, "--json");
  const lines = readFileSync(join(undisturbed, "ledger.jsonl"), "utf8").split("\n");
  expect(lines.length).toBeGreaterThan(6);
  await onceproofInTime(...hunt, "--out", out, "--json");
  // The second generation is gone, and the end.
  writeFileSync(join(out, "ledger.jsonl"), [...lines.slice(0, 5), ...lines.slice(6, -3), ""].join("\n"));
  const resumed = await onceproofInTime(...hunt, "--out", out, "--resume", "--json");
  expect(JSON.stringify(told(resumed)).replaceAll(out, undisturbed)).toBe(JSON.stringify(told(whole)));
  for (const { repro } of printed<Report>(resumed).fingerprints) {
    expect(onceproof("replay", repro).code).toBe(10);
    expect(readFileSync(repro, "utf8")).toBe(readFileSync(repro.replace(out, undisturbed), "utf8"));
  }
});

test("what it cannot be is refused in one line", async () => {
  const out = join(folder(), "d");
  await onceproofInTime("hunt", "gallery/Z12", "--seeds", "20", "--guided", "--out", out);
  const refusals: readonly (readonly [args: readonly string[], said: string])[] = [
    [["gallery/Z12", "--guided", "--shard", "1/2"], "--guided: decides by all that the hunt has seen"],
    [["gallery/Z12", "--guided", "--swarm", "none"], "of Z12 nothing is drawn"],
    [["--merge", out], "is of a guided hunt, which has no parts"],
    [
      ["gallery/Z12", "--seeds", "20", "--coverage", "--out", out, "--resume"],
      "it is guided, and this one is not guided",
    ],
  ];
  for (const [args, said] of refusals) {
    const { code, err } = await onceproofInTime("hunt", ...args);
    expect([code, err.split("\n").length]).toEqual([2, 1]);
    expect(err).toContain(said);
  }
});
