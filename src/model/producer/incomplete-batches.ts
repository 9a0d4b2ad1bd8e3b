import type { ProducerBatch } from "./producer-batch.ts";

/** The batches without an outcome, by their creation. Each names its neighbours, so that one leaves without a search. */
export class IncompleteBatches {
  /** The first that was made; those behind it are its newer neighbours. */
  oldest: ProducerBatch | undefined = undefined;
  private newest: ProducerBatch | undefined = undefined;

  get isEmpty(): boolean {
    return this.oldest === undefined;
  }

  add(batch: ProducerBatch): void {
    batch.older = this.newest;
    if (this.newest === undefined) this.oldest = batch;
    else this.newest.newer = batch;
    this.newest = batch;
  }

  /** Does nothing with a batch that has left already. */
  remove(batch: ProducerBatch): void {
    const { older, newer } = batch;
    if (older !== undefined) older.newer = newer;
    else if (this.oldest === batch) this.oldest = newer;
    else return;
    if (newer !== undefined) newer.older = older;
    else this.newest = older;
    batch.older = undefined;
    batch.newer = undefined;
  }

  list(): ProducerBatch[] {
    const batches: ProducerBatch[] = [];
    for (let batch = this.oldest; batch !== undefined; batch = batch.newer) batches.push(batch);
    return batches;
  }
}
