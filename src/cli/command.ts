import { Argument, Command, CommanderError, Option } from "commander";
import { BadInput } from "../input/bad-input.ts";
import { checkCommand } from "./commands/check.ts";
import { type Shell, completion, shells } from "./commands/completion.ts";
import { type DoctorOptions, doctorCommand } from "./commands/doctor.ts";
import { goldensCommand } from "./commands/goldens.ts";
import { type HuntOptions, type ManyOptions, huntCommand } from "./commands/hunt.ts";
import { list } from "./commands/list.ts";
import { mainJob } from "./commands/main-job.ts";
import { mergeCommand } from "./commands/merge.ts";
import { addExplore } from "./commands/explore-options.ts";
import { addReplay } from "./commands/replay-options.ts";
import { addShrink } from "./commands/shrink-options.ts";
import { addSweep } from "./commands/sweep-options.ts";
import { type RunCommandOptions, runCommand } from "./commands/run.ts";
import { usualHistoryLimit } from "../wire/history/history.ts";
import { type ServeCommandOptions, serveCommand } from "./commands/serve.ts";
import { completionExamples, doctorExamples, huntExamples, programExamples, runExamples } from "./examples.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import {
  addRunOptions,
  asItIs,
  collect,
  countNumber,
  portNumber,
  runOptionKeys,
  shardOption,
  swarmOption,
  variationText,
  wholeNumber,
  widthNumber,
} from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { packageVersion } from "./version.ts";

/**
 * Does what the arguments ask for. Whatever goes wrong is told in one line on standard error, with the exit code that it
 * has. What can take long, and be interrupted, has its exit code later.
 */
export function execute(args: readonly string[], terminal: Terminal): ExitCode | Promise<ExitCode> {
  let code: ExitCode | Promise<ExitCode> = exitCodes.asExpected;
  const program = programFor(terminal, (result) => (code = result));
  try {
    program.parse(args, { from: "user" });
    return typeof code === "number"
      ? code
      : (code as Promise<ExitCode>).catch((error: unknown) => told(error, terminal));
  } catch (error) {
    return told(error, terminal);
  }
}

function told(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.badInput;
  if (error instanceof BadInput) {
    terminal.err(`onceproof: ${error.message}`);
    return exitCodes.badInput;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`onceproof: a mistake in onceproof itself, please report it: ${what}`);
  return exitCodes.internalError;
}

type Report = (code: ExitCode | Promise<ExitCode>) => void;

function programFor(terminal: Terminal, report: Report): Command {
  const program = new Command("onceproof")
    .description("A deterministic simulator of Apache Kafka's produce path: one seed, one run, event for event.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text) =>
        terminal.err(
          `onceproof: ${text
            .replace(/^error: /, "")
            .trim()
            .replaceAll("\n", " ")}`,
        ),
    })
    .addHelpText("after", programExamples);
  addList(program, terminal, report);
  addRun(program, terminal, report);
  addReplay(program, terminal, report);
  addShrink(program, terminal, report);
  addCheck(program, terminal, report);
  addHunt(program, terminal, report);
  addExplore(program, terminal, report);
  addSweep(program, terminal, report);
  addDoctor(program, terminal, report);
  addServe(program, terminal);
  addMain(program, terminal, report);
  addCompletion(program, terminal, report);
  return program;
}

function addList(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("list")
    .summary("what there is: stories, the gallery of bugs, profiles, properties, faults, settings, swarms")
    .description("Names what there is, with a title for each.")
    .argument("[what]", "stories, gallery, profiles, properties, faults, settings or swarms", "stories")
    .option("--json", "an array of {name, title}")
    .action((what: string, options: { readonly json?: boolean }) =>
      report(list(what, options.json ?? false, terminal)),
    );
}

function addCompletion(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("completion")
    .summary("names for the tabulator key of a shell")
    .description("Prints a script for a shell that completes commands, stories, profiles and the keys of --set.")
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .addHelpText("after", completionExamples)
    .action((shell: Shell) => report(completion(shell, program, terminal)));
}

function addRun(program: Command, terminal: Terminal, report: Report): void {
  addRunOptions(
    program
      .command("run")
      .summary("one story or scenario file, told from beginning to end")
      .description("Runs a story, a scenario file or a repro once, and tells what happened.")
      .argument("<story|file>", storyOrFile)
      .option("--seed <n>", "the seed of everything that is drawn (default: the scenario's own)", wholeNumber),
  )
    .option("--json", "one object (onceproof.run/1) on standard output, and nothing else there")
    .option("--trace <file>", "write what happened, one JSON line for each entry")
    .option("--diagram", "also draw the messages, in virtual time")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .option("--save-repro <file>", "write the run down with nothing left to chance")
    .addOption(swarmOption("a run as a hunt draws it, within these bounds"))
    .option("--vary <what=salt,…>", "draw some of it anew, as a guided hunt does", variationText)
    .addHelpText("after", runExamples)
    .action((given: string, options: RunCommandOptions) =>
      report(runCommand(given, { ...asItIs, ...options }, terminal)),
    );
}

const storyOrFile =
  "a story or a bug (`onceproof list`, `onceproof list gallery`), or the path of a scenario in YAML or JSON";

function addCheck(program: Command, terminal: Terminal, report: Report): void {
  addRunOptions(
    program
      .command("check")
      .argument("<story|file>", storyOrFile)
      .requiredOption("--seeds <n>", "how many seeds", countNumber)
      .option("--from <n>", "the first of them", wholeNumber, 1),
  )
    .option("--json", "one object on standard output, and nothing else there")
    .summary("every seed twice: the same run both times?")
    .description("Runs every seed twice and compares; where two runs differ, names the first entry in which they do.")
    .action((given: string, options: ManyOptions) => report(checkCommand(given, { ...asItIs, ...options }, terminal)));
}

function addHunt(program: Command, terminal: Terminal, report: Report): void {
  const hunt = program
    .command("hunt")
    .argument("[story|file]", storyOrFile)
    .option("--seeds <n>", "how many seeds", countNumber, 1_000)
    .option("--from <n>", "the first of them", wholeNumber, 1)
    .addOption(swarmOption("within which bounds each seed draws its run (default: own, or else default)"))
    .option("--workers <n>", "how many threads run seeds (default: one for each core)", countNumber)
    .option("--shard <i/n>", "only the i-th of n parts of the seeds, for as many machines", shardOption)
    .option("--out <dir>", "keep a ledger in this folder, and the smallest repro of each way of failing")
    .option("--resume", "go on with the hunt in the folder of --out, where it was interrupted or killed");
  addRunOptions(hunt)
    .option("--require-marks", "fail where a promise was never put to the test")
    .option("--coverage", "count states of behaviour: how new ones arrive, and what may be unseen")
    .option("--guided", "every fourth run is a variation of one that was first to reach a rare state")
    .addOption(
      new Option("--merge <dirs...>", "put the ledgers of a hunt's shards together").conflicts([
        "workers",
        "shard",
        "resume",
        "guided",
        ...runOptionKeys,
      ]),
    )
    .option("--json", "one object (onceproof.hunt/1) on standard output, and nothing else there")
    .summary("many seeds: which of them breaks a promise?")
    .description(
      "Runs seed after seed and gathers the broken promises, with the command that shows each of them again.",
    )
    .addHelpText("after", huntExamples)
    .action((given: string | undefined, options: HuntOptions & { readonly merge?: readonly string[] }) => {
      const { merge } = options;
      if (merge !== undefined && given !== undefined) {
        throw new BadInput(`${given}: ledgers say themselves what was hunted; leave it out beside --merge`);
      }
      if (merge !== undefined) return report(mergeCommand(merge, options, terminal));
      if (given === undefined) throw new BadInput("hunt: give a story or a file, or --merge with folders of hunts");
      report(huntCommand(given, { ...asItIs, ...options }, terminal));
    });
}

function addDoctor(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("doctor")
    .summary("what a producer's settings promise, and a run that shows where they do not")
    .description(
      "Judges the settings in files by running them: which promises hold and within which limits, the smallest run that " +
        "breaks one, what to change and the run that shows that it helps. Of several files the later one wins.",
    )
    .argument("<files...>", "producer.properties, application.yml or what else --config takes")
    .option("--profile <name>", "another producer or broker, such as java-4.4 or kafka-2.4 (repeatable)", collect)
    .option("--set <key=value>", "one setting over those of the files (repeatable)", collect)
    .option("--spring-profile <name>", "an active profile of Spring files (repeatable)", collect)
    .option("--seeds <n>", "how many seeds to hunt through", countNumber, 200)
    .option("--all", "tell every setting, not only those that matter here")
    .addOption(
      new Option("--fix", "print the file with what has to be changed, and nothing else on standard output").conflicts(
        "json",
      ),
    )
    .option("--out <dir>", "the folder for the runs that are shown (default: one for temporary files)")
    .option("--json", "one object (onceproof.doctor/1) on standard output, and nothing else there")
    .addHelpText("after", doctorExamples)
    .action((files: readonly string[], options: DoctorOptions) => report(doctorCommand(files, options, terminal)));
}

function addServe(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .summary("the broker behind the real Kafka protocol, for real clients")
    .description("Lets real clients talk to the broker over TCP, until SIGTERM or Ctrl-C. Says where once it is ready.")
    .option("--port <n>", "the port to listen on; 0: any that is free", portNumber, 9092)
    .option("--profile <name>", "which broker: a name from `onceproof list profiles`", "kafka-4.4")
    .option("--control-port <n>", "also watch and control it over HTTP on this port; 0: any that is free", portNumber)
    .option("--faults <file>", "what is to go wrong, and when: a fault file in YAML or JSON")
    .option("--seed <n>", "the seed of faults that are drawn (default: the fault file's own)", wholeNumber)
    .option("--trace <file>", "at the end, write what happened, one JSON line for each entry")
    .option("--violations <file>", "at the end, write every broken promise, one JSON line for each")
    .option("--diagram", "at the end, draw the messages, in wall-clock time")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .option("--no-history", "do not hold what clients are told against the logs")
    .option("--history-limit <n>", "how many records that remembers, the newest", countNumber, usualHistoryLimit)
    .option("--listen-anywhere", "listen on all addresses; without it only this machine can connect")
    .option("--no-auto-create-topics", "unknown topics stay unknown until somebody creates them")
    .action((options: ServeCommandOptions) =>
      serveCommand(options, terminal, (code) => {
        process.exitCode = code;
      }),
    );
}

function addMain(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("main")
    .summary("all stories, then a hunt: what `npm start` runs")
    .description("Runs every story once, then hunts through seeds of the standard load.")
    .option("--seeds <n>", "how many seeds the hunt has", countNumber, 5_000)
    .option("--workers <n>", "how many threads run seeds (default: one for each core)", countNumber)
    .action(({ seeds, workers }: { readonly seeds: number; readonly workers?: number }) =>
      report(mainJob(seeds, workers, terminal)),
    );
  program
    .command("goldens")
    .summary("digests of known runs, to compare runtimes")
    .description("Runs every story and the first 200 seeds of the standard load, and prints the digest of each.")
    .option("--json", "an array of {scenario, seed, digest}")
    .action((options: { readonly json?: boolean }) => report(goldensCommand(options.json ?? false, terminal)));
}
