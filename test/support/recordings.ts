import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readLines, type Answers, type Script, type Step } from "../../conformance/broker/script.ts";

/** A script, and what a real broker answered to it. */
export interface Recorded {
  readonly script: Script;
  readonly expected: Answers;
}

const folder = join(import.meta.dirname, "../data/broker");

const read = <Line>(path: string): Line[] => readLines<Line>(readFileSync(join(folder, path), "utf8"), path);

/** The recording of two files of test/data/broker, without their endings: the n-th answers are to the n-th script. */
export function recordingOf(scripts: string, answers: string): Recorded[] {
  const expected = read<Answers>(`${answers}.jsonl`);
  const played = read<Script>(`${scripts}.jsonl`).map((script, at): Recorded => {
    const answer = expected[at];
    if (answer?.id !== script.id) throw new Error(`answers ${at} are to ${answer?.id}, not to ${script.id}`);
    return { script, expected: answer };
  });
  if (played.length !== expected.length) throw new Error(`${answers} answers more than ${scripts} asks`);
  return played;
}

/** What was recorded of a family by the recorder; `restart-kill` is of the scripts `restart`, and ends brokers so. */
export function recordedFamily(version: string, name: string): Recorded[] {
  const how = /-(clean|kill)$/.exec(name)?.[1];
  if (how !== "clean" && how !== "kill") return recordingOf(`scripts/${name}`, `answers-${version}/${name}`);
  const family = name.slice(0, -how.length - 1);
  return recordingOf(`scripts/${family}`, `answers-${version}/${name}`).map(({ script, expected }): Recorded => {
    const steps = script.steps.map((step): Step => (step.op === "restart" ? { op: "restart", how } : step));
    return { script: { ...script, steps }, expected };
  });
}
