import { availableParallelism } from "node:os";
import { Pace } from "../../lab/hunt/pace.ts";
import type { RunQueue } from "../../lab/hunt/queue.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import { areThreadsPossible } from "../crew.ts";
import { type Crew, thisThread, workerThreads } from "./crew.ts";
import type { TimedChunk } from "./timed-chunk.ts";

/** Seeds to run, and who wants to know what comes of them. */
export interface Work {
  readonly subject: Subject;
  readonly queue: RunQueue;
  /** How many threads run seeds, this one included; `undefined`: one for each core, as far as they pay. */
  readonly workers: number | undefined;
  /** Whether to stop; what has been given out by then is still run to its end. */
  readonly isOver: () => boolean;
  readonly take: (chunk: TimedChunk) => void;
}

/** Runs seeds in this thread, and beside it in others: so many as were asked for, or as pay. */
export const drive = (work: Work): Promise<void> => new Drive(work).run();

/** This thread is by itself for so long at least. Most hunts are over by then. */
const aloneMillis = 250;
/** A thread takes a moment before it is of use: so much there must be for it to do, as far as one can tell. */
const worthAThread = 750;

class Drive {
  private readonly work: Work;
  private readonly begun = performance.now();
  private lanes = 0;
  private hasFailed = false;
  /** Lanes for which there is nothing to do yet. */
  private idle: (() => void)[] = [];
  private others: Promise<void> | undefined;

  constructor(work: Work) {
    this.work = work;
  }

  async run(): Promise<void> {
    const { subject, queue, workers } = this.work;
    if (workers !== undefined) this.callOthers(Math.min(workers, queue.left) - 1);
    try {
      await this.crewed(thisThread(subject), (pace) => this.callThoseWhoPay(pace));
    } finally {
      await this.others;
    }
  }

  /** Where nobody has said how many: as soon as there has turned out to be enough for more than one. */
  private callThoseWhoPay({ millisEach }: Pace): void {
    const { queue, workers } = this.work;
    if (workers !== undefined || this.others !== undefined || performance.now() - this.begun < aloneMillis) return;
    const worth = Math.floor((queue.left * millisEach) / worthAThread);
    this.callOthers(Math.min(availableParallelism(), worth) - 1);
  }

  private callOthers(count: number): void {
    if (count < 1 || !areThreadsPossible) return;
    this.others = workerThreads(this.work.subject, count).then((crew) => this.crewed(crew));
    // It is looked at when this thread has done its part.
    this.others.catch(() => undefined);
  }

  /** Lets a crew run seeds until there are none left. */
  private async crewed(crew: Crew, after: (pace: Pace) => void = () => undefined): Promise<void> {
    this.lanes += crew.lanes;
    try {
      await Promise.all(Array.from({ length: crew.lanes }, () => this.lane(crew, after)));
    } catch (error) {
      this.hasFailed = true;
      this.wake();
      throw error;
    } finally {
      await crew.dismiss();
    }
  }

  /** Goes on with the next seeds as soon as it is through with some, so that nobody waits for the slowest. */
  private async lane(crew: Crew, after: (pace: Pace) => void): Promise<void> {
    const { queue, isOver, take } = this.work;
    const pace = new Pace(crew.taskMillis);
    while (!this.hasFailed && !isOver()) {
      const order = queue.next(pace.chunk, this.lanes);
      if (order === undefined) return;
      if (order === "later") {
        await new Promise<void>((resolve) => this.idle.push(resolve));
        continue;
      }
      const chunk = await crew.run(order);
      pace.took(order.seeds.count, chunk.millis);
      take(chunk);
      this.wake();
      after(pace);
    }
  }

  /** Lets lanes ask again: something has come to its end. */
  private wake(): void {
    const { idle } = this;
    this.idle = [];
    for (const resolve of idle) resolve();
  }
}
