import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BadInput, readLines, type Answers } from "../script.ts";
import { compareAnswers, findRecordings, playRecording, type Recorder, type Recording } from "./recordings.ts";
import { ServedCommand } from "./served-command.ts";

/** Something wrong on purpose, and how many scripts it cost. */
export interface Breach {
  readonly title: string;
  readonly caughtBy: number;
}

const version = "4.4.0";
const family = "dedup";
/** The rule that guides print; no broker's. */
const wrongProfile = "documented";

/** Plays deduplication to a broker that is wrong on purpose, and compares recordings with one answer changed. */
export async function plantBreaches(recorder: Recorder, root: string): Promise<readonly Breach[]> {
  const recording = findRecordings(recorder)
    .get(version)
    ?.families.find(({ name }) => name === family);
  if (recording === undefined) throw new BadInput(`answers-${version} lacks ${family}: no breach can be planted`);
  return [await wrongBroker(recorder, recording, root), await wrongAnswer(recorder, recording)];
}

async function wrongBroker(recorder: Recorder, recording: Recording, root: string): Promise<Breach> {
  const broker = await ServedCommand.start(root, wrongProfile);
  try {
    const { scripts, agreeing } = await playRecording(recorder, recording, broker);
    return { title: `profile ${wrongProfile} on ${family} of ${version}`, caughtBy: scripts - agreeing };
  } finally {
    await broker.stop();
  }
}

async function wrongAnswer(recorder: Recorder, recording: Recording): Promise<Breach> {
  const [first, ...others] = readLines<Answers>(readFileSync(recording.answers, "utf8"), recording.answers);
  if (first === undefined) throw new BadInput(`${recording.answers} is empty`);
  const falsified = join(recorder.workFolder, "falsified.jsonl");
  const lines = [{ ...first, a: [[1, -1], ...first.a.slice(1)] }, ...others];
  writeFileSync(falsified, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  const { scripts, agreeing } = await compareAnswers(recorder, recording, falsified);
  return { title: `the first answer of ${first.id} changed`, caughtBy: scripts - agreeing };
}
