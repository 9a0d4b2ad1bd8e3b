import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer } from "./mutants/answers.ts";
import { brokerMutants } from "./mutants/broker.ts";
import { clientMutants } from "./mutants/clients.ts";
import { ProjectCopy } from "./mutants/copy.ts";
import { huntFor, huntNames, isHunt } from "./mutants/hunts.ts";
import { type Mutant, obstacle, pathOf, witnessesOf } from "./mutants/mutant.ts";
import { type Command, commandOf } from "./mutants/options.ts";
import { producerMutants } from "./mutants/producer.ts";
import { isHeld, ruleTable, ruleVerdicts } from "./mutants/rules.ts";
import { type Verdict, columnsOf, isNoticed, row, summary, toJson } from "./mutants/verdict.ts";

/**
 * Whether anybody would notice: `npm run mutants` breaks one rule of the model at a time, in copies of the project, and
 * asks the tests and hunts that are named for it. Each of them must notice, and must have passed before. At the end comes
 * a table of the producer's rules: what was broken, and which test that cites the rule, or how many recordings, noticed.
 *
 *   --producer   only the mutants of the producer
 *   --only NAME  only this mutant; may be given several times
 *   --list       only names the mutants, and what has to notice them
 *   --json       one object on standard output, everything else on standard error
 *   --hunt NAME  only runs one of the hunts on the code as it is
 *
 * Exit 1: a mutant survived, could not be planted, or a witness fails without any. Exit 2: bad options.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const allMutants: readonly Mutant[] = [...brokerMutants, ...producerMutants, ...clientMutants];
const copyCount = 2;
/** The producer against the recordings of the real client: asked about every mutant of the producer. */
const recordings = "test/conformance/producer.test.ts";
const isOfProducer = (mutant: Mutant): boolean => producerMutants.includes(mutant);

const textOf = (path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;

/** Whether every witness passes as long as nothing is broken; says what does not. */
async function isHealthy(copies: readonly ProjectCopy[], mutants: readonly Mutant[], say: Say): Promise<boolean> {
  const witnesses = witnessesOf(mutants);
  const tests = witnesses.filter((witness) => !witness.startsWith("hunt:"));
  const hunts = witnesses.filter((witness) => witness.startsWith("hunt:"));
  const [forTests, forHunts] = [copies[0], copies.at(-1)];
  const askHunts = async () => {
    const said = [];
    for (const hunt of hunts) said.push({ whom: hunt, answer: await forHunts?.askHunt(hunt.slice("hunt:".length)) });
    return said;
  };
  const askTests = async () =>
    tests.length === 0 ? [] : [{ whom: "the tests", answer: await forTests?.askTests(tests) }];
  const said = (await Promise.all([askTests(), askHunts()])).flat();
  for (const { whom, answer } of said) {
    if (answer?.kind === "noticed") say(`FAIL without any mutant: ${whom}: ${answer.what}`);
    if (answer?.kind === "no-verdict") say(`FAIL without any mutant: ${whom}: ${answer.because}`);
  }
  return said.every(({ answer }) => answer?.kind === "silent");
}

/** Of the producer all tests of a file are run, and the recorded scripts with them: who notices is told rule by rule. */
async function judge(mutant: Mutant, copy: ProjectCopy): Promise<Verdict> {
  const since = performance.now();
  const ofProducer = isOfProducer(mutant);
  const tests = mutant.caughtBy.filter((witness) => !witness.startsWith("hunt:"));
  // The recordings have settings that are in force already: nothing is read or checked there.
  const replays = ofProducer && !mutant.file.startsWith("config/");
  const files = replays ? [...new Set([...tests, recordings])] : tests;
  const answers = await copy.with(mutant, async () => {
    const told = new Map<string, Answer>();
    for (const [nth, answer] of (await copy.askEach(files, ofProducer ? 0 : 1)).entries()) {
      told.set(files[nth] ?? "", answer);
    }
    for (const witness of mutant.caughtBy) {
      if (witness.startsWith("hunt:")) told.set(witness, await copy.askHunt(witness.slice("hunt:".length)));
    }
    return told;
  });
  const said = mutant.caughtBy.flatMap((witness) => {
    const answer = answers.get(witness);
    return answer === undefined ? [] : [{ witness, answer }];
  });
  return { mutant, said, recorded: recordedIn(answers.get(recordings)), millis: performance.now() - since };
}

/** How many of the recorded scripts came out otherwise. */
function recordedIn(answer: Answer | undefined): number | undefined {
  if (answer === undefined || answer.kind === "no-verdict") return undefined;
  return answer.kind === "silent" ? 0 : answer.tests.filter((name) => / script \S+ makes /.test(name)).length;
}

/** Judges all, one in each copy at a time, and tells of each in the order of the list. */
async function judgeAll(
  mutants: readonly Mutant[],
  copies: readonly ProjectCopy[],
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: (Verdict | undefined)[] = mutants.map(() => undefined);
  let next = 0;
  let told = 0;
  const work = async (copy: ProjectCopy): Promise<void> => {
    for (let at = next++; at < mutants.length; at = next++) {
      const mutant = mutants[at];
      if (mutant !== undefined) verdicts[at] = await judge(mutant, copy);
      for (let verdict = verdicts[told]; verdict !== undefined; verdict = verdicts[++told]) tell(verdict);
    }
  };
  await Promise.all(copies.map(work));
  return verdicts.filter((verdict) => verdict !== undefined);
}

type Say = (line: string) => void;

async function runMutants(mutants: readonly Mutant[], json: boolean): Promise<boolean> {
  const say: Say = json ? (line) => console.error(line) : (line) => console.log(line);
  const obstacles = mutants.flatMap((mutant) => obstacle(mutant, textOf(pathOf(mutant))) ?? []);
  for (const line of obstacles) say(`FAIL ${line}`);
  if (obstacles.length > 0) return false;
  const copies = Array.from({ length: copyCount }, () => new ProjectCopy(root));
  try {
    if (!(await isHealthy(copies, mutants, say))) return false;
    say(`unmutated: ${witnessesOf(mutants).length} witnesses pass`);
    const columns = columnsOf(mutants);
    const verdicts = await judgeAll(mutants, copies, (verdict) => say(row(verdict, columns)));
    const rules = ruleVerdicts(verdicts);
    if (json) console.log(toJson(verdicts, rules));
    if (rules.length > 0) for (const line of ruleTable(rules)) say(line);
    say(summary(verdicts));
    return verdicts.length === mutants.length && verdicts.every(isNoticed) && rules.every(isHeld);
  } finally {
    for (const copy of copies) copy.remove();
  }
}

function list(mutants: readonly Mutant[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify(mutants, undefined, 2));
    return;
  }
  const { name: nameWidth, rule: ruleWidth } = columnsOf(mutants);
  for (const { name, rule, does, caughtBy } of mutants) {
    console.log(`${name.padEnd(nameWidth)}  ${rule.padEnd(ruleWidth)}  ${does} [${caughtBy.join(", ")}]`);
  }
}

async function main(command: Command): Promise<number> {
  const chosen = ({ only, producer }: { readonly only: readonly string[]; readonly producer: boolean }) =>
    (producer ? producerMutants : allMutants).filter(({ name }) => only.length === 0 || only.includes(name));
  switch (command.kind) {
    case "bad-usage":
      console.error(`mutants: ${command.because}`);
      return 2;
    case "hunt":
      if (isHunt(command.name)) console.log(JSON.stringify(huntFor(command.name)));
      return 0;
    case "list":
      list(chosen(command), command.json);
      return 0;
    case "run":
      return (await runMutants(chosen(command), command.json)) ? 0 : 1;
  }
}

// Leaving by a signal still removes the copies, and ends what runs in them.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
const names = allMutants.map(({ name }) => name);
process.exitCode = await main(commandOf(process.argv.slice(2), names, huntNames)).catch((error: unknown) => {
  console.error(`mutants: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
