import { expect, test } from "vitest";
import { huntProgressOf } from "../../../src/cli/hunt/progress.ts";
import { Tally } from "../../../src/lab/tally.ts";
import { storyNamed } from "../../support/story-run.ts";
import { barTerminal } from "../../support/bar.ts";

/** Shows a hunt of so many seeds that comes on by so many at a time; `before`: what an earlier session has run. */
function shown(total: number, step: number, { watched, before = 0 }: { watched: boolean; before?: number }) {
  const { terminal, seen } = barTerminal(watched, 160);
  const progress = huntProgressOf(terminal, { scenario: storyNamed("standard").scenario, total, before, unit: "seed" });
  const marks = {
    "duplicate-suppressed": 3,
    failed: 1_234,
    "batch-retried": 1_300,
    "batch-of-several": 2_000,
    "another-session-identified": 2_000,
    "epoch-bumped": 3_000,
    "delivery-timed-out": 4_000,
    acknowledged: 9_000,
  };
  for (let done = before + step; done < total + step; done += step) {
    const tally = { ...new Tally().toData(), runs: Math.min(done, total), violations: 2, marks };
    progress.reached({ ...tally, marks: { ...marks, "record-sent": 9_000, "record-stored": 9_000 } }, done - before);
  }
  progress.end();
  return seen();
}

test("a bar shows seeds, how many a second, violations and the marks that were hit least", () => {
  const { bar, lines } = shown(2_000, 400, { watched: true });
  expect(bar).toContain("hunting standard");
  expect(bar).toMatch(/2000\/2000, [\d ]+\/s, 2 violations, .* left; rarest duplicate-suppressed 3, failed 1 234/);
  expect(bar).not.toContain("\u001B[?25l");
  expect(lines).toEqual([]);
});

test("where nobody watches there is a line for each fifth, whatever the chunks, and none for what is done in a moment", () => {
  const { lines } = shown(2_000, 30, { watched: false });
  expect(lines.map((line) => /: ([\d ]+) of 2 000 seeds, /.exec(line)?.[1])).toEqual([
    "420",
    "810",
    "1 200",
    "1 620",
    "2 000",
  ]);
  for (const line of lines) {
    expect(line).toMatch(
      /^hunting standard: .* each second, 2 violations; rarest duplicate-suppressed 3, failed 1 234$/,
    );
  }
  expect(shown(999, 100, { watched: false }).lines).toEqual([]);
});

test("a hunt that is resumed goes on where it was", () => {
  const { lines } = shown(2_000, 100, { watched: false, before: 1_300 });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("1 600 of 2 000 seeds");
  expect(shown(2_000, 100, { watched: true, before: 1_300 }).bar).toContain("1300/2000");
});
