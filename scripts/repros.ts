import { parseArgs } from "node:util";
import { everything, replayedUnderAnotherGenerator } from "./repros/replayed.ts";

/**
 * Saves runs of hunts, changes the generator from which they were drawn, and replays them: `npm run repros -- --count 1000`.
 */
const { values } = parseArgs({ options: { count: { type: "string", default: "1000" } } });
const begun = performance.now();
const { saved, others, movedSeeds, asked } = replayedUnderAnotherGenerator(Number(values.count), everything);
const same = saved.length - others.length;
console.log(
  `${same} of ${saved.length} saved runs replay to the same digest under another generator, asking it for ${asked} numbers`,
);
console.log(
  `${movedSeeds} of their seeds draw another scenario with it; ${Math.round((performance.now() - begun) / 1_000)} s`,
);
for (const { name, seed, digest } of others) console.log(`another run: ${name}, seed ${seed}, ${digest}`);
if (others.length > 0) process.exitCode = 1;
