import { experiments } from "./experiments.ts";
import { outcomeOf } from "./outcome.ts";

/**
 * Holds the simulator against what theory knows: `npm run conformance:theory`, and with `-- 500 1` so many repetitions from the first on. An
 * interval holds what theory says in 95 of 100 repetitions on average, so that some experiments come to a few less; this ends
 * with 1 where one comes to less than 90.
 */
const [repetitions = 100, from = 1] = process.argv.slice(2).map(Number);
for (const experiment of experiments) {
  const { expected, unit, name, theory } = experiment;
  const { mean, held } = outcomeOf(experiment, repetitions, from);
  const off = (100 * (mean / expected - 1)).toFixed(2);
  console.log(`${name}: ${theory}`);
  console.log(
    `  theory ${expected.toFixed(3)} ${unit}, simulated ${mean.toFixed(3)} (${off}%); held in ${held} of ${repetitions} repetitions`,
  );
  if (held < 0.9 * repetitions) process.exitCode = 1;
}
