import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { onceproof } from "../support/command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs something of the project in a process of its own, as its reader would. */
function ran(...command: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
  return { stdout, stderr };
}

const says: Readonly<Record<string, RegExp>> = {
  "lost-ack.ts":
    /^Sent to orders-0 @ offset 0, at attempt 2\nin the log: order-42\nwithout idempotence: order-42, order-42\n$/,
  "property-test.ts":
    /^200 scenarios: every acknowledged record is in the log\nwithout idempotence a record is stored twice as soon as: \[\{.*\}\]\n$/,
  "draw.ts": /time billing +broker-1\n[\s\S]*, delayed by 300ms[\s\S]*□ duplicate on invoices-0/,
};

test.each(Object.entries(says))(
  "examples/%s runs and says what it is there to say",
  (name, pattern) => {
    expect(ran("node_modules/tsx/dist/cli.mjs", `examples/${name}`).stdout).toMatch(pattern);
  },
  60_000,
);

test("examples/own-scenario.yaml comes out as it says it does", () => {
  const { code, out } = onceproof("run", `${root}/examples/own-scenario.yaml`);
  expect(code, out).toBe(0);
  expect(out).toContain("Sent to payments-0 @ offset 100");
});

test("one's own tests pass under node:test", () => {
  expect(ran("--test", "--test-reporter=tap", "examples/own-tests/node-test.mjs").stdout).toMatch(/^# pass 3$/m);
}, 60_000);

test("one's own tests pass under Jest", () => {
  const jest = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
  const { stderr } = ran(...jest, "--rootDir", ".", "--testMatch", "**/examples/own-tests/jest.mjs");
  expect(stderr).toMatch(/^Tests: +3 passed, 3 total$/m);
}, 60_000);

test("no example is left without a test", () => {
  // Those that are tests themselves run with the others.
  const programs = readdirSync(`${root}/examples`).filter((name) => !name.endsWith(".test.ts"));
  expect(programs.sort()).toEqual([...Object.keys(says), "own-scenario.yaml", "own-tests", "sweeps"].sort());
});
