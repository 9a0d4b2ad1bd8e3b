import { BadInput } from "../../input/bad-input.ts";
import { SeedQueue } from "../../lab/hunt/queue.ts";
import { SeedRanges } from "../../lab/hunt/ranges.ts";
import type { Guide } from "../../lab/hunt/guide.ts";
import { GuidedQueue } from "../../lab/hunt/guided-queue.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import type { Seeds } from "../../lab/seeds.ts";
import { Tally, type TallyData } from "../../lab/tally.ts";
import { inlineMoreFor } from "../engine.ts";
import { recordsOf } from "../../scenarios/records.ts";
import type { Terminal } from "../terminal.ts";
import { type Calling, bySeed, commandOf, decidedBy } from "./calling.ts";
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
  /** Decides what is run; the seeds are then numbers of runs, some of which are variations. */
  readonly guide?: Guide | undefined;
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
  const { scenario } = subject;
  const before = folder?.before?.tally.runs ?? 0;
  inlineMoreFor(account.queue.left * recordsOf(scenario));
  const progress = huntProgressOf(terminal, { scenario, total: seeds.count, before, unit: account.calling.unit });
  const stop = interruption();
  try {
    const take = (chunk: TimedChunk): void => {
      account.take(chunk);
      progress.reached(account.tally, account.ran);
    };
    await drive({ subject, workers, queue: account.queue, isOver: () => stop.isAsked, take });
  } finally {
    stop.ignore();
    progress.end();
  }
  const { tally, ran } = account;
  const elapsedMillis = Math.round(terminal.now() - begun);
  return { tally, ran, elapsedMillis, isComplete: tally.runs === seeds.count };
}

/** How the runs of a hunt are called. */
export const callingOf = ({ guide }: Pick<HuntPlan, "guide">): Calling =>
  guide === undefined ? bySeed : decidedBy(guide);

/** Keeps what comes of a hunt: in a tally and, if it has one, in its folder. */
class Account {
  readonly tally = new Tally();
  readonly calling: Calling;
  /** The runs that are to be run. */
  readonly queue: SeedQueue | GuidedQueue;
  ran = 0;
  private readonly plan: HuntPlan;
  private readonly repros: Repros | undefined;

  constructor(plan: HuntPlan) {
    const { folder, seeds, subject, guide } = plan;
    this.plan = plan;
    this.calling = callingOf(plan);
    this.repros = folder && new Repros(folder.path, subject, this.calling);
    const before = folder?.before;
    const take = (tally: TallyData): void => this.tally.merge(tally);
    if (guide === undefined) {
      if (before !== undefined) take(before.tally);
      this.queue = new SeedQueue((before?.done ?? new SeedRanges()).missing(seeds));
    } else this.queue = new GuidedQueue(guide, seeds.count, { entries: before?.entries ?? [], take });
    this.repros?.keep(this.tally);
  }

  /** @throws Error with the command that shows it, where a run ended in one. @throws BadInput where a seed has no run. */
  take({ result }: TimedChunk): void {
    const { again, folder } = this.plan;
    if ("refusal" in result) throw new BadInput(result.refusal.message, result.refusal.place);
    if ("mistake" in result) {
      const { seed, what } = result.mistake;
      const command = commandOf(again, this.calling.nameOf(seed));
      throw new Error(`the run of ${this.calling.told(seed)} ended in an exception; see it with: ${command}\n${what}`);
    }
    const { seeds, tally } = result;
    this.tally.merge(tally);
    this.ran += seeds.count;
    folder?.append({ seeds: [seeds], tally });
    if (this.queue instanceof GuidedQueue && tally.coverage !== undefined) this.queue.learn(seeds, tally.coverage);
    this.repros?.keep(this.tally);
  }
}
