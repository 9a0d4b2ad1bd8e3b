import { BadInput } from "../../input/bad-input.ts";
import { SeedQueue } from "../../lab/hunt/queue.ts";
import { SeedRanges } from "../../lab/hunt/ranges.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import type { Seeds } from "../../lab/seeds.ts";
import { Tally } from "../../lab/tally.ts";
import type { Terminal } from "../terminal.ts";
import { drive } from "./drive.ts";
import { interruption } from "./interruption.ts";
import type { LedgerFolder } from "./ledger-folder.ts";
import { huntProgressOf } from "./progress.ts";
import { Repros } from "./repros.ts";
import type { TimedChunk } from "./timed-chunk.ts";

/** What is to be hunted through, and how. */
export interface HuntPlan {
  readonly subject: Subject;
  readonly seeds: Seeds;
  /** How many threads run seeds; `undefined`: one for each core, as far as they pay. */
  readonly workers: number | undefined;
  /** Where what came of it is written down while it goes on. */
  readonly folder?: LedgerFolder | undefined;
  /** The command that shows a seed again, but for the seed at its end. */
  readonly again: string;
}

/** What came of a hunt. */
export interface Hunted {
  /** Of all seeds, those of an earlier session included. */
  readonly tally: Tally;
  /** How many seeds were run just now, and how long that took. */
  readonly ran: number;
  readonly elapsedMillis: number;
  /** Whether all of its seeds were run; else somebody stopped it. */
  readonly isComplete: boolean;
}

/**
 * Hunts to the end, or until somebody asks to stop, and shows how far it is.
 *
 * @throws Error where a run ended in one, and BadInput where a seed has no run.
 */
export async function huntDown(plan: HuntPlan, terminal: Terminal): Promise<Hunted> {
  const begun = terminal.now();
  const account = new Account(plan);
  const { subject, seeds, folder, workers } = plan;
  const before = folder?.before?.tally.runs ?? 0;
  const progress = huntProgressOf(terminal, { scenario: subject.scenario, total: seeds.count, before });
  const stop = interruption();
  try {
    const take = (chunk: TimedChunk): void => {
      account.take(chunk);
      progress.reached(account.tally, account.ran);
    };
    await drive({ subject, workers, queue: new SeedQueue(account.missing), isOver: () => stop.isAsked, take });
  } finally {
    stop.ignore();
    progress.end();
  }
  const { tally, ran } = account;
  const elapsedMillis = Math.round(terminal.now() - begun);
  return { tally, ran, elapsedMillis, isComplete: tally.runs === seeds.count };
}

/** Keeps what comes of a hunt: in a tally and, if it has one, in its folder. */
class Account {
  readonly tally = new Tally();
  /** The seeds that are to be run. */
  readonly missing: readonly Seeds[];
  ran = 0;
  private readonly plan: HuntPlan;
  private readonly repros: Repros | undefined;

  constructor(plan: HuntPlan) {
    const { folder, seeds, subject } = plan;
    this.plan = plan;
    this.repros = folder && new Repros(folder.path, subject);
    this.missing = (folder?.before?.done ?? new SeedRanges()).missing(seeds);
    if (folder?.before !== undefined) this.tally.merge(folder.before.tally);
    this.repros?.keep(this.tally);
  }

  /** @throws Error with the command that shows it, where a run ended in one. @throws BadInput where a seed has no run. */
  take({ result }: TimedChunk): void {
    const { again, folder } = this.plan;
    if ("refusal" in result) throw new BadInput(result.refusal.message, result.refusal.place);
    if ("mistake" in result) {
      const { seed, what } = result.mistake;
      throw new Error(`the run of seed ${seed} ended in an exception; see it with: ${again} ${seed}\n${what}`);
    }
    const { seeds, tally } = result;
    this.tally.merge(tally);
    this.ran += seeds.count;
    folder?.append({ seeds: [seeds], tally });
    this.repros?.keep(this.tally);
  }
}
