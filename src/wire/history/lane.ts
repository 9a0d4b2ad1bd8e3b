import { Fifo } from "./fifo.ts";
import type { Send, SendRun } from "./run.ts";

/** How many sequences are remembered of each producer on each partition, at the least. */
const rememberedSlots = 20_000;
/** Behind the last sequence comes 0. */
export const sequenceCircle = 2_147_483_648;

/** Which send had which sequence of one producer, under one epoch, on one partition. */
export class Lane {
  /** Those whose sequences were all new when they came, in their order. */
  readonly #runs = new Fifo<SendRun>();
  #slotsOfRuns = 0;
  /** Whoever took a sequence besides: in two generations, so that the old can go all at once. */
  #young = new Map<number, Send>();
  #old: ReadonlyMap<number, Send> = new Map();
  /** No sequence from here on was ever taken. */
  #end = 0;

  /** Whether `count` sequences from this one on are new. */
  isNew(sequence: number, count: number): boolean {
    return sequence >= this.#end && sequence + count <= sequenceCircle;
  }

  at(sequence: number): Send | undefined {
    // Who took it by itself did so later than a run.
    const single = this.#young.get(sequence) ?? this.#old.get(sequence);
    if (single !== undefined) return single;
    const run = this.#runs.lastWhere(({ batch }) => batch.baseSequence <= sequence);
    return run?.apart()[sequence - run.batch.baseSequence];
  }

  /** The run's sequences are new. */
  takeRun(run: SendRun): void {
    this.#runs.push(run);
    this.#slotsOfRuns += run.count;
    this.#end = run.batch.baseSequence + run.count;
    for (let head = this.#runs.head; head !== undefined && head !== run; head = this.#runs.head) {
      if (this.#slotsOfRuns - head.count < rememberedSlots) return;
      this.forget(head);
    }
  }

  take(sequence: number, send: Send): void {
    this.#end = Math.max(this.#end, sequence + 1);
    this.#young.set(sequence, send);
    if (this.#young.size < rememberedSlots) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** Whatever is forgotten is the oldest there is. */
  forget(run: SendRun): void {
    if (this.#runs.head !== run) return;
    this.#runs.shift();
    this.#slotsOfRuns -= run.count;
  }

  get isEmpty(): boolean {
    return this.#runs.length + this.#young.size + this.#old.size === 0;
  }
}
