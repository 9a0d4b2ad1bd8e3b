import { type Command, Option } from "commander";
import type { ExitCode } from "../exit-codes.ts";
import { addRunOptions, asItIs, swarmOption, variationText, wholeNumber, widthNumber } from "../options.ts";
import { emissions } from "../shrinking/emission.ts";
import type { Terminal } from "../terminal.ts";
import { type ShrinkOptions, shrinkCommand } from "./shrink.ts";

/** Adds the command `shrink`. */
export function addShrink(program: Command, terminal: Terminal, report: (code: Promise<ExitCode>) => void): void {
  const shrink = program
    .command("shrink")
    .summary("a failing run made as small as it gets, with the same failure")
    .description(
      "Makes a failing run as small as it gets: fewer faults, records and producers, settings and profiles as they are by " +
        "default, round times, nothing left to chance. Tells what is left as a story, and what happens without each part of it.",
    )
    .argument("<repro|story|file>", "a repro that fails, or a story or scenario file with a seed that does")
    .option("--seed <n>", "the seed of a story or scenario file (default: its own)", wholeNumber)
    .option("--keep <fingerprint>", "the failure to keep, where there are several: property/shape/cause");
  addRunOptions(shrink)
    .addOption(swarmOption("a run as a hunt draws it, within these bounds"))
    .option("--vary <what=salt,…>", "draw some of it anew, as a guided hunt does", variationText)
    .option("--out <file>", "write what is left: a repro (YAML, or JSON by its ending), or what --emit says")
    .addOption(new Option("--emit <kind>", "write a test, or a scenario file that `run` plays").choices(emissions))
    .option("--resume", "go on with what --out has, where it was interrupted or killed")
    .option("--json", "one object (onceproof.shrink/1) on standard output, and nothing else there")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .addHelpText("after", shrinkExamples)
    .action((given: string, options: ShrinkOptions) => {
      report(shrinkCommand(given, { ...asItIs, ...options }, terminal));
    });
}

const shrinkExamples = `
Without --out, --emit writes to standard output and the report goes to standard error. Ctrl-C leaves the smallest so far in
--out, and in FILE.shrinking what --resume needs.

Exit codes: 0 it is small, or as small as there was time for; 2 bad usage or input, or nothing fails.

Examples:
  onceproof shrink d/stored-once-end-to-end.second-copy.producer-restarted.repro.yml
  onceproof shrink repro.json --out small.repro.yml
  onceproof shrink repro.json --emit vitest --out test/bug.test.ts
  onceproof shrink repro.json --emit scenario --out small.yml
  onceproof shrink mine.yml --seed 17              as it is written; as a hunt draws it: --swarm default`;
