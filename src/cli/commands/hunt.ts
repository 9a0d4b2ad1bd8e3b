import { type LedgerHead, ledgerHead } from "../../lab/hunt/ledger.ts";
import { type Shard, seedsOfShard, wholeHunt } from "../../lab/hunt/shard.ts";
import { type Subject, runSeedOfSubject, subjectOf } from "../../lab/hunt/subject.ts";
import { checkSeeds, prepareForMany } from "../../lab/seeds.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type HuntPlan, huntDown } from "../hunt/hunting.ts";
import { type LedgerFolder, enterFolder, sayDropped } from "../hunt/ledger-folder.ts";
import { kept } from "../hunt/repros.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { placedBy, sayNotices } from "../session.ts";
import { type Source, seededSourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { tellHunt } from "../text/hunt-text.ts";
import { counted, grouped } from "../text/figures.ts";
import { packageVersion } from "../version.ts";

/** Options of the commands over many seeds. */
export interface ManyOptions extends RunOptions {
  readonly seeds: number;
  readonly from: number;
  readonly json?: boolean;
}

export interface HuntOptions extends ManyOptions {
  readonly workers?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly shard?: Shard;
  readonly requireMarks?: boolean;
}

/** @throws BadInput before it begins. */
export function huntCommand(given: string, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { out, resume = false, shard = wholeHunt, workers } = options;
  if (resume && out === undefined) throw new BadInput("--resume: goes on with the hunt in a folder; add --out DIR");
  const source = seededSourceOf(given);
  const subject = huntedOf(source, options, terminal);
  const all = { from: options.from, count: options.seeds };
  checkSeeds(all);
  const again = againOf(source, options);
  const folder = out === undefined ? undefined : entered(out, resume, { subject, seeds: all, shard, again });
  if (folder?.before !== undefined) sayDropped(folder.path, folder.before, terminal);
  return hunted({ subject, seeds: seedsOfShard(all, shard), workers, folder, again }, given, options, terminal);
}

async function hunted(plan: HuntPlan, given: string, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { seeds, folder, again } = plan;
  try {
    const found = await huntDown(plan, terminal);
    if (!found.isComplete) {
      const reached = `${grouped(found.tally.runs)} of ${counted(seeds.count, "seed")}`;
      terminal.err(`interrupted after ${reached}${goOn(given, options)}`);
    }
    return tellHunt({ ...found, shown: kept(folder?.path, again) }, options, terminal);
  } finally {
    folder?.leave();
  }
}

/** What a hunt makes of what a user named, with his settings over it. Says what he may not expect of them. */
export function huntedOf(source: Source, options: RunOptions, terminal: Terminal): Subject {
  const overrides = overridesOf(options, terminal);
  const prepared = placedBy(source, () => prepareForMany(source.scenario, overrides));
  sayNotices(prepared, terminal);
  return subjectOf(prepared);
}

/**
 * The command that shows a seed again, but for the seed at its end: its run, unless the scenario means to show what it
 * breaks. Then `run` would find nothing wrong with it, and only a hunt does.
 */
export function againOf({ given, scenario }: Source, options: RunOptions): string {
  const isMeant = (scenario.expect?.violations.length ?? 0) > 0;
  if (isMeant) return commandFor("hunt", given, options, ["--seeds", "1", "--from"]);
  return commandFor("run", given, options, ["--seed"]);
}

type About = Pick<LedgerHead, "subject" | "seeds" | "shard" | "again">;

function entered(out: string, resume: boolean, about: About): LedgerFolder {
  const { digest } = runSeedOfSubject(about.subject)(about.seeds.from, { keep: "none" });
  return enterFolder(out, ledgerHead({ ...about, version: packageVersion(), digest }), resume);
}

function goOn(given: string, options: HuntOptions): string {
  const { seeds, from, shard, out } = options;
  if (out === undefined) return "; with --out DIR it could go on from here";
  const part = shard === undefined ? [] : ["--shard", `${shard.index}/${shard.of}`];
  const words = ["--seeds", String(seeds), "--from", String(from), ...part, "--out", out, "--resume"];
  return `; go on with: ${commandFor("hunt", given, options, words)}`;
}
