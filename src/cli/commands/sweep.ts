import { dirname, join } from "node:path";
import { sweepHead } from "../../lab/sweep/ledger.ts";
import { mostSeeds, type SweepPlan } from "../../lab/sweep/plan-data.ts";
import { readSweep } from "../../lab/sweep/plan.ts";
import { taskRunner } from "../../lab/sweep/work.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readText } from "../files.ts";
import { shellLine } from "../options.ts";
import { jsonPieces } from "../pieces.ts";
import { againCommandOf } from "../sweep/point-files.ts";
import { enterSweepFolder, type SweepFolder } from "../sweep/folder.ts";
import { type Swept, sweepThrough } from "../sweep/sweeping.ts";
import type { Terminal } from "../terminal.ts";
import { counted, grouped } from "../text/figures.ts";
import { adviceLines, sweepLines } from "../text/sweep-text.ts";
import { packageVersion } from "../version.ts";

export interface SweepOptions {
  readonly out: string;
  readonly resume?: boolean;
  readonly workers?: number;
  readonly seeds?: number;
  readonly precision?: string;
  readonly json?: boolean;
}

/** Runs a sweep file: 0 it is through, 11 it was interrupted, 2 what was given cannot be taken. */
export async function sweepCommand(file: string, options: SweepOptions, terminal: Terminal): Promise<ExitCode> {
  const plan = planFor(file, options);
  sayRefusals(plan, terminal);
  const head = sweepHead({ version: packageVersion(), plan, digest: firstDigest(plan) });
  const folder = enterSweepFolder(options.out, head, options.resume ?? false);
  try {
    if (folder.dropped > 0) {
      terminal.err(`note: ${counted(folder.dropped, "line")} of the ledger cut off or damaged, and not counted`);
    }
    const swept = await sweepThrough(folder, options.workers, terminal);
    if (swept.found === undefined) {
      const goOn = shellLine([
        "npx",
        "onceproof",
        "sweep",
        file,
        "--out",
        options.out,
        "--resume",
        ...laidOver(options),
      ]);
      terminal.err(`interrupted after ${counted(swept.runs, "run")}; go on with: ${goOn}`);
      return exitCodes.livenessBroke;
    }
    tell(folder, swept, options, terminal);
    return exitCodes.asExpected;
  } finally {
    folder.leave();
  }
}

function planFor(file: string, { seeds, precision }: SweepOptions): SweepPlan {
  const plan = readSweep(file, readText(file), (name) => readText(join(dirname(file), name)));
  const own = plan.file.precision ?? { share: "1%", latency: "20%", seeds: 1_000 };
  return {
    ...plan,
    file: {
      ...plan.file,
      ...(seeds === undefined ? {} : { seeds }),
      ...(precision === undefined ? {} : { precision: { ...own, share: precision } }),
    },
  };
}

const laidOver = ({ seeds, precision }: SweepOptions): readonly string[] => [
  ...(seeds === undefined ? [] : ["--seeds", String(seeds)]),
  ...(precision === undefined ? [] : ["--precision", precision]),
];

function sayRefusals({ points }: SweepPlan, terminal: Terminal): void {
  const refused = points.filter(({ refusal }) => refusal !== undefined);
  const [first] = refused;
  if (first === undefined) return;
  const text = `${counted(refused.length, "point")} of ${grouped(points.length)} refused by the client`;
  terminal.err(`note: ${text}, such as ${first.point}: ${first.refusal ?? ""}`);
}

/** Of the run of the baseline's first seed. */
export function firstDigest(plan: SweepPlan): string {
  const done = taskRunner(plan)({ point: plan.baseline, from: plan.file.from, count: 1 });
  if ("mistake" in done) throw new Error(done.mistake.what);
  return done.rows[0]?.digest ?? "";
}

function tell({ path, head: { plan } }: SweepFolder, swept: Swept, options: SweepOptions, terminal: Terminal): void {
  const found = swept.found ?? [];
  const reached = found.some((one) => (one?.summary.runs ?? 0) >= mostSeeds(plan)) && plan.file.precision !== undefined;
  if (options.json === true) {
    const points = plan.points.map((point, at) => ({ ...point, ...found[at] }));
    const { runs, ran, elapsedMillis } = swept;
    terminal.outPieces(
      jsonPieces({ schema: "onceproof.sweep/1", name: plan.file.name, runs, ran, elapsedMillis, points }, 2),
    );
    return;
  }
  for (const line of sweepLines(plan, found)) terminal.out(line);
  const again = (point: number): string => againCommandOf(path, point);
  const advice = adviceLines(plan, found, again);
  if (advice.length > 0) terminal.out("");
  for (const line of advice) terminal.out(line);
  terminal.out("");
  terminal.out(
    `${counted(swept.runs, "run")}, every estimate with its 95% interval; ${join(path, "report.html")} shows them`,
  );
  if (reached) terminal.err("note: some points have all the seeds that --precision allows, and may still be too wide");
}
