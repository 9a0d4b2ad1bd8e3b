import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { built } from "../../support/built.ts";
import { fileWith, folder, onceproofInTime } from "../../support/command.ts";

const sweep = [
  "name: small",
  "network: { like: flapping-link, loss: 0.2% }",
  "load: { records: 60, every: 100ms }",
  "settings: { request.timeout.ms: 1000 }",
  "vary: { grid: { delivery.timeout.ms: [2000, 60000], linger.ms: [0, 50] } }",
  "seeds: 6",
  "late: 2s",
  "",
].join("\n");

function swept(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [built, "sweep", ...args], { encoding: "utf8" });
  return { status, stderr };
}

/** All that a sweep has written but its ledger, whose order is that of the work. */
function results(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
  const kept = names.filter((name) => name !== "ledger.jsonl").toSorted();
  return Object.fromEntries(kept.map((name) => [name, readFileSync(join(path, name)).toString("base64")]));
}

const linesOf = (path: string): number => {
  const file = join(path, "ledger.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
};

async function killedAfter(lines: number, child: ChildProcess, path: string): Promise<void> {
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (linesOf(path) < lines && child.exitCode === null) await pause(5);
  child.kill("SIGKILL");
  await ended;
}

test("one thread and three, killed on the way and resumed or not: the same results byte for byte", async () => {
  const file = fileWith(sweep);
  const [one, three, killed] = [folder(), folder(), folder()];
  expect((await onceproofInTime("sweep", file, "--out", one)).code).toBe(0);
  expect(swept(file, "--out", three, "--workers", "3")).toEqual({ status: 0, stderr: "" });
  await killedAfter(2, spawn(process.execPath, [built, "sweep", file, "--out", killed], { stdio: "ignore" }), killed);
  expect(existsSync(join(killed, "points.jsonl"))).toBe(false);
  appendFileSync(join(killed, "ledger.jsonl"), '{"rows":[{"point":1,"seed":');
  expect(swept(file, "--out", killed).status).toBe(2);
  const resumed = swept(file, "--out", killed, "--resume");
  expect(resumed.status).toBe(0);
  expect(resumed.stderr).toContain("1 line of the ledger cut off or damaged");
  const [first, ...others] = [one, three, killed].map(results);
  expect(Object.keys(first ?? {})).toEqual([
    "points.jsonl",
    "points.parquet",
    "points/1.yml",
    "points/2.yml",
    "points/3.yml",
    "points/4.yml",
    "report.html",
    "runs.jsonl",
    "runs.parquet",
  ]);
  for (const other of others) expect(other).toEqual(first);
});

test("who asks for precision gets more seeds where intervals are wide, and the same ones in any number of threads", async () => {
  const precise = sweep.replace("seeds: 6", "seeds: 3");
  const file = fileWith(`${precise}precision: { share: 20%, latency: 100%, seeds: 12 }\n`);
  const [one, two] = [folder(), folder()];
  expect((await onceproofInTime("sweep", file, "--out", one)).code).toBe(0);
  expect(swept(file, "--out", two, "--workers", "2").status).toBe(0);
  expect(results(two)).toEqual(results(one));
  const points = readFileSync(join(one, "points.jsonl"), "utf8").trimEnd().split("\n");
  const runs = points.map((line) => (JSON.parse(line) as { readonly runs: number }).runs);
  expect(Math.max(...runs)).toBeGreaterThan(3);
  for (const count of runs) expect([3, 6, 12]).toContain(count);
});

test("a folder that holds another sweep, or something else, is left alone", async () => {
  const path = folder();
  const file = fileWith(sweep.replace("seeds: 6", "seeds: 2"));
  expect((await onceproofInTime("sweep", file, "--out", path)).code).toBe(0);
  const before = results(path);
  const other = await onceproofInTime("sweep", fileWith(sweep), "--out", path, "--resume");
  expect(other.code).toBe(2);
  expect(other.err).toContain("holds another sweep: it gives each 2 seeds from 1, and this one gives each 6 seeds");
  const again = await onceproofInTime("sweep", file, "--out", path);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining("go on with it by --resume")]);
  expect(results(path)).toEqual(before);
  const strange = folder();
  writeFileSync(join(strange, "thesis.txt"), "mine");
  const refused = await onceproofInTime("sweep", file, "--out", strange);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("holds something else (thesis.txt)")]);
  expect(readdirSync(strange)).toEqual(["thesis.txt"]);
});

test("a file that cannot be taken is refused before anything is written", async () => {
  const path = join(folder(), "d");
  const { code, err } = await onceproofInTime(
    "sweep",
    fileWith(sweep.replace("flapping-link", "flapping")),
    "--out",
    path,
  );
  expect(code).toBe(2);
  expect(err).toMatch(/:2: network.like is "flapping", and must be .*flapping-link/);
  expect(existsSync(path)).toBe(false);
});
