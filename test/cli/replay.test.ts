import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunReport } from "../../src/scenarios/report.ts";
import { folder, onceproof, printed } from "../support/command.ts";

/** Saves a run, and gives the file and the digest. */
function saved(...args: readonly string[]): { readonly file: string; readonly digest: string; readonly code: number } {
  const file = join(folder(), "repro.json");
  const said = onceproof("run", ...args, "--save-repro", file, "--json");
  return { file, digest: printed<RunReport>(said).digest, code: said.code };
}

test.each([[["standard", "--seed", "7"]], [["past-the-window"]], [["zombie", "--set", "linger.ms=3"]]])(
  "a saved run of %s is replayed with the same digest and exit code, whatever the seed",
  (args) => {
    const { file, digest, code } = saved(...args);
    for (const seed of [[], ["--seed", "99"]]) {
      const said = onceproof("replay", file, "--json", ...seed);
      expect(said.code).toBe(code);
      expect(printed<RunReport>(said).digest).toBe(digest);
    }
  },
);

test("what broke a promise breaks it again in its repro", () => {
  const { file } = saved("renumbered-in-doubt");
  const { code, out } = onceproof("replay", file);
  expect(code).toBe(0);
  expect(out).toMatch(/acknowledged-exactly-once \(safety\) broke at 1\.\d+s/);
  expect(out).toContain(`npx onceproof replay ${file}`);
});

test("a repro that runs otherwise than it was written ends with 12 and one line", () => {
  const { file, digest } = saved("lost-ack");
  writeFileSync(file, readFileSync(file, "utf8").replace(digest, "0123456789abcdef"));
  const { code, err } = onceproof("replay", file);
  expect(code).toBe(12);
  expect(err.split("\n")).toHaveLength(1);
  expect(err).toContain(`0123456789abcdef; this one has ${digest}`);
});

test("--until draws what happened up to a time, and nothing after it", () => {
  const { file } = saved("lost-ack");
  const { out } = onceproof("replay", file, "--until", "15s");
  expect(out).toContain("lost ✗── Produce response #1: ok, offset 0");
  expect(out).not.toContain("□ duplicate");
  expect(onceproof("replay", file, "--diagram").out).toContain("□ duplicate");
  expect(onceproof("replay", file, "--until", "15").err).toContain("is no time");
});

test("a repro is run like any file, but not over many seeds: it has but one run", () => {
  const { file, digest } = saved("lost-ack");
  expect(printed<RunReport>(onceproof("run", file, "--json")).digest).toBe(digest);
  const { code, err } = onceproof("hunt", file, "--seeds", "5");
  expect(code).toBe(2);
  expect(err).toContain("is a repro");
});
