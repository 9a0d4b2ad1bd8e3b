import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFaults } from "../../src/wire/faults/fault-file.ts";
import type { FaultFile } from "../../src/wire/faults/fault-spec.ts";
import type { Case } from "./cases.ts";
import type { History } from "./history.ts";
import { deviations, judge, type Deviation, type Verdict } from "./judge.ts";
import { play, type Watch } from "./play.ts";
import type { Program } from "./programs.ts";
import type { Target } from "./targets.ts";

/** What came of one case on one target. */
export interface Outcome {
  readonly target: string;
  readonly history: History;
  readonly verdict: Verdict;
  readonly deviations: readonly Deviation[];
  /** How many messages met a fault. */
  readonly struck: number;
  readonly seconds: number;
  /** What is not as the case expects; none: it is as expected. */
  readonly surprises: readonly string[];
}

const patienceMillis = 150_000;
const faultFolder = join(import.meta.dirname, "faults");

/** @throws BadInput with one line where the file is not right. */
function faultsOf({ faults }: Case): FaultFile {
  const file = join(faultFolder, `${faults}.yml`);
  return readFaults(`conformance/clients/faults/${faults}.yml`, readFileSync(file, "utf8"));
}

let topics = 0;

/** Runs one case on one target. */
export async function runCase(one: Case, program: Program, target: Target, watch: Watch): Promise<Outcome> {
  const faults = faultsOf(one);
  topics += 1;
  const topic = `clients-${process.pid}-${topics}`;
  const begin = performance.now();
  const opened = await target.open(topic, one.partitions, faults);
  try {
    const { sends, partitions, settings } = one;
    const task = { port: opened.port, topic, partitions, sends, settings };
    const { history, complaints } = await play(program, task, patienceMillis, watch);
    const struck = opened.struck().length;
    const verdict = judge(history);
    const found = deviations(verdict);
    return {
      target: target.name,
      history,
      verdict,
      deviations: found,
      struck,
      seconds: (performance.now() - begin) / 1_000,
      surprises: surprisesOf(one, { found, struck, planned: faults.faults.length, complaints }),
    };
  } finally {
    await opened.close();
  }
}

interface Found {
  readonly found: readonly Deviation[];
  readonly struck: number;
  readonly planned: number;
  readonly complaints: string;
}

function surprisesOf({ expected, possible }: Case, { found, struck, planned, complaints }: Found): readonly string[] {
  const kinds = found.map(({ what }) => what);
  const known = new Set([...expected, ...possible]);
  const more = found.filter(({ what }) => !known.has(what)).map(({ count, what }) => `${count} ${what}`);
  const less = expected.filter((what) => !kinds.includes(what)).map((what) => `none ${what}`);
  // A client that fails sends fewer requests than the file has faults for; one that does not has met them all.
  const unmet = !kinds.includes("failed") && struck < planned ? [`${struck} of ${planned} faults struck`] : [];
  const all = [...more, ...less, ...unmet];
  return all.length > 0 && complaints !== "" ? [...all, `it said: ${complaints.split("\n", 1)[0] ?? ""}`] : all;
}
