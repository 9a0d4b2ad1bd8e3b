import type { Command } from "commander";
import type { ExitCode } from "../exit-codes.ts";
import { countNumber } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { type SweepOptions, precisionText, sweepCommand } from "./sweep.ts";

type Report = (code: ExitCode | Promise<ExitCode>) => void;

/** Adds the command `sweep` and what can be asked of its results. */
export function addSweep(program: Command, terminal: Terminal, report: Report): void {
  const sweep = program
    .command("sweep")
    .summary("what settings cost and buy on a network, under the same seeds, with intervals")
    .description(
      "Tries settings on a network with a load, every one under the same seeds, and measures what became of the records, " +
        "how long they took and what that cost. Writes the runs, the points and a report into a folder.",
    )
    .addHelpText("after", sweepExamples);
  sweep
    .command("run", { isDefault: true })
    .summary("run a sweep file (`run` may be left out)")
    .description("Runs a sweep file, and writes its results into a folder.")
    .argument("<file>", "a sweep in YAML or JSON (docs/sweep.md)")
    .requiredOption("--out <dir>", "the folder for the ledger, the results and the report")
    .option("--resume", "go on with the sweep in that folder, where it was interrupted or killed")
    .option("--workers <n>", "how many threads run seeds (default: one for each core)", countNumber)
    .option("--seeds <n>", "how many seeds each point meets (default: the file's own)", countNumber)
    .option("--precision <points>", "more seeds until shares are known to so many percentage points", precisionText)
    .option("--json", "one object (onceproof.sweep/1) on standard output, and nothing else there")
    .action((file: string, options: SweepOptions) => report(sweepCommand(file, options, terminal)));
}

const sweepExamples = `
Exit codes: 0 the sweep is through, whatever it measured; 11 interrupted before its end; 2 bad usage or input.

Examples:
  onceproof sweep examples/sweeps/timeouts.yml --out d
  onceproof sweep mine.yml --out d --resume        go on after Ctrl-C, kill -9 or a power cut
  onceproof sweep mine.yml --out d --precision 1%  more seeds where an interval is too wide`;
