import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { built } from "../support/built.ts";
import { folder } from "../support/command.ts";

const command = [process.execPath, built] as const;

/** The command as a process of its own, with both of its outputs in pipes. */
function spawned(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [node, ...rest] = command;
  const { status, stdout, stderr } = spawnSync(node, [...rest, ...args], {
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "", ...env },
  });
  return { status, stdout, stderr };
}

test("in a pipe there are no colours and no bar, and --json stands alone on standard output", () => {
  const { status, stdout, stderr } = spawned(["hunt", "standard", "--seeds", "1000", "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: "onceproof.hunt/1", seeds: 1_000 });
  expect(stderr).toMatch(/hunting standard: 1 000 of 1 000 seeds/);
  expect(stdout + stderr).not.toContain("\u001B");
}, 60_000);

test("exit codes reach the shell", () => {
  expect(spawned(["run", "no-such-story"]).status).toBe(2);
  expect(spawned(["run", "lost-ack"]).status).toBe(0);
}, 60_000);

test("a reader that goes away is no error", () => {
  const line = `${command.map((word) => `'${word}'`).join(" ")} run standard --json | head -n 1`;
  const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", line], { encoding: "utf8" });
  expect(stdout).toBe("{\n");
  expect(stderr).not.toMatch(/EPIPE|Error/);
  expect(status).toBe(0);
}, 60_000);

test("a reader slower than the writer gets all of it, however much that is", () => {
  const stream = { count: 5_000, every: "1ms", to: ["orders-0"] };
  const file = join(folder(), "many.json");
  writeFileSync(file, JSON.stringify({ name: "many", producers: [{ name: "shop", stream }] }));
  const line = `${command.map((word) => `'${word}'`).join(" ")} run '${file}' --json | (sleep 1; cat)`;
  const { status, stdout } = spawnSync("bash", ["-o", "pipefail", "-c", line], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect(status).toBe(0);
  expect(stdout.length).toBeGreaterThan(1_000_000);
  const report = JSON.parse(stdout) as { readonly deliveries: readonly unknown[] };
  expect(report.deliveries).toHaveLength(5_000);
}, 60_000);

test("a file is written whole or not at all, and what was there stays when it cannot be", () => {
  const here = folder();
  const there = join(here, "repro.json");
  writeFileSync(there, "as it was");
  expect(spawned(["run", "lost-ack", "--save-repro", there]).status).toBe(0);
  expect(JSON.parse(readFileSync(there, "utf8"))).toMatchObject({ schema: "onceproof.repro/1" });
  mkdirSync(join(here, "taken"));
  expect(spawned(["run", "lost-ack", "--save-repro", join(here, "taken")]).status).toBe(2);
  expect(readdirSync(here).sort()).toEqual(["repro.json", "taken"]);
}, 60_000);
