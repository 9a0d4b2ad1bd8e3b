import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { MissingTool } from "../real/maven.ts";
import { realVersion } from "../real/versions.ts";
import { BadInput } from "../script.ts";
import type { ServedCommand } from "./served-command.ts";

/** The program that recorded real brokers, and where it may write. */
export interface Recorder {
  /** Holds play.py, compare.py, scripts/FAMILY.jsonl and answers-VERSION/FAMILY.jsonl. */
  readonly folder: string;
  readonly workFolder: string;
  /** Asks a control port for a restart. */
  readonly restartScript: string;
}

/** What a real broker answered to one family; of the family `restart` there are two, `-clean` and `-kill`. */
export interface Recording {
  readonly name: string;
  readonly scripts: string;
  readonly answers: string;
  /** In the control port's words. */
  readonly restart: "clean" | "crash" | undefined;
}

export interface RecordedVersion {
  readonly profile: string;
  readonly families: readonly Recording[];
}

/** How much of a recording was answered alike. */
export interface Agreement {
  readonly name: string;
  readonly scripts: number;
  readonly agreeing: number;
  readonly answers: number;
  readonly agreeingAnswers: number;
}

/** Throws MissingTool unless there is a recorder, and a Python to run it. */
export function requirePython(folder: string): void {
  if (!existsSync(join(folder, "play.py"))) {
    throw new MissingTool("no recorder beside this checkout (--recorder FOLDER with play.py); nothing was compared");
  }
  if (spawnSync("python3", ["--version"]).error !== undefined) {
    throw new MissingTool("no `python3` on the PATH: the recorder is written in it; nothing was compared");
  }
}

/** Every recording of every version, by the folders. @throws BadInput for a version that no profile is held against */
export function findRecordings({ folder }: Recorder): ReadonlyMap<string, RecordedVersion> {
  const folders = readdirSync(folder).filter((name) => name.startsWith("answers-"));
  return new Map(
    folders.toSorted().map((name) => {
      const version = name.slice("answers-".length);
      const known = realVersion(version);
      if (known === undefined) throw new BadInput(`${name}: no profile is held against Kafka ${version}`);
      const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(".jsonl"));
      const families = files.toSorted().map((file) => recordingOf(folder, join(folder, name, file)));
      return [version, { profile: known.profile, families }];
    }),
  );
}

function recordingOf(folder: string, answers: string): Recording {
  const name = basename(answers, ".jsonl");
  const how = /-(clean|kill)$/.exec(name)?.[1];
  const family = how === undefined ? name : name.slice(0, -how.length - 1);
  const restart = how === undefined ? undefined : how === "kill" ? "crash" : "clean";
  return { name, scripts: join(folder, "scripts", `${family}.jsonl`), answers, restart };
}

/** Plays one recording's scripts against a broker and compares. @throws Error when either program fails by itself */
export async function playRecording(
  recorder: Recorder,
  recording: Recording,
  broker: ServedCommand,
): Promise<Agreement> {
  const mine = join(recorder.workFolder, `${recording.name}.jsonl`);
  const { restart, scripts } = recording;
  const command = `"${process.execPath}" "${recorder.restartScript}" ${broker.controlPort} ${restart ?? ""}`;
  const restarts = restart === undefined ? [] : ["--restart", command];
  // The player names its topics by the second: two recordings of the same scripts may be played within one.
  const reset = await fetch(`http://127.0.0.1:${broker.controlPort}/reset`, { method: "POST" });
  if (!reset.ok) throw new Error(`the broker could not be reset before ${recording.name}: ${await reset.text()}`);
  const { code, said } = await python(recorder, ["play.py", broker.address, scripts, mine, ...restarts]);
  if (code !== 0) throw new Error(`play.py on ${recording.name} ended with ${code}: ${said}`);
  return compareAnswers(recorder, recording, mine);
}

const verdictLine = /^(\d+)\/(\d+) scripts agree \([\d.]+%\), (\d+)\/(\d+) answers/m;

/**
 * The verdict of compare.py on `mine`. It passes over scripts that only one side has: such a verdict does not count.
 */
export async function compareAnswers(recorder: Recorder, recording: Recording, mine: string): Promise<Agreement> {
  const { code, said } = await python(recorder, ["compare.py", mine, recording.answers]);
  const found = verdictLine.exec(said);
  if (found === null) throw new Error(`compare.py on ${recording.name} ended with ${code}: ${said}`);
  const [agreeing = 0, scripts = 0, agreeingAnswers = 0, answers = 0] = found.slice(1).map(Number);
  const wanted = readFileSync(recording.scripts, "utf8").trim().split("\n").length;
  if (scripts !== wanted) throw new Error(`compare.py saw ${scripts} of ${wanted} scripts of ${recording.name}`);
  if ((code === 0) !== (agreeing === scripts)) throw new Error(`compare.py contradicts its exit code ${code}: ${said}`);
  return { name: recording.name, scripts, agreeing, answers, agreeingAnswers };
}

async function python(
  { folder }: Recorder,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn("python3", ["-B", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}
