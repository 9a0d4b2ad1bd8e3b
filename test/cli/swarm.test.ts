import { join } from "node:path";
import { expect, test } from "vitest";
import { drawnSeedOf } from "../../src/lab/seeds.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";
import { fileWith, folder, onceproof, onceproofInTime, printed } from "../support/command.ts";

interface Hunted {
  readonly violations: number;
  readonly fingerprints: readonly { readonly fingerprint: string; readonly count: number; readonly repro: string }[];
  readonly coverage?: {
    readonly states: number;
    readonly seeds: number;
    readonly arrivals: readonly { readonly seeds: number; readonly states: number }[];
    readonly nextSeed: { readonly estimate: number; readonly low: number; readonly high: number };
    readonly seenOnce: readonly { readonly state: string; readonly seed: number }[];
  };
}

interface Ran {
  readonly digest: string;
  readonly outcome: string;
  readonly drawn?: string;
}

/** The words of a command behind `npx onceproof`. */
const wordsOf = (command: string): readonly string[] => command.split(" ").slice(2);

test("the built-in profiles are listed with what they are for", () => {
  const listed = printed<readonly { readonly name: string; readonly title: string }[]>(
    onceproof("list", "swarms", "--json"),
  );
  expect(listed.map(({ name }) => name)).toEqual(["calm", "default", "storm"]);
  for (const { title } of listed) expect(title.length).toBeGreaterThan(30);
});

test("the first line of a hunted run says what was drawn, and its digest is that of the hunt's run", () => {
  const said = onceproof("run", "standard", "--seed", "7", "--swarm", "own");
  expect(said.out.split("\n")[0]).toMatch(
    /^drawn for seed 7 \(own\): .*records of \d+ B every .*request\.timeout\.ms=\d+/,
  );
  const report = printed<Ran>(onceproof("run", "standard", "--seed", "7", "--swarm", "own", "--json"));
  expect(report.drawn).toBe(said.out.split("\n")[0]);
  expect(report.digest).toBe(drawnSeedOf({ scenario: standard.scenario, overrides: {} })(7, { keep: "none" }).digest);
  expect(printed<Ran>(onceproof("run", "standard", "--seed", "7", "--json"))).not.toHaveProperty("drawn");
});

test("a hunted run is kept as a repro without a seed, which gives the same run", () => {
  const file = join(folder(), "seven.json");
  const asked = ["run", "standard", "--seed", "11", "--swarm", "storm", "--json"];
  const { digest } = printed<Ran>(onceproof(...asked, "--save-repro", file));
  const replayed = onceproof("replay", file, "--json");
  expect(printed<Ran>(replayed).digest).toBe(digest);
  expect(onceproof("run", file, "--swarm", "default").err).toContain("is a repro, of which nothing is drawn");
});

test("a variation draws anew what it names; a wrong name is met with what there is", () => {
  const digest = (...more: readonly string[]): string =>
    printed<Ran>(onceproof("run", "standard", "--seed", "5", "--swarm", "own", "--json", ...more)).digest;
  expect(digest("--vary", "luck=2")).not.toBe(digest());
  expect(digest("--vary", "luck=2")).toBe(digest("--vary", "luck=2"));
  expect(onceproof("run", "standard", "--vary", "luk=2").err).toContain('did you mean "luck"?');
  expect(onceproof("run", "standard", "--vary", "luck").code).toBe(2);
});

test("bounds that a scenario does not have, or that there are none of, are told", () => {
  const file = fileWith("name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\n");
  expect(onceproof("run", file, "--swarm", "own").err).toContain("has no section swarm");
  expect(onceproof("run", file, "--swarm", "tempest").err).toContain(
    "Allowed choices are own, calm, default, storm, none",
  );
  expect(onceproof("run", file, "--swarm", "none").out).toMatch(/^drawn for seed 1 \(none\): nothing$/m);
});

test("a hunt of the restarted producer finds one way of failing, and the command that it prints shows it", async () => {
  const said = await onceproofInTime("hunt", "producer-restart", "--seeds", "60", "--json");
  expect(said.code).toBe(10);
  const { fingerprints } = printed<Hunted>(said);
  expect(fingerprints.map(({ fingerprint }) => fingerprint)).toEqual([
    "stored-once-end-to-end/second-copy/producer-restarted",
  ]);
  const [found] = fingerprints;
  expect(found?.repro).toMatch(/^npx onceproof run producer-restart --swarm default --seed \d+$/);
  const again = onceproof(...wordsOf(found?.repro ?? ""));
  expect(again.code).toBe(10);
  expect(again.out).toContain("stored-once-end-to-end (safety) broke");
  // As the story is written it means to show that, and is as expected.
  expect(onceproof("run", "producer-restart").code).toBe(0);
});

test("without a swarm only the seed differs from run to run, and what the story means to show excuses nothing", async () => {
  const said = await onceproofInTime("hunt", "producer-restart", "--seeds", "5", "--swarm", "none", "--json");
  expect(said.code).toBe(10);
  expect(printed<Hunted>(said).violations).toBe(5);
});

test("a storm finds in the standard load what its own bounds leave out: a producer that starts again", async () => {
  const [own, storm] = [
    await onceproofInTime("hunt", "standard", "--seeds", "60", "--json"),
    await onceproofInTime("hunt", "standard", "--seeds", "60", "--swarm", "storm", "--json"),
  ];
  expect([own.code, storm.code]).toEqual([0, 10]);
  expect(printed<Hunted>(storm).fingerprints.map(({ fingerprint }) => fingerprint)).toContain(
    "stored-once-end-to-end/second-copy/producer-restarted",
  );
});

test("a hunt tells which states it has seen, how they came, and what may be left", async () => {
  const whole = await onceproofInTime("hunt", "standard", "--seeds", "60", "--coverage");
  expect(whole.out).toMatch(/^states of behaviour +\d+, \d+ of them in one seed only$/m);
  expect(whole.out).toMatch(/^as they came +\d+ after 1 seed, \d+ after 2 seeds/m);
  expect(whole.out).toMatch(
    /^not seen yet +one more seed shows something new with \d+\.\d+% \(95%: \d+\.\d+% to \d+\.\d+%\)/m,
  );
  const { coverage } = printed<Hunted>(
    await onceproofInTime("hunt", "standard", "--seeds", "60", "--coverage", "--json"),
  );
  expect(coverage?.seeds).toBe(60);
  expect(coverage?.arrivals.at(-1)).toEqual({ seeds: 60, states: coverage?.states });
  expect(coverage?.nextSeed.low).toBeLessThanOrEqual(coverage?.nextSeed.estimate ?? -1);
  expect(coverage?.seenOnce.length).toBeGreaterThan(5);
  expect(printed<Hunted>(await onceproofInTime("hunt", "standard", "--seeds", "2", "--json"))).not.toHaveProperty(
    "coverage",
  );
});

test("what the shards of a hunt have seen is, put together, what one has seen alone", async () => {
  const [one, two] = [join(folder(), "one"), join(folder(), "two")];
  const asked = ["hunt", "standard", "--seeds", "41", "--coverage"];
  await onceproofInTime(...asked, "--shard", "1/2", "--out", one);
  await onceproofInTime(...asked, "--shard", "2/2", "--out", two);
  const merged = printed<Hunted>(onceproof("hunt", "--merge", one, two, "--json"));
  const whole = printed<Hunted>(await onceproofInTime(...asked, "--json"));
  expect(merged.coverage).toEqual(whole.coverage);
  // One that did not count is another hunt.
  const third = join(folder(), "three");
  await onceproofInTime("hunt", "standard", "--seeds", "41", "--shard", "1/2", "--out", third);
  expect(onceproof("hunt", "--merge", third, two).err).toContain("counts no states of behaviour");
});
