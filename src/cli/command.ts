import { readFileSync } from "node:fs";
import { Argument, Command, CommanderError, Option } from "commander";
import { BadInput } from "../input/bad-input.ts";
import { checkCommand } from "./commands/check.ts";
import { type Shell, completion, shells } from "./commands/completion.ts";
import { type DoctorOptions, doctorCommand } from "./commands/doctor.ts";
import { goldensCommand } from "./commands/goldens.ts";
import { type HuntOptions, huntCommand } from "./commands/hunt.ts";
import { list } from "./commands/list.ts";
import { mainJob } from "./commands/main-job.ts";
import { type ReplayOptions, replayCommand } from "./commands/replay.ts";
import { type RunCommandOptions, runCommand } from "./commands/run.ts";
import { usualHistoryLimit } from "../wire/history/history.ts";
import { type ServeCommandOptions, serveCommand } from "./commands/serve.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { addRunOptions, asItIs, collect, countNumber, portNumber, wholeNumber, widthNumber } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Does what the arguments ask for. Whatever goes wrong is told in one line on standard error, with the exit code that it has. */
export function execute(args: readonly string[], terminal: Terminal): ExitCode {
  let code: ExitCode = exitCodes.asExpected;
  const program = programFor(terminal, (result) => (code = result));
  try {
    program.parse(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.badInput;
    if (error instanceof BadInput) {
      terminal.err(`onceproof: ${error.message}`);
      return exitCodes.badInput;
    }
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err(`onceproof: a mistake in onceproof itself, please report it: ${what}`);
    return exitCodes.internalError;
  }
}

type Report = (code: ExitCode) => void;

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
  addMany(program, terminal, report);
  addDoctor(program, terminal, report);
  addServe(program, terminal);
  addMain(program, terminal, report);
  addCompletion(program, terminal, report);
  return program;
}

const packageVersion = (): string => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
};

function addList(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("list")
    .summary("what there is: stories, profiles, properties, faults, settings")
    .description("Names what there is, with a title for each.")
    .argument("[what]", "stories, profiles, properties, faults or settings", "stories")
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
      .argument("<story|file>", "a name from `onceproof list`, or the path of a scenario in YAML or JSON")
      .option("--seed <n>", "the seed of everything that is drawn (default: the scenario's own)", wholeNumber),
  )
    .option("--json", "one object (onceproof.run/1) on standard output, and nothing else there")
    .option("--trace <file>", "write what happened, one JSON line for each entry")
    .option("--diagram", "also draw the messages, in virtual time")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .option("--save-repro <file>", "write the run down with nothing left to chance")
    .addHelpText("after", runExamples)
    .action((given: string, options: RunCommandOptions) =>
      report(runCommand(given, { ...asItIs, ...options }, terminal)),
    );
}

function addReplay(program: Command, terminal: Terminal, report: Report): void {
  program
    .command("replay")
    .summary("a repro again: the same run, event for event")
    .description("Runs a repro again and holds its digest against the one that it was written with.")
    .argument("<repro>", "a file written by `onceproof run … --save-repro`")
    .option("--until <time>", "draw what happened up to this virtual time, such as 3s")
    .option("--json", "one object (onceproof.run/1) on standard output, and nothing else there")
    .option("--trace <file>", "write what happened, one JSON line for each entry")
    .option("--diagram", "also draw the messages, in virtual time")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .option("--seed <n>", "makes no difference: nothing in a repro is drawn", wholeNumber)
    .action((given: string, options: ReplayOptions) => report(replayCommand(given, options, terminal)));
}

/** The commands over many seeds. */
function addMany(program: Command, terminal: Terminal, report: Report): void {
  const many = (name: string): Command =>
    addRunOptions(
      program
        .command(name)
        .argument("<story|file>", "a name from `onceproof list`, or the path of a scenario in YAML or JSON")
        .requiredOption("--seeds <n>", "how many seeds", countNumber)
        .option("--from <n>", "the first of them", wholeNumber, 1),
    ).option("--json", "one object on standard output, and nothing else there");
  many("check")
    .summary("every seed twice: the same run both times?")
    .description("Runs every seed twice and compares; where two runs differ, names the first entry in which they do.")
    .action((given: string, options: HuntOptions) => report(checkCommand(given, { ...asItIs, ...options }, terminal)));
  many("hunt")
    .summary("many seeds: which of them breaks a promise?")
    .description(
      "Runs seed after seed and gathers the broken promises, with the command that shows each of them again.",
    )
    .action((given: string, options: HuntOptions) => report(huntCommand(given, { ...asItIs, ...options }, terminal)));
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
    .action(({ seeds }: { readonly seeds: number }) => report(mainJob(seeds, terminal)));
  program
    .command("goldens")
    .summary("digests of known runs, to compare runtimes")
    .description("Runs every story and the first 200 seeds of the standard load, and prints the digest of each.")
    .option("--json", "an array of {scenario, seed, digest}")
    .action((options: { readonly json?: boolean }) => report(goldensCommand(options.json ?? false, terminal)));
}

const completionExamples = `
Examples:
  source <(onceproof completion bash)              in ~/.bashrc
  source <(onceproof completion zsh)               in ~/.zshrc, behind compinit
  onceproof completion fish | source               in ~/.config/fish/config.fish`;

const programExamples = `
Examples:
  onceproof list                                   all stories
  onceproof run sent-to-orders-17                  one of them, told from beginning to end
  onceproof run lost-ack --diagram                 the same with every message drawn
  onceproof hunt standard --seeds 1000             a thousand seeds of the standard load
  onceproof check standard --seeds 100             each of a hundred seeds twice: is it the same run?

Exit codes: 0 as expected, 2 bad usage or input, 10 a safety property broke, 11 a liveness property broke or a limit
was reached, 12 not deterministic, 70 a mistake in onceproof itself.`;

const doctorExamples = `
Exit codes: 0 sound, 10 unsound, 2 the files cannot be read or the client refuses the settings. They are about the files as
they are, with --fix too.

Examples:
  onceproof doctor producer.properties             what these settings promise
  onceproof doctor application.yml --spring-profile prod --profile java-4.4
  onceproof doctor producer.properties --set acks=1
  onceproof doctor producer.properties --fix > mended.properties`;

const runExamples = `
Examples:
  onceproof run lost-ack                           a story, as it is written
  onceproof run lost-ack --diagram                 the same, message by message
  onceproof run lost-ack --set acks=1              with a setting of your own
  onceproof run lost-ack --config producer.properties --profile kafka-2.4
  onceproof run standard --seed 7 --save-repro seven.json
  onceproof run my-scenario.yaml --json`;
