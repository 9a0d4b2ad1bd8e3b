import { type LedgerHead, ledgerHead } from "../../lab/hunt/ledger.ts";
import { Guide } from "../../lab/hunt/guide.ts";
import { type Shard, seedsOfShard, wholeHunt } from "../../lab/hunt/shard.ts";
import { type Subject, runSeedOfSubject, subjectOf } from "../../lab/hunt/subject.ts";
import { type Seeds, checkSeeds, prepareForMany } from "../../lab/seeds.ts";
import { streamNames } from "../../scenarios/swarm/streams.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type HuntPlan, callingOf, huntDown } from "../hunt/hunting.ts";
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
  readonly guided?: boolean;
}

/** @throws BadInput before it begins. */
export function huntCommand(given: string, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { out, resume = false, shard = wholeHunt, workers } = options;
  if (resume && out === undefined) throw new BadInput("--resume: goes on with the hunt in a folder; add --out DIR");
  const all = { from: options.from, count: options.seeds };
  checkSeeds(all);
  const source = seededSourceOf(given, options.fixed);
  const { subject, again } = preyOf(source, options, terminal, countingOf(options));
  const guide = options.guided === true ? guideFor(subject, all, options) : undefined;
  const folder = out === undefined ? undefined : entered(out, resume, { subject, seeds: all, shard, again });
  if (folder?.before !== undefined) sayDropped(folder.path, folder.before, terminal);
  const seeds = seedsOfShard(all, shard);
  return hunted({ subject, seeds, guide, workers, folder, again }, source, options, terminal);
}

async function hunted(plan: HuntPlan, source: Source, options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  const { seeds, folder, again } = plan;
  const { scenario } = plan.subject;
  const calling = callingOf(plan);
  try {
    const found = await huntDown(plan, terminal);
    if (!found.isComplete) {
      const reached = `${grouped(found.tally.runs)} of ${counted(seeds.count, calling.unit)}`;
      terminal.err(`interrupted after ${reached}${goOn(source.given, options)}`);
    }
    const shown = kept(folder?.path, again, calling);
    return tellHunt({ ...found, scenario, shown, calling }, options, terminal);
  } catch (error) {
    throw error instanceof BadInput ? source.place(error) : error;
  } finally {
    folder?.leave();
  }
}

/** What a hunt is after, and the command that shows a seed of it, but for the seed at its end. */
export type Prey = Pick<HuntPlan, "subject" | "again">;

/**
 * What a hunt makes of what a user named, with his settings over it. Says what he may not expect of them. `counting`: what
 * is counted of behaviour.
 */
export function preyOf(source: Source, options: RunOptions, terminal: Terminal, counting: Counting = {}): Prey {
  const overrides = overridesOf(options, terminal);
  sayNotices(
    placedBy(source, () => prepareForMany(source.scenario, overrides)),
    terminal,
  );
  const swarm = swarmFor(source, options.swarm);
  const subject = { ...subjectOf(source.scenario, overrides, swarm), ...counting };
  return { subject, again: commandFor("run", source.given, { ...options, swarm }, ["--seed"]) };
}

type Counting = Pick<Subject, "coverage" | "guided">;

/** What guides a hunt are states of behaviour. */
function countingOf({ coverage, guided }: HuntOptions): Counting {
  if (guided === true) return { coverage: true, guided: true };
  return coverage === true ? { coverage: true } : {};
}

/** @throws BadInput where nothing is drawn that could be drawn anew, and for a shard, which sees too little. */
function guideFor({ scenario, swarm }: Subject, runs: Seeds, { shard }: HuntOptions): Guide {
  if (shard !== undefined) {
    throw new BadInput(
      "--guided: decides by all that the hunt has seen, and a shard sees only its part; leave out --shard, and give each machine seeds of its own by --from",
    );
  }
  const streams = streamNames(scenario, swarm);
  if (streams.length > 0) return new Guide(streams, runs);
  throw new BadInput(
    `--guided: draws some of a run anew, and of ${scenario.name} nothing is drawn; leave it out, or give --swarm default`,
  );
}

type About = Pick<LedgerHead, "subject" | "seeds" | "shard" | "again">;

function entered(out: string, resume: boolean, about: About): LedgerFolder {
  const { digest } = runSeedOfSubject(about.subject)(about.seeds.from, { keep: "none" });
  return enterFolder(out, ledgerHead({ ...about, version: packageVersion(), digest }), resume);
}

function goOn(given: string, options: HuntOptions): string {
  const { seeds, from, shard, out, coverage, guided } = options;
  if (out === undefined) return "; with --out DIR it could go on from here";
  const part = shard === undefined ? [] : ["--shard", `${shard.index}/${shard.of}`];
  const words = [
    "--seeds",
    String(seeds),
    "--from",
    String(from),
    ...part,
    ...(coverage === true ? ["--coverage"] : []),
    ...(guided === true ? ["--guided"] : []),
    "--out",
    out,
    "--resume",
  ];
  return `; go on with: ${commandFor("hunt", given, options, words)}`;
}
