import { expect, test } from "vitest";
import { checkLines } from "../../src/cli/commands/check.ts";
import { colorsThat } from "../../src/cli/terminal.ts";
import { Tally } from "../../src/lab/tally.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { fileWith, onceproof, onceproofInTime, printed } from "../support/command.ts";

/** Falls short of what it says for every seed. */
const wrong = "name: wrong\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\nexpect: { acked: 2 }\n";

test("a hunt over the standard load finds nothing, and says what it has seen", async () => {
  const said = await onceproofInTime("hunt", "standard", "--seeds", "40", "--json");
  expect(said.code).toBe(0);
  expect(printed(said)).toMatchObject({
    schema: "onceproof.hunt/1",
    seeds: 40,
    violations: 0,
    fingerprints: [],
    elapsedMillis: 1_000,
  });
  const { marks, events } = printed<{ marks: Record<string, number>; events: number }>(said);
  expect(events).toBeGreaterThan(40 * 200);
  expect(marks["duplicate-suppressed"]).toBeGreaterThan(40);
});

test("what a hunt finds comes with how often, and with the command for its first seed", async () => {
  const file = fileWith(wrong);
  const said = await onceproofInTime("hunt", file, "--swarm", "none", "--seeds", "3", "--from", "5", "--json");
  expect(said.code).toBe(10);
  expect(printed(said)).toMatchObject({
    violations: 3,
    fingerprints: [
      {
        fingerprint: "as-the-scenario-says/acked",
        property: "as-the-scenario-says",
        count: 3,
        repro: `npx onceproof run ${file} --swarm none --seed 5`,
      },
    ],
  });
  expect((await onceproofInTime("hunt", file, "--swarm", "none", "--seeds", "3")).out).toContain(
    `see it: npx onceproof run ${file} --swarm none --seed 1`,
  );
});

test("a hunt over runs that reach their limit ends with 11", async () => {
  const file = fileWith(`${wrong.replace("acked: 2", "{}").replace("expect: { {} }", "limits: { time: 5ms }")}`);
  expect((await onceproofInTime("hunt", file, "--seeds", "2")).code).toBe(11);
});

test("a check says in one line that every seed gave the same run twice", () => {
  const { code, out } = onceproof("check", "standard", "--seeds", "10");
  expect(code).toBe(0);
  expect(out).toMatch(/^10 seeds run twice, [\d ]+ events each time: the same both times; no violation$/);
  expect(printed(onceproof("check", "standard", "--seeds", "3", "--json"))).toMatchObject({
    schema: "onceproof.check/1",
    seeds: 3,
    runs: 6,
    deterministic: true,
    differences: [],
  });
  expect(onceproof("check", fileWith(wrong), "--seeds", "2").code).toBe(10);
});

test("a difference is told with the first entry that differs and what was before it", () => {
  const first = { entry: 3, before: ["0us  a", "1us  b"], one: "2us  c", other: undefined };
  const differences = [{ seed: 7, digests: ["11", "22"] as const, first }];
  const lines = checkLines({ tally: new Tally(), differences }, "again", colorsThat(false));
  expect(lines).toEqual([
    "seed 7 gave 11 and 22; run it with: again 7",
    "  the traces part at entry 3; before it:",
    "      0us  a",
    "      1us  b",
    "    1 2us  c",
    "    2 (this trace has ended)",
    "0 seeds run twice, 0 events each time: 1 seed differed; no violation",
  ]);
});

test("the main job tells every story in one line, then hunts, and sums up", async () => {
  const { code, out, err } = await onceproofInTime("main", "--seeds", "1000");
  expect(code).toBe(0);
  for (const { name, deed } of stories.filter((story) => story.name !== "standard")) {
    const line = out.split("\n").find((candidate) => candidate.includes(` npx onceproof run ${name} `));
    expect(line, name).toMatch(/^✓ .* as expected /);
    expect(line).toContain(deed);
  }
  expect(out).toMatch(/^seeds +1 000 \(1 000 each second\)$/m);
  expect(out).toMatch(/^faults +[\d ]+ × clog, [^]* × drop, [^]* × split$/m);
  expect(out).toMatch(/^duplicates suppressed +[1-9]/m);
  expect(out).toMatch(/^violations +none \(and \d+ allowed for\)$/m);
  expect(err.split("\n")).toHaveLength(5);
  expect(err).toMatch(
    /^hunting standard: 2\d\d of 1 000 seeds, [\d ]+ each second, no violation; rarest [a-z-]+ \d+, [a-z-]+ \d+$/m,
  );
});

test("goldens are printed for other runtimes to compare", () => {
  const found = printed<readonly { scenario: string; seed: number; digest: string }[]>(onceproof("goldens", "--json"));
  expect(found.filter(({ scenario }) => scenario === "standard")).toHaveLength(200);
  expect(found.map(({ scenario }) => scenario)).toContain("lost-ack");
});
