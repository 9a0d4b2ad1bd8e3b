import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answer, huntAnswer, testAnswer } from "./answers.ts";
import { type Mutant, pathOf, planted } from "./mutant.ts";

/** What tests of the model and hunts need of the project. */
const parts = ["src", "test", "conformance", "scripts", "package.json", "tsconfig.json", "vitest.config.ts"];

/** Far more than any witness takes: what is not done by then never ends. */
const patienceMillis = 300_000;

const folders = new Set<string>();
const children = new Set<ChildProcess>();

/** However this process ends, it takes its copies and what runs in them along. */
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What a program said before it ended. Warnings of the runtime are complaints and spoil no report. */
interface Said {
  readonly out: string;
  readonly complaints: string;
}

/** A copy of the project in which one mutant at a time can be planted; the project itself is never touched. */
export class ProjectCopy {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), "mutants-")));
    folders.add(this.#folder);
    for (const part of parts) cpSync(join(root, part), join(this.#folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(this.#folder, "node_modules"), "junction");
  }

  read(path: string): string {
    return readFileSync(join(this.#folder, path), "utf8");
  }

  /** Plants the mutant, lets `use` look at it and takes it out again. */
  async with<Result>(mutant: Mutant, use: () => Promise<Result>): Promise<Result> {
    const path = join(this.#folder, pathOf(mutant));
    const healthy = readFileSync(path, "utf8");
    writeFileSync(path, planted(mutant, healthy));
    try {
      return await use();
    } finally {
      writeFileSync(path, healthy);
    }
  }

  /** Shows the copy, as it is now, to a hunt. */
  async askHunt(name: string): Promise<Answer> {
    const ended = await this.#run(["--import", "tsx", "scripts/mutants.ts", "--hunt", name]);
    return ended === "too-long" ? tooLong : huntAnswer(ended.out === "" ? ended.complaints : ended.out);
  }

  /** Runs files of tests, and tells of all together. */
  async askTests(files: readonly string[]): Promise<Answer> {
    const report = await this.#report(files, 0);
    return typeof report === "string" ? testAnswer(report) : report;
  }

  /** Runs files of tests, and tells of each in their order. `bail`: after so many failures it is enough; 0: never. */
  async askEach(files: readonly string[], bail: number): Promise<readonly Answer[]> {
    if (files.length === 0) return [];
    const report = await this.#report(files, bail);
    return files.map((file) => (typeof report === "string" ? testAnswer(report, file) : report));
  }

  /** The JSON that vitest wrote about these files, or why there is none. */
  async #report(files: readonly string[], bail: number): Promise<string | Answer> {
    const report = join(this.#folder, "report.json");
    rmSync(report, { force: true });
    // One thread in this process: the other copy has the other core, and a kill leaves nothing behind.
    const alone = ["--pool=threads", "--maxWorkers=1", "--no-cache"];
    const reporting = ["--reporter=json", `--outputFile=${report}`, `--bail=${bail}`];
    const ended = await this.#run(["node_modules/vitest/vitest.mjs", "run", ...files, ...alone, ...reporting]);
    if (ended === "too-long") return tooLong;
    try {
      return readFileSync(report, "utf8");
    } catch {
      return { kind: "no-verdict", because: `the tests left no report: ${ended.complaints.trim().split("\n")[0]}` };
    }
  }

  /** Runs a program of Node in the copy, to its end or to the end of patience. */
  #run(args: readonly string[]): Promise<Said | "too-long"> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
      children.add(child);
      const said = { out: "", complaints: "" };
      let late = false;
      const impatience = setTimeout(() => {
        late = true;
        child.kill("SIGKILL");
      }, patienceMillis);
      child.stdout.on("data", (text: Buffer) => (said.out += text.toString()));
      child.stderr.on("data", (text: Buffer) => (said.complaints += text.toString()));
      child.on("error", (error) => (said.complaints += String(error)));
      child.on("close", () => {
        clearTimeout(impatience);
        children.delete(child);
        resolve(late ? "too-long" : said);
      });
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(this.#folder);
  }
}

const tooLong: Answer = { kind: "no-verdict", because: `it did not end within ${patienceMillis / 1_000} s` };
