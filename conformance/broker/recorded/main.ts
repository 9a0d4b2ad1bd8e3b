import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { BadInput } from "../script.ts";
import { MissingTool } from "../real/maven.ts";
import { plantBreaches, type Breach } from "./planted.ts";
import { findRecordings, playRecording, requirePython, type Agreement, type Recorder } from "./recordings.ts";
import { ServedCommand } from "./served-command.ts";

const root = join(import.meta.dirname, "../../..");
/** Where the recorder and its recordings lie beside a checkout. */
const usualFolder = join(root, "../shared/vectors/broker");
/** Neither agreement nor difference: there is nothing to play with. */
const skipped = 3;

function readOptions(args: readonly string[]): { readonly recorder: string } {
  return new Command("conformance:recorded")
    .description("plays the recorded scripts with the recorder's own program against `onceproof serve`, and compares")
    .option("--recorder <folder>", "play.py, compare.py, scripts and answers-VERSION folders", usualFolder)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parse(args, { from: "user" })
    .opts();
}

const lineOf = ({ name, scripts, agreeing, answers, agreeingAnswers }: Agreement): string =>
  `  ${name.padEnd(14)} ${agreeing} of ${scripts} scripts, ${agreeingAnswers} of ${answers} answers`;

const isWhole = ({ scripts, agreeing }: Agreement): boolean => scripts > 0 && agreeing === scripts;

/** Plays every recording; each version has a broker of its own. */
async function playAll(recorder: Recorder): Promise<Agreement[]> {
  const played: Agreement[] = [];
  for (const [version, recordings] of findRecordings(recorder)) {
    const broker = await ServedCommand.start(root, recordings.profile);
    try {
      console.log(`onceproof serve --profile ${recordings.profile} against recorded answers of Kafka ${version}:`);
      for (const recording of recordings.families) {
        const agreement = await playRecording(recorder, recording, broker);
        console.log(lineOf(agreement));
        played.push(agreement);
      }
    } finally {
      await broker.stop();
    }
  }
  return played;
}

const describeBreach = ({ title, caughtBy }: Breach): string =>
  caughtBy > 0
    ? `planted breach caught by ${caughtBy} scripts: ${title}`
    : `planted breach NOT caught: ${title}: this run proves nothing`;

async function main(args: readonly string[]): Promise<number> {
  const workFolder = mkdtempSync(join(tmpdir(), "recorded-"));
  try {
    const { recorder: folder } = readOptions(args);
    requirePython(folder);
    const recorder = { folder, workFolder, restartScript: join(root, "conformance/broker/restart.mjs") };
    const played = await playAll(recorder);
    const whole = played.filter(isWhole).length;
    console.log(`${whole} of ${played.length} recordings agree`);
    const breaches = await plantBreaches(recorder, root);
    for (const breach of breaches) console.log(describeBreach(breach));
    return played.length > 0 && whole === played.length && breaches.every(({ caughtBy }) => caughtBy > 0) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return 0;
    const isUsage = error instanceof CommanderError || error instanceof BadInput;
    if (!isUsage && !(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    return isUsage ? 2 : skipped;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
