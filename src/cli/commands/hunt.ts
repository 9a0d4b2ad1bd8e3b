import { type LedgerHead, ledgerHead } from "../../lab/hunt/ledger.ts";
import { type Shard, seedsOfShard, wholeHunt } from "../../lab/hunt/shard.ts";
import { runSeedOfSubject, subjectOf } from "../../lab/hunt/subject.ts";
import { checkSeeds, prepareForMany } from "../../lab/seeds.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type HuntPlan, huntDown } from "../hunt/hunting.ts";
import { type LedgerFolder, enterFolder, sayDropped } from "../hunt/ledger-folder.ts";
import { kept } from "../hunt/repros.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { swarmFor } from "../drawn.ts";
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
  readonly coverage?: boolean;
}

/** @throws BadInput before it begins. */
export function huntCommand(given: string, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { out, resume = false, shard = wholeHunt, workers } = options;
  if (resume && out === undefined) throw new BadInput("--resume: goes on with the hunt in a folder; add --out DIR");
  const all = { from: options.from, count: options.seeds };
  checkSeeds(all);
  const source = seededSourceOf(given, options.fixed);
  const { subject, again } = preyOf(source, options, terminal, options.coverage);
  const folder = out === undefined ? undefined : entered(out, resume, { subject, seeds: all, shard, again });
  if (folder?.before !== undefined) sayDropped(folder.path, folder.before, terminal);
  return hunted({ subject, seeds: seedsOfShard(all, shard), workers, folder, again }, source, options, terminal);
}

async function hunted(plan: HuntPlan, source: Source, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { seeds, folder, again } = plan;
  try {
    const found = await huntDown(plan, terminal);
    if (!found.isComplete) {
      const reached = `${grouped(found.tally.runs)} of ${counted(seeds.count, "seed")}`;
      terminal.err(`interrupted after ${reached}${goOn(source.given, options)}`);
    }
    return tellHunt({ ...found, scenario: plan.subject.scenario, shown: kept(folder?.path, again) }, options, terminal);
  } catch (error) {
    throw error instanceof BadInput ? source.place(error) : error;
  } finally {
    folder?.leave();
  }
}

/** What a hunt is after, and the command that shows a seed of it, but for the seed at its end. */
export type Prey = Pick<HuntPlan, "subject" | "again">;

/**
 * What a hunt makes of what a user named, with his settings over it. Says what he may not expect of them. `counts`: states of
 * behaviour are counted.
 */
export function preyOf(source: Source, options: RunOptions, terminal: Terminal, counts = false): Prey {
  const overrides = overridesOf(options, terminal);
  sayNotices(
    placedBy(source, () => prepareForMany(source.scenario, overrides)),
    terminal,
  );
  const swarm = swarmFor(source, options.swarm);
  const plain = subjectOf(source.scenario, overrides, swarm);
  const subject = counts ? { ...plain, coverage: true as const } : plain;
  return { subject, again: commandFor("run", source.given, { ...options, swarm }, ["--seed"]) };
}

type About = Pick<LedgerHead, "subject" | "seeds" | "shard" | "again">;

function entered(out: string, resume: boolean, about: About): LedgerFolder {
  const { digest } = runSeedOfSubject(about.subject)(about.seeds.from, { keep: "none" });
  return enterFolder(out, ledgerHead({ ...about, version: packageVersion(), digest }), resume);
}

function goOn(given: string, options: HuntOptions): string {
  const { seeds, from, shard, out, coverage } = options;
  if (out === undefined) return "; with --out DIR it could go on from here";
  const part = shard === undefined ? [] : ["--shard", `${shard.index}/${shard.of}`];
  const words = [
    "--seeds",
    String(seeds),
    "--from",
    String(from),
    ...part,
    ...(coverage === true ? ["--coverage"] : []),
    "--out",
    out,
    "--resume",
  ];
  return `; go on with: ${commandFor("hunt", given, options, words)}`;
}
