import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onceproof } from "./support/command.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the picture of a run in the README is what the command draws, with lines left out", () => {
  const picturedRun = /npx onceproof (run [^\n]*--diagram)\n.*?\n```\n(.*?)```/s;
  const [, command = "", picture = ""] = picturedRun.exec(readme) ?? [];
  const { code, out } = onceproof(...command.split(" "));
  expect(code).toBe(0);
  const printed = out.split("\n");
  let from = 0;
  const lines = picture.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(10);
  for (const [at, line] of lines.entries()) {
    // The time of an instant stands on its first line only, which may be one of those left out.
    const next = printed.findIndex((known, index) => index >= from && isSame(known, line, at === 0));
    expect(next, `${line} is not printed`).toBeGreaterThanOrEqual(from);
    from = next + 1;
  }
});

const isSame = (printed: string, shown: string, isHeading: boolean): boolean =>
  printed.trimEnd() === shown.trimEnd() ||
  (!isHeading && printed.replace(/^.*?│/, "│") === shown.replace(/^.*?│/, "│"));

test("what the README says of the end of that run is said", () => {
  expect(onceproof("run", "sent-to-orders-17").out).toContain("Sent to orders-0 @ offset 17");
});
