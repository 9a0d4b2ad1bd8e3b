import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import { onceproof, onceproofInTime, printed } from "../../support/command.ts";

const text = [
  "name: asked",
  "network: flapping-link",
  "load: { records: 100, every: 100ms }",
  "settings: { request.timeout.ms: 1000 }",
  "vary: { grid: { delivery.timeout.ms: [1500, 60000, 500] } }",
  "baseline: { delivery.timeout.ms: 60000 }",
  "seeds: 6",
  "",
].join("\n");

let path = "";
let said = "";

beforeAll(async () => {
  path = mkdtempSync(join(tmpdir(), "onceproof-"));
  writeFileSync(join(path, "asked.yml"), text);
  const { code, out } = await onceproofInTime("sweep", join(path, "asked.yml"), "--out", join(path, "d"));
  expect(code).toBe(0);
  said = out;
});
afterAll(() => rmSync(path, { recursive: true, force: true }));

const d = () => join(path, "d");

test("each estimate is told with its interval, and a change of one setting in words with its seeds", () => {
  const cells = said.split("\n").find((line) => line.startsWith("1 "));
  expect(cells).toMatch(/delivery\.timeout\.ms=1500 +[\d.]+% \[[\d.]+, [\d.]+\]/);
  expect(said).toMatch(/3 +delivery\.timeout\.ms=500 +refused/);
  expect(said).toMatch(
    /Lowering delivery\.timeout\.ms from 60000 to 1500 makes [\d ]+ \[[\d ]+, [\d ]+\] more of 100,000 records fail/,
  );
  expect(said).toContain("6 seeds");
});

test("SQL over runs and points comes to what the command says", async () => {
  const sql =
    "select p.failed, sum(r.failed) / sum(r.records) as computed from points p join runs r using (point) where point = 1 group by 1";
  const [row] = printed<{ failed: number; computed: number }[]>(
    await onceproofInTime("sweep", "query", d(), sql, "--json"),
  );
  expect(row?.computed).toBeGreaterThan(0);
  expect(row?.failed).toBeCloseTo(row?.computed ?? 0, 12);
  const lines = await onceproofInTime(
    "sweep",
    "query",
    d(),
    "select delivery_timeout_ms, runs, refusal from points order by 1",
  );
  expect(lines.out).toMatch(
    /^delivery_timeout_ms +runs +refusal\n500 +0 +delivery\.timeout\.ms must be .*\n1500 +6 +-\n60000 +6 +-$/,
  );
  const wrong = await onceproofInTime("sweep", "query", d(), "selec 1");
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("the tables are runs and points")]);
});

test("JSON lines and Parquet hold the same", async () => {
  const lines = readFileSync(join(d(), "runs.jsonl"), "utf8").trimEnd().split("\n");
  const plain = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const asked = printed<Record<string, unknown>[]>(
    await onceproofInTime("sweep", "query", d(), "select * from runs order by point, seed", "--json"),
  );
  const comparable = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? null : String(value)])),
    );
  expect(comparable(asked)).toEqual(comparable(plain));
});

test("of the worst run of a point it is told when records failed and why, and the command shows that very run", async () => {
  const { code, out } = await onceproofInTime("sweep", "explain", d(), "1");
  expect(code).toBe(0);
  expect(out).toMatch(/failed with TimeoutException; their callbacks ran from/);
  expect(out).toMatch(/split of shop and broker-1 at .* for/);
  const [, file = "", seed = ""] = /see it: npx onceproof run (\S+) --seed (\d+)/.exec(out) ?? [];
  const run = printed<{ digest: string }>(onceproof("run", file, "--seed", seed, "--json"));
  const row = readFileSync(join(d(), "runs.jsonl"), "utf8")
    .split("\n")
    .find((line) => line.startsWith(`{"point":1,"seed":${seed},`));
  expect(row).toContain(`"digest":"${run.digest}"`);
});

test("a point's numbers can be computed anew, and a run that comes out otherwise is noticed", async () => {
  const { code, out, err } = await onceproofInTime("sweep", "again", d(), "1");
  expect([code, err]).toEqual([0, "6 runs again, and each of them the same"]);
  const told = /^1 .*?(\d+(?:\.\d+)?% \[[^\]]+\])/m.exec(said)?.[1] ?? "?";
  expect(out).toContain(told);
  const { isSame } = printed<{ isSame: boolean }>(await onceproofInTime("sweep", "again", d(), "2", "--json"));
  expect(isSame).toBe(true);
});

test("a point that is not there, was refused, or a folder without a sweep is met with one line", async () => {
  expect((await onceproofInTime("sweep", "explain", d(), "9")).err).toContain("point 9: the sweep has points 1 to 3");
  expect((await onceproofInTime("sweep", "explain", d(), "3")).err).toContain("point 3: the client refuses it");
  expect((await onceproofInTime("sweep", "explain", d(), "1", "--seed", "99")).err).toContain("its seeds are 1 to 6");
  const { code, err } = await onceproofInTime("sweep", "again", path, "1");
  expect([code, err]).toEqual([2, expect.stringContaining("holds no sweep")]);
});

test("a setting that is called as a measure is has a column of its own", async () => {
  const folder = join(path, "retries");
  const file = join(path, "retries.yml");
  writeFileSync(file, text.replace(/vary:.*\nbaseline:.*\n/, "vary: { grid: { retries: [1, 7] } }\n"));
  expect((await onceproofInTime("sweep", file, "--out", folder)).code).toBe(0);
  const asked = await onceproofInTime(
    "sweep",
    "query",
    folder,
    "select setting_retries, max(retries) < 7 from runs group by 1 order by 1",
  );
  expect(
    asked.out
      .split("\n")
      .slice(1)
      .map((line) => line.split(/ +/)[0]),
  ).toEqual(["1", "7"]);
});

test("a rule is told with its verdict and, for each circumstance, the numbers, the seeds and the command behind them", async () => {
  const f = join(path, "folklore");
  const { code, out } = await onceproofInTime("sweep", "folklore", "delivery-covers-linger-and-request", "--out", f);
  expect(code).toBe(0);
  expect(out).toMatch(/^TRUE +delivery\.timeout\.ms has to be at least linger\.ms \+ request\.timeout\.ms/);
  expect(out).toMatch(/holds with the Java client.*\(4 seeds\)/s);
  const [, folder = ""] = /npx onceproof sweep again (\S+) 1/.exec(out) ?? [];
  expect((await onceproofInTime("sweep", "again", folder, "1")).code).toBe(0);
  const unknown = await onceproofInTime("sweep", "folklore", "moon-phase");
  expect([unknown.code, unknown.err]).toEqual([
    2,
    expect.stringContaining('no rule is called "moon-phase"; did you mean'),
  ]);
});
