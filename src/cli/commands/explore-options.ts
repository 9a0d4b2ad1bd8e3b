import { type Command, Option } from "commander";
import { faultKinds } from "../../lab/explore/scope.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { ExitCode } from "../exit-codes.ts";
import { addRunOptions, asItIs, collect, countNumber, runOptionKeys, wholeNumber, widthNumber } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import type { ExploreOptions } from "./explore.ts";

// Loaded when it is asked for, as little else needs it.
const exploring = () => import("./explore.ts");

/** Adds the command `explore`. */
export function addExplore(program: Command, terminal: Terminal, report: (code: Promise<ExitCode>) => void): void {
  const explore = program
    .command("explore")
    .summary("every placement of a few faults and every order: a certificate, or the shortest counterexample")
    .description(
      "Explores all that can happen to a few records within a scope of faults: every placement of the faults and every order " +
        "of the events that do not commute, on the model that every run has. Ends with a certificate that --verify checks, or " +
        "with the run that breaks a promise by the fewest faults in the fewest steps.",
    )
    .argument(
      "[story|file]",
      "a story or a bug (`onceproof list`), or the path of a scenario; its times and faults are left out",
    );
  addRunOptions(addScope(explore))
    .option("--max-states <n>", "stop when so many states were met", countNumber, 20_000_000)
    .option("--max-memory <MB>", "stop when the process takes so much memory", countNumber, 4_000)
    .option(
      "--out <file>",
      "write the certificate (JSON), or the counterexample as a repro (YAML, or JSON by its ending)",
    )
    .addOption(verifyOption())
    .option("--json", "one object (onceproof.explore/1) on standard output, and nothing else there")
    .option("--ascii", "draw with plain characters only")
    .option("--width <columns>", "how wide to draw (default: the terminal's width, 100 without one)", widthNumber)
    .addHelpText("after", exploreExamples)
    .action((given: string | undefined, { verify, ...options }: ExploreOptions & { readonly verify?: string }) => {
      const all = { ...asItIs, ...options };
      if (verify !== undefined) {
        if (given !== undefined) {
          throw new BadInput(`${given}: a certificate says itself what was explored; leave it out beside --verify`);
        }
        report(exploring().then(({ verifyCommand }) => verifyCommand(verify, all, terminal)));
      } else if (given === undefined)
        throw new BadInput("explore: give a story or a file, or --verify with a certificate");
      else report(exploring().then(({ exploreCommand }) => exploreCommand(given, all, terminal)));
    });
}

const addScope = (command: Command): Command =>
  command
    .option("--records <n>", "records of each producer (default: as many as the scenario has)", countNumber)
    .option("--losses <n>", "messages lost, at most", wholeNumber)
    .option("--duplicates <n>", "messages that come twice, at most; on a network of datagrams", wholeNumber)
    .option("--delays <n>", "messages that are late, so that time passes before they arrive, at most", wholeNumber)
    .option("--reorder <n>", "messages that others overtake before time moves on, at most; on datagrams", wholeNumber)
    .option("--crashes <n>", "deaths of producers, each of which starts again, at most", wholeNumber)
    .option("--restarts <n>", "restarts of the broker, at most", wholeNumber)
    .option("--allow <property>", "breaches of it do not count (repeatable; `onceproof list properties`)", collect)
    .option(
      "--in-flight <n>",
      "requests in flight: max.in.flight.requests.per.connection of all producers",
      countNumber,
    );

/** A certificate says itself what was explored. */
const verifyOption = (): Option =>
  new Option("--verify <file>", "explore again what a certificate is of, and compare").conflicts([
    "records",
    ...faultKinds,
    "allow",
    "inFlight",
    ...runOptionKeys,
  ]);

const exploreExamples = `
What is explored, what is left out (time above all) and what a certificate says: docs/explore.md.

Exit codes: 0 all of it was searched and nothing is broken; 10 a safety property broke, 11 a liveness property broke, or not
all of it was searched (Ctrl-C, --max-states, --max-memory); 12 a certificate does not say what is so; 2 bad usage or input,
or a certificate that was changed.

Examples:
  onceproof explore in-flight-order --records 3 --losses 2 --delays 1 --out holds.json
  onceproof explore --verify holds.json
  onceproof explore in-flight-order --records 3 --crashes 1 --out twice.repro.yml
  onceproof replay twice.repro.yml --diagram
  onceproof explore standard --records 2 --losses 1 --duplicates 1 --reorder 1`;
