import type { Command } from "commander";
import { conditionKinds } from "../../lab/watch/conditions.ts";
import type { ExitCode } from "../exit-codes.ts";
import { collect, wholeNumber, widthNumber } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import type { ReplayOptions } from "../replaying.ts";
import { replayCommand } from "./replay.ts";

/** Adds the command `replay`. */
export function addReplay(
  program: Command,
  terminal: Terminal,
  report: (code: ExitCode | Promise<ExitCode>) => void,
): void {
  program
    .command("replay")
    .summary("a repro again: the same run, event for event")
    .description(
      "Runs a repro again and holds its digest against the one that it was written with. Stops where it is asked to, and " +
        "tells the state of producers and broker there.",
    )
    .argument("<repro>", "a file written by `hunt --out`, `shrink --out` or `run --save-repro`")
    .option("--until <time>", "stop at this virtual time, such as 3s, and draw what happened up to it")
    .option("--break <condition>", "stop at each event for which this comes to hold (repeatable)", collect)
    .option("--step", "go through the run event by event, by commands on standard input (help: what there is)")
    .option("--json", "one object (onceproof.run/1, with stops) on standard output; with --step one for each answer")
    .option("--trace <file>", "write what happened, one JSON line for each entry")
    .option("--diagram", "also draw the messages, in virtual time")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .option("--seed <n>", "makes no difference: nothing in a repro is drawn", wholeNumber)
    .addHelpText("after", helpOfConditions)
    .action((given: string, options: ReplayOptions) => {
      report(replayCommand(given, options, terminal));
    });
}

const helpOfConditions = (): string => `
Conditions:
${conditionKinds.map(({ usage }) => `  ${usage}`).join("\n")}

Examples:
  onceproof replay repro.json                      the same run again
  onceproof replay repro.json --until 1.5s         what it was like then
  onceproof replay repro.json --break "producer shop epoch 1" --break "error OUT_OF_ORDER_SEQUENCE_NUMBER"
  onceproof replay repro.json --break "broker append orders-0 @ 3" --json
  onceproof replay repro.json --step               event by event`;
