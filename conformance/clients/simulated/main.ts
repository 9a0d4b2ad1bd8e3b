import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { Undertaker } from "../../broker/real/undertaker.ts";
import type { Case } from "../cases.ts";
import { clients } from "../programs.ts";
import { runCase } from "../run.ts";
import { realTarget } from "../targets.ts";
import { type Came, cameOf } from "./came.ts";
import { type Script, type Subject, isPlayed, scripts, subjects } from "./comparison.ts";
import { freshComparison, comparisonDocument } from "./document.ts";
import { type Measured, readMeasured, writeMeasured } from "./measured.ts";

/**
 * Writes down how producers compare on the same fault scripts: `npm run producers`. With `--measure` the real clients
 * are run first, against a real broker, and what came of them is kept in measured.json.
 */
const root = join(import.meta.dirname, "../../..");
const cache = join(root, ".cache");
const brokerVersion = "4.4.0";

const caseOf = ({ faults, sends, title }: Script, { client, real }: Subject): Case => ({
  name: title,
  client,
  faults,
  sends,
  partitions: 1,
  settings: real,
  expected: [],
  possible: [],
  defect: undefined,
  because: "",
});

async function measure(only: readonly string[], before: Measured): Promise<Measured> {
  const undertaker = new Undertaker();
  const target = realTarget(brokerVersion, join(cache, "kafka"));
  const came: Record<string, Record<string, Came>> = { ...before.came };
  const versions: Record<string, string> = { ...before.versions };
  try {
    for (const subject of subjects.filter(({ client }) => only.length === 0 || only.includes(client))) {
      const program = clients.find(({ name }) => name === subject.client)?.install(join(cache, "clients"));
      if (program === undefined) throw new Error(`no client is called ${subject.client}`);
      const ofSubject: Record<string, Came> = {};
      for (const script of scripts.filter((one) => isPlayed(one, subject))) {
        const { history } = await runCase(caseOf(script, subject), program, target, undertaker);
        versions[subject.client] = history.version;
        ofSubject[script.faults] = cameOf(history);
        console.log(`${subject.title}: ${script.faults}: ${cameOf(history).log.join(" ")}`);
      }
      came[subject.title] = ofSubject;
    }
    return { broker: target.name, date: new Date().toISOString().slice(0, 10), versions, came };
  } finally {
    await target.stop();
    await undertaker.finish();
  }
}

async function main(args: readonly string[]): Promise<void> {
  const command = new Command("producers")
    .description("compares producers on the same fault scripts, and writes docs/producers.md")
    .option("--measure", "run the real clients first")
    .option("--client <names>", "measure only these, with commas", (text: string) => text.split(","))
    .allowExcessArguments(false)
    .exitOverride();
  const options: { measure?: boolean; client?: readonly string[] } = command.parse(args, { from: "user" }).opts();
  if (options.measure === true) writeMeasured(await measure(options.client ?? [], readMeasured()));
  const { text, saw } = await freshComparison(root);
  writeFileSync(join(root, comparisonDocument), text);
  console.log(`${comparisonDocument}: ${saw} runs of simulated producers, beside what real ones came to`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
