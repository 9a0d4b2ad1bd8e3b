import { experiments } from "./experiments.ts";
import { isOftenEnough, isWithinAHundredth, outcomeOf } from "./outcome.ts";

/**
 * Holds the simulator against what theory knows: `npm run conformance:theory`, and with `-- 500 1` so many repetitions
 * from the first on. An experiment passes where all its repetitions together are known to lie within 1% of theory, and
 * their own intervals hold it about as often as they say. Each is judged once more by a theory that is 2% off, which must
 * not pass. Ends with 1 where one fails.
 */
const [repetitions = 100, from = 1] = process.argv.slice(2).map(Number);
let [passed, failed, caught] = [0, 0, 0];
for (const experiment of experiments) {
  const { expected, unit, name, theory } = experiment;
  const { together, held } = outcomeOf(experiment, repetitions, from);
  const off = (value: number): string => (100 * (value / expected - 1)).toFixed(2);
  console.log(`${name}: ${theory}`);
  console.log(
    `  theory ${expected.toFixed(3)} ${unit}, simulated ${together.estimate.toFixed(3)}: ${off(together.estimate)}% [${off(together.low)}, ${off(together.high)}] off; within 1% or their own intervals in ${held} of ${repetitions} repetitions`,
  );
  if (isWithinAHundredth(together, expected) && isOftenEnough(held, repetitions)) passed++;
  else failed++;
  if (!isWithinAHundredth(together, 1.02 * expected) && !isWithinAHundredth(together, 0.98 * expected)) caught++;
}
console.log(`a theory that is 2% off does not pass in ${caught} of ${experiments.length} experiments`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || caught < experiments.length) process.exitCode = 1;
