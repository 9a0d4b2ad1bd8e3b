import type { Instant } from "../../sim/index.ts";
import type { StateFields } from "./state.ts";

/** A batch as its request names it, and who sent it. */
export interface BatchName {
  readonly node: number;
  readonly partition: number;
  readonly epoch: number;
  /** -1: without idempotence. */
  readonly baseSequence: number;
  readonly correlation: number;
}

/** A batch that was sent and of which its producer knows nothing yet. */
export interface SentBatch {
  readonly node: number;
  readonly partition: number;
  readonly epoch: number;
  readonly baseSequence: number;
  /** Of the last request that carried it. */
  correlation: number;
  readonly firstSentAt: Instant;
  sends: number;
  /** It lies in the log. */
  stored: boolean;
}

/** More than any client has in flight: what is older was given up by its producer. */
const mostKept = 64;

const microsUntil = [5_000, 50_000, 500_000] as const;

/**
 * The batches of a run that are in flight, as far as requests and answers show it. A batch is gone when it or a later one
 * of its epoch was acknowledged, or when its partition goes on under a newer epoch.
 */
export class BatchesInFlight {
  private all: SentBatch[] = [];
  /** By producer: how often its epoch rose. */
  private readonly rises: number[] = [];
  private readonly newest: number[] = [];

  sent(at: Instant, { node, partition, epoch, baseSequence, correlation }: BatchName): SentBatch {
    this.noteEpoch(node, epoch);
    const known = baseSequence < 0 ? undefined : this.named(partition, epoch, baseSequence, node);
    if (known !== undefined) {
      known.sends++;
      known.correlation = correlation;
      return known;
    }
    this.drop((batch) => batch.node === node && batch.partition === partition && batch.epoch < epoch);
    if (this.all.length >= mostKept) this.all.shift();
    const batch = { node, partition, epoch, baseSequence, correlation, firstSentAt: at, sends: 1, stored: false };
    this.all.push(batch);
    return batch;
  }

  /** The batch with these numbers, of any producer unless one is named. */
  named(partition: number, epoch: number, baseSequence: number, node = -1): SentBatch | undefined {
    for (const batch of this.all) {
      if (batch.baseSequence !== baseSequence || batch.partition !== partition || batch.epoch !== epoch) continue;
      if (node < 0 || batch.node === node) return batch;
    }
    return undefined;
  }

  stored(partition: number, epoch: number, baseSequence: number): SentBatch | undefined {
    const batch = this.named(partition, epoch, baseSequence);
    if (batch !== undefined) batch.stored = true;
    return batch;
  }

  /** An answer came. `settled`: it was no error. */
  answered(node: number, partition: number, correlation: number, settled: boolean): SentBatch | undefined {
    let found: SentBatch | undefined;
    for (const batch of this.all) {
      if (batch.correlation === correlation && batch.node === node && batch.partition === partition) found = batch;
    }
    if (found === undefined || !settled) return found;
    const { epoch, baseSequence } = found;
    this.drop(
      (batch) =>
        batch.node === node &&
        batch.partition === partition &&
        batch.epoch === epoch &&
        (baseSequence < 0 ? batch === found : batch.baseSequence <= baseSequence),
    );
    return found;
  }

  /** A process ended. */
  forget(node: number): void {
    this.drop((batch) => batch.node === node);
    this.rises[node] = 0;
    this.newest[node] = -1;
  }

  /** Fills in what a state says of batches. */
  describe(state: StateFields, at: Instant, node: number, concerned: SentBatch | undefined): void {
    let inFlight = 0;
    let stored = 0;
    let others = 0;
    const partition = concerned?.partition;
    for (const batch of this.all) {
      if (batch.node !== node && node >= 0) continue;
      if (partition !== undefined && batch.partition !== partition) others = 1;
      else {
        inFlight++;
        if (batch.stored) stored++;
      }
    }
    state.inFlight = Math.min(inFlight, 6);
    state.stored = stored === 0 ? 0 : stored < inFlight ? 1 : 2;
    state.others = others;
    state.epochs = node < 0 ? 0 : Math.min(this.rises[node] ?? 0, 2);
    state.sends = concerned === undefined ? 0 : Math.min(concerned.sends, 4);
    state.age = concerned === undefined ? 0 : ageOf(at - concerned.firstSentAt);
  }

  private noteEpoch(node: number, epoch: number): void {
    const before = this.newest[node] ?? -1;
    if (epoch <= before) return;
    if (before >= 0) this.rises[node] = (this.rises[node] ?? 0) + 1;
    this.newest[node] = epoch;
  }

  private drop(isGone: (batch: SentBatch) => boolean): void {
    if (this.all.some(isGone)) this.all = this.all.filter((batch) => !isGone(batch));
  }
}

function ageOf(micros: number): number {
  let age = 0;
  while (age < microsUntil.length && micros >= (microsUntil[age] as number)) age++;
  return age;
}
