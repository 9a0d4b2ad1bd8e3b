import { experiments } from "./experiments.ts";
import { outcomeOf } from "./outcome.ts";

/**
 * Holds the simulator against what theory knows: `npm run conformance:theory`, and with `-- 500` so many repetitions. Ends
 * with 1 where fewer than 95 of 100 repetitions hold what theory says.
 */
const repetitions = Number(process.argv[2] ?? 100);
for (const experiment of experiments) {
  const { expected, unit, name, theory } = experiment;
  const { mean, held } = outcomeOf(experiment, repetitions);
  const off = (100 * (mean / expected - 1)).toFixed(2);
  console.log(`${name}: ${theory}`);
  console.log(
    `  theory ${expected.toFixed(3)} ${unit}, simulated ${mean.toFixed(3)} (${off}%); held in ${held} of ${repetitions} repetitions`,
  );
  if (held < 0.95 * repetitions) process.exitCode = 1;
}
