import { inlineMore } from "../src/cli/engine.ts";
import { type Figure, nanosPerStep } from "./measure.ts";
import { heapHold, kernelEvents, standardSeeds } from "./work.ts";

const usage = `Usage: npm run bench [-- --json] [-- --short] [-- --plain]

Measures the simulator against a bare heap in the same process, and prints ratios. The engine is set as the command
sets it for long hunts: it may inline more than it would by itself.
  --json   one object a line: name, value, unit
  --short  fewer rounds: good enough to see that it runs, not to compare with
  --plain  the engine as it is`;

const options: readonly string[] = ["--json", "--short", "--plain"];

function figures(short: boolean): readonly Figure[] {
  const rounds = short ? { warmUp: 1, measured: 2 } : { warmUp: 4, measured: 8 };
  const seeds = short ? 300 : 2_000;
  const steps = short ? 500_000 : 3_000_000;
  const hold = nanosPerStep(() => heapHold(steps), rounds);
  const kernel = nanosPerStep(() => kernelEvents(steps), rounds);
  let events = 0;
  const seed = nanosPerStep(() => {
    events = standardSeeds(seeds);
    return seeds;
  }, rounds);
  const model = (seed * seeds) / events;
  const traced = nanosPerStep(() => standardSeeds(seeds, { keep: "all" }), rounds);
  return [
    { name: "heap-hold-64", value: rounded(hold), unit: "ns" },
    { name: "kernel-event", value: rounded(kernel), unit: "ns" },
    { name: "kernel-event-over-heap-hold", value: rounded(kernel / hold), unit: "ratio" },
    { name: "model-event", value: rounded(model), unit: "ns" },
    { name: "model-event-over-heap-hold", value: rounded(model / hold), unit: "ratio" },
    { name: "standard-seeds-per-second", value: Math.round(1e9 / seed), unit: "seeds/s" },
    { name: "events-per-standard-seed", value: rounded(events / seeds), unit: "events" },
    { name: "trace-cost", value: rounded(traced / model), unit: "ratio" },
  ];
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function main(args: readonly string[]): number {
  const unknown = args.find((arg) => !options.includes(arg));
  if (unknown !== undefined) {
    process.stderr.write(`${unknown} is no option of this bench\n${usage}\n`);
    return 2;
  }
  if (!args.includes("--plain")) inlineMore();
  for (const figure of figures(args.includes("--short"))) {
    const { name, value, unit } = figure;
    process.stdout.write(
      args.includes("--json") ? `${JSON.stringify(figure)}\n` : `${name.padEnd(28)} ${value} ${unit}\n`,
    );
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
