import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inlineMore } from "../src/cli/engine.ts";
import { planOf } from "../src/lab/sweep/plan.ts";
import { sweepSchema } from "../src/lab/sweep/spec.ts";
import { taskRunner } from "../src/lab/sweep/work.ts";

/**
 * `npm run bench:sweep`: records a second of a sweep's runs in one thread, beside the same experiment in SimPy, which knows
 * nothing of Kafka (`pip install simpy`; left out where Python has none). In turn, so that both meet the same machine.
 */
const runs = Number(process.argv[2] ?? 60);
const turns = 3;

const plan = planOf(
  sweepSchema.parse({
    name: "bench",
    network: { delay: "2ms", loss: "1%" },
    load: { records: 1_000, every: "2ms" },
    settings: { "request.timeout.ms": 500, "linger.ms": 5 },
    vary: { list: [{ "retry.backoff.ms": 100 }] },
    seeds: runs,
  }),
  () => "",
);

const perSecond = (records: number, seconds: number): string => Math.round(records / seconds).toLocaleString("en");

function ours(): string {
  const run = taskRunner(plan);
  const begun = performance.now();
  const done = run({ point: 1, from: 1, count: runs });
  if ("mistake" in done) throw new Error(done.mistake.what);
  const records = done.rows.reduce((sum, row) => sum + row.records, 0);
  return perSecond(records, (performance.now() - begun) / 1_000);
}

function simpy(): string {
  const program = fileURLToPath(new URL("../../bench/simpy/sweep.py", import.meta.url));
  const { status, stdout } = spawnSync("python3", [program, String(runs)], { encoding: "utf8" });
  if (status !== 0) return "left out: Python has no SimPy (pip install simpy)";
  const [records = 0, seconds = 1] = stdout.trim().split(" ").map(Number);
  return perSecond(records, seconds);
}

inlineMore();
ours();
for (let turn = 0; turn < turns; turn++) console.log(`records a second: onceproof ${ours()}, SimPy ${simpy()}`);
