import { expect, test } from "vitest";
import { driven, progressOf } from "../../src/cli/progress.ts";
import { barTerminal } from "../support/bar.ts";

function* counting(to: number): Generator<number, number> {
  for (let done = 1; done <= to; done++) yield done;
  return to;
}

/** Drives an engine of as many steps, and gives what was written to the bar's stream and as lines. */
function shown(steps: number, watched: boolean): { readonly bar: string; readonly lines: readonly string[] } {
  const { terminal, seen } = barTerminal(watched, 100);
  expect(driven(counting(steps), progressOf(terminal, "hunting x", steps))).toBe(steps);
  return seen();
}

test("where somebody watches there is a bar, and it leaves the cursor alone", () => {
  const { bar, lines } = shown(2_000, true);
  expect(bar).toContain("hunting x");
  expect(bar).toContain("2000/2000 seeds");
  expect(bar).not.toContain("\u001B[?25l");
  expect(lines).toEqual([]);
});

test("where nobody does there are five lines, and none for what is done in a moment", () => {
  expect(shown(2_000, false)).toEqual({
    bar: "",
    lines: ["400", "800", "1 200", "1 600", "2 000"].map((done) => `hunting x: ${done} of 2 000 seeds`),
  });
  expect(shown(999, false).lines).toEqual([]);
});
