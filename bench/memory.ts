import { prepare } from "../src/scenarios/compile.ts";
import { run } from "../src/scenarios/run.ts";
import { scenarioSchema } from "../src/scenarios/spec.ts";

/**
 * A run of ten million records in constant memory: logs and deliveries are not kept, the ledger forgets what ended as it
 * should, and every promise is still watched. Prints the peak of the process; exits with 1 above 256 MB. It is run with
 * its heap capped at 96 MB: what the engine has not bothered to collect is no memory that the run needs, and a run that
 * needed more would die.
 */
const records = Number(process.argv[2] ?? 10_000_000);
const limit = 256;

const scenario = scenarioSchema.parse({
  name: "ten-million",
  network: { discipline: "tcp", delay: { from: "1ms", to: "2ms" }, cut: "0.05%" },
  producers: [
    {
      name: "shop",
      config: { "linger.ms": 5, "batch.size": 1_024 },
      stream: { count: records, every: "20us", to: ["orders-0"], valueBytes: 16 },
    },
  ],
  limits: { events: 1_000_000_000, time: "24h" },
});

const started = process.hrtime.bigint();
const result = run(prepare(scenario, { keepHistory: false }));
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const peak = process.resourceUsage().maxRSS / 1_024;
const marks = result.marks;
const figures = [
  { name: "records", value: marks["record-stored"] ?? 0, unit: "records" },
  { name: "acknowledged", value: marks.acknowledged ?? 0, unit: "records" },
  { name: "connections-cut", value: marks["connection-cut"] ?? 0, unit: "cuts" },
  { name: "duplicates-suppressed", value: marks["duplicate-suppressed"] ?? 0, unit: "batches" },
  { name: "events", value: result.events, unit: "events" },
  { name: "seconds", value: Math.round(seconds * 10) / 10, unit: "s" },
  { name: "peak-memory", value: Math.round(peak), unit: "MB" },
];
for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
if (result.outcome !== "as-expected" || (marks["record-stored"] ?? 0) !== records) {
  process.stderr.write(`the run is ${result.outcome}: ${JSON.stringify(result.violations[0] ?? result.marks)}\n`);
  process.exitCode = 1;
} else if (peak > limit) {
  process.stderr.write(`the peak of ${Math.round(peak)} MB is above ${limit} MB\n`);
  process.exitCode = 1;
}
