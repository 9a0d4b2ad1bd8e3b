import type { Command } from "commander";
import type { ExitCode } from "../exit-codes.ts";
import { countNumber, precisionText, wholeNumber } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import type { FolkloreOptions } from "./folklore.ts";
import type { ResultOptions } from "./sweep-results.ts";
import type { SweepOptions } from "./sweep.ts";

type Report = (code: ExitCode | Promise<ExitCode>) => void;

// Loaded when they are asked for: what sweeps need would make every other command begin later.
const sweeping = () => import("./sweep.ts");
const results = () => import("./sweep-results.ts");
const folklore = () => import("./folklore.ts");

/** Adds the command `sweep` and what can be asked of its results. */
export function addSweep(program: Command, terminal: Terminal, reported: Report): void {
  // What an action gives back a command within a command waits for, and nobody hears of its end.
  const report: Report = (code) => void reported(code);
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
    .action((file: string, options: SweepOptions) =>
      report(sweeping().then(({ sweepCommand }) => sweepCommand(file, options, terminal))),
    );
  addQuery(sweep, terminal, report);
  addPoint(sweep, terminal, report);
  addFolklore(sweep, terminal, report);
}

function addFolklore(sweep: Command, terminal: Terminal, report: Report): void {
  sweep
    .command("folklore")
    .summary("rules that people repeat, put to the test: true, false, or when")
    .description(
      "Puts rules that people repeat to the test, each in circumstances in which it could hold or not, by sweeps of two " +
        "points. Every circumstance gets a folder with its report.",
    )
    .argument("[rule]", "one of them, by its name (default: all)")
    .option("--out <dir>", "the folder for the sweeps (default: one for temporary files)")
    .option("--resume", "go on with what is in that folder")
    .option("--json", "an array of rules on standard output, and nothing else there")
    .action((rule: string | undefined, options: FolkloreOptions) =>
      report(folklore().then(({ folkloreCommand }) => folkloreCommand(rule, options, terminal))),
    );
}

function addQuery(sweep: Command, terminal: Terminal, report: Report): void {
  sweep
    .command("query")
    .summary("ask the results by SQL")
    .description("Asks the results of a sweep by SQL: the tables are runs and points. Needs DuckDB (@duckdb/node-api).")
    .argument("<dir>", "the folder of a sweep")
    .argument("<sql>", "such as: select point, failed, failed_low, failed_high from points")
    .option("--json", "an array of objects on standard output, and nothing else there")
    .action((path: string, sql: string, options: ResultOptions) =>
      report(results().then(({ queryCommand }) => queryCommand(path, sql, options, terminal))),
    );
}

function addPoint(sweep: Command, terminal: Terminal, report: Report): void {
  sweep
    .command("explain")
    .summary("which runs of a point failed, when and why")
    .description(
      "Says which runs of a point failed; of the worst, or of --seed, when and why, and how to see it again.",
    )
    .argument("<dir>", "the folder of a sweep")
    .argument("<point>", "the number of the point", countNumber)
    .option("--seed <n>", "another run than the worst", wholeNumber)
    .option("--json", "one object on standard output, and nothing else there")
    .action((path: string, point: number, options: ResultOptions) =>
      report(results().then(({ explainCommand }) => explainCommand(path, point, options, terminal))),
    );
  sweep
    .command("again")
    .summary("run all seeds of a point again, and compute its numbers anew")
    .description("Runs all seeds of a point and of the baseline again. Exit code 12: a run came out otherwise.")
    .argument("<dir>", "the folder of a sweep")
    .argument("<point>", "the number of the point", countNumber)
    .option("--json", "one object on standard output, and nothing else there")
    .action((path: string, point: number, options: ResultOptions) =>
      report(results().then(({ againCommand }) => againCommand(path, point, options, terminal))),
    );
}

const sweepExamples = `
Options of a sweep: --out, --resume, --workers, --seeds, --precision, --json (onceproof sweep run --help). What a file holds,
the networks there are and what is measured: docs/sweep.md.

Exit codes: 0 the sweep is through, whatever it measured; 11 interrupted before its end; 12 \`again\` came to other runs; 2
bad usage or input.

Examples:
  onceproof sweep examples/sweeps/timeouts.yml --out d
  onceproof sweep mine.yml --out d --resume        go on after Ctrl-C, kill -9 or a power cut
  onceproof sweep mine.yml --out d --precision 1%  more seeds where an interval is too wide
  onceproof sweep query d "select point, p99 from points order by failed"
  onceproof sweep explain d 7                      which runs of point 7 failed, when and why
  onceproof sweep again d 7                        its numbers, computed anew
  onceproof sweep folklore --out f                 rules that people repeat, put to the test`;
