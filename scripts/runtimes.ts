import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./check/tools.ts";
import { type Answer, differences, readGoldens } from "./runtimes/compare.ts";
import { bunRuntime, nodeRuntime, obtain } from "./runtimes/install.ts";

/**
 * One digest on every runtime: `npm run runtimes` runs the golden scenarios on Node 20, 22, 24, 26 and Bun, which it
 * fetches from the package registry by itself, and compares. Exit 1 on a difference or a runtime that can't be had.
 *
 *   --self-test      only shows, on the same runtimes, that a planted difference is caught
 *   --allow-missing  goes on without a runtime that can't be had, as long as two are left to compare
 */
const program: readonly string[] = ["dist/cli/main.js", "goldens", "--json"];
const runtimes = [...[20, 22, 24, 26].map(nodeRuntime), bunRuntime];

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const cache = join(root, "node_modules", ".cache", "runtimes");
const planted = join(root, "scripts", "runtimes", "planted.mjs");

interface Installed {
  readonly name: string;
  readonly binary: string;
}

async function ask({ name, binary }: Installed, args: readonly string[]): Promise<Answer> {
  const ran = await run(binary, args, root);
  if (ran.code !== 0) throw new Error(`${name}: exit ${ran.code}: ${ran.out.slice(0, 2_000)}`);
  try {
    return { runtime: name, goldens: readGoldens(ran.out) };
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

async function askAll(installed: readonly Installed[], args: readonly string[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const one of installed) answers.push(await ask(one, args));
  return answers;
}

const fails = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  );

/** What is wrong with the comparison itself: it must see a planted difference, and none where there is none. */
async function selfTest(installed: readonly Installed[]): Promise<readonly string[]> {
  const agreeing = differences(await askAll(installed, [planted, "agree"]));
  const differing = differences(await askAll(installed, [planted, "differ"]));
  const silent = await fails(askAll(installed, [planted, "silent"]));
  const absent = await fails(askAll(installed, [`${planted}.absent`]));
  return [
    ...agreeing.map((line) => `the self-test saw a difference where there is none: ${line}`),
    ...(differing.length === installed.length - 1 ? [] : ["the self-test missed a planted difference"]),
    ...(silent ? [] : ["the self-test took silence for an answer"]),
    ...(absent ? [] : ["the self-test took a program that is not there for one that agrees"]),
  ];
}

async function fetchRuntimes(allowMissing: boolean): Promise<readonly Installed[] | undefined> {
  const installed: Installed[] = [];
  let missing = 0;
  for (const runtime of runtimes) {
    const got = await obtain(runtime, cache);
    if (got.kind === "there") installed.push({ name: `${runtime.name} (${got.version})`, binary: got.binary });
    else missing++;
    console.log(
      got.kind === "there" ? `${runtime.name}: ${got.version}` : `${runtime.name} can't be had: ${got.because}`,
    );
  }
  return (missing > 0 && !allowMissing) || installed.length < 2 ? undefined : installed;
}

async function main(options: ReadonlySet<string>): Promise<boolean> {
  const installed = await fetchRuntimes(options.has("--allow-missing"));
  if (installed === undefined) {
    console.log("FAIL a runtime is missing, and nothing was compared (--allow-missing goes on with two or more)");
    return false;
  }
  const faults = await selfTest(installed);
  for (const fault of faults) console.log(fault);
  if (faults.length > 0) return false;
  console.log(`self-test: a planted difference is caught on ${installed.length - 1} runtimes beside the first`);
  if (options.has("--self-test")) return true;
  const [file = ""] = program;
  if (!existsSync(join(root, file))) {
    console.log(`FAIL ${file} is not there: npm run build`);
    return false;
  }
  const answers = await askAll(installed, program);
  const found = differences(answers);
  for (const line of found) console.log(line);
  const count = answers[0]?.goldens.length ?? 0;
  console.log(
    `${found.length === 0 ? "ok  " : "FAIL"} ${count} digests on ${installed.length} runtimes, ${found.length} differences`,
  );
  return found.length === 0;
}

async function guarded(): Promise<boolean> {
  const known = ["--self-test", "--allow-missing"];
  const options = process.argv.slice(2);
  const strange = options.find((option) => !known.includes(option));
  if (strange === undefined) return main(new Set(options));
  console.log(`FAIL there is no option ${strange}; there are ${known.join(" and ")}`);
  return false;
}

process.exitCode = (await guarded().catch((error: unknown) => {
  console.log(`FAIL ${error instanceof Error ? error.message : String(error)}`);
  return false;
}))
  ? 0
  : 1;
