import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { Case, Rule } from "../../lab/sweep/folklore/rule.ts";
import { rules } from "../../lab/sweep/folklore/rules.ts";
import {
  type RuleVerdict,
  type Seen,
  type Verdict,
  planOfCase,
  verdictOf,
  verdictOn,
} from "../../lab/sweep/folklore/trial.ts";
import { sweepHead } from "../../lab/sweep/ledger.ts";
import type { Found } from "../../lab/sweep/tables.ts";
import { intervalText } from "../../lab/sweep/words.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { unwritable } from "../files.ts";
import { jsonPieces } from "../pieces.ts";
import { temporaryRunFolder } from "../run-folder.ts";
import { enterSweepFolder } from "../sweep/folder.ts";
import { againCommandOf } from "../sweep/point-files.ts";
import { sweepThrough } from "../sweep/sweeping.ts";
import type { Terminal } from "../terminal.ts";
import { wrapped } from "../text/figures.ts";
import { packageVersion } from "../version.ts";
import { firstDigest } from "./sweep.ts";

export interface FolkloreOptions {
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** One circumstance of a rule, tried. */
interface Tried {
  readonly where: string;
  readonly seen: Seen;
  /** What was measured before and after the change and how they differ, each with its interval. */
  readonly measured: string;
  readonly seeds: number;
  /** The run after the change to look at first. */
  readonly seed: number | undefined;
  readonly again: string;
  readonly report: string;
}

/** Puts rules that people repeat to the test: all of them, or the one that is named. Each circumstance gets a folder. */
export async function folkloreCommand(
  name: string | undefined,
  options: FolkloreOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const chosen = rules.filter((rule) => name === undefined || rule.name === name);
  if (name !== undefined && chosen.length === 0) {
    throw new BadInput(
      unknownName(
        "rule",
        name,
        rules.map((rule) => rule.name),
      ),
    );
  }
  const folder = options.out ?? temporaryRunFolder();
  if (folder === undefined) throw new BadInput("sweep folklore: there is no folder for temporary files; add --out DIR");
  const told: object[] = [];
  for (const rule of chosen) {
    const cases: Tried[] = [];
    for (const one of rule.cases) {
      const tried = await triedCase(folder, rule, one, options, terminal);
      if (tried === undefined) return exitCodes.livenessBroke;
      cases.push(tried);
    }
    const verdict = verdictOf(cases);
    told.push({ name: rule.name, says: rule.says, verdict, cases });
    if (options.json !== true) tell(rule, verdict, cases, terminal);
  }
  if (options.json === true) terminal.outPieces(jsonPieces(told, 2));
  return exitCodes.asExpected;
}

/** `undefined`: somebody stopped it. */
async function triedCase(
  folder: string,
  rule: Rule,
  one: Case,
  options: FolkloreOptions,
  terminal: Terminal,
): Promise<Tried | undefined> {
  const plan = planOfCase(rule, one);
  const path = join(folder, rule.name, one.name);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
  const head = sweepHead({ version: packageVersion(), plan, digest: firstDigest(plan) });
  // What lies in a folder for temporary files from earlier is of no use to anybody else.
  const entered = enterSweepFolder(path, head, options.resume === true || options.out === undefined);
  try {
    const { found } = await sweepThrough(entered, 1, terminal);
    if (found === undefined) return undefined;
    const [before, after] = found;
    const verdict = verdictOn(one.claim, before, after);
    return {
      where: one.where,
      seen: verdict.seen,
      measured: measuredText(one, verdict, before, after, plan.points[1]?.refusal),
      seeds: plan.file.seeds,
      seed: after?.summary.worst[0]?.seed,
      again: againCommandOf(path, after === undefined ? 1 : 2),
      report: join(path, "report.html"),
    };
  } finally {
    entered.leave();
  }
}

function measuredText(
  { claim }: Case,
  { difference }: Verdict,
  before: Found | undefined,
  after: Found | undefined,
  refusal: string | undefined,
): string {
  if (claim.is === "refused") return refusal ?? "the client takes it";
  const text = (found: Found | undefined): string => {
    const interval = found?.summary.measures[claim.of];
    return interval === undefined ? "not measured" : intervalText(claim.of, interval);
  };
  const by = difference === undefined ? "" : `; difference ${intervalText(claim.of, difference)}`;
  return `${claim.of} before ${text(before)}, after ${text(after)}${by}`;
}

const titles: Readonly<Record<RuleVerdict, string>> = { true: "TRUE", false: "FALSE", when: "WHEN" };
const width = 110;

function tell(rule: Rule, verdict: RuleVerdict, cases: readonly Tried[], terminal: Terminal): void {
  terminal.out(`${titles[verdict].padEnd(6)}${rule.says}  (${rule.name})`);
  for (const { where, seen, measured, seeds, seed, again } of cases) {
    const worst = seed === undefined ? "" : `, worst seed ${seed}`;
    const text = `${seen} ${where}: ${measured} (${seeds} seeds${worst})`;
    for (const [at, line] of wrapped(text, width).entries()) terminal.out(`${at === 0 ? "  - " : "    "}${line}`);
    terminal.out(`    ${again}`);
  }
}
