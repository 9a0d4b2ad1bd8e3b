/** One batch of a produce request, as the producer handed it over. */
export interface SentBatch {
  readonly partition: number;
  readonly epoch: number;
  readonly baseSequence: number;
  readonly count: number;
  /** Whether the same batch has been handed over before. */
  readonly again: boolean;
}

export interface ProduceContent {
  readonly correlation: number;
  readonly batches: SentBatch[];
}

/**
 * Finds out what each produce request on the network carries. Producers note batches when they hand a request over, the
 * network notes the message when it is written, in the same order; what a closed connection took along is never written.
 */
export class Requests {
  readonly #waiting = new Map<number, ProduceContent[]>();
  readonly #known = new Set<string>();

  handedOver(producer: number, correlation: number, batch: Omit<SentBatch, "again">): void {
    const queue = this.#queue(producer);
    const identity = [producer, batch.partition, batch.epoch, batch.baseSequence].join(" ");
    const again = batch.baseSequence >= 0 && this.#known.has(identity);
    this.#known.add(identity);
    const last = queue.at(-1);
    if (last?.correlation === correlation) last.batches.push({ ...batch, again });
    else queue.push({ correlation, batches: [{ ...batch, again }] });
  }

  written(producer: number): ProduceContent | undefined {
    return this.#queue(producer).shift();
  }

  dropped(producer: number): void {
    this.#queue(producer).length = 0;
  }

  /** A new life of a producer: what it sends is no repetition. */
  reborn(producer: number): void {
    for (const identity of this.#known) if (identity.startsWith(`${producer} `)) this.#known.delete(identity);
  }

  #queue(producer: number): ProduceContent[] {
    const known = this.#waiting.get(producer);
    if (known !== undefined) return known;
    const queue: ProduceContent[] = [];
    this.#waiting.set(producer, queue);
    return queue;
  }
}

const circle = 2_147_483_648;

/** The last sequence of a batch; sequences go round. */
export const lastSequence = ({ baseSequence, count }: Pick<SentBatch, "baseSequence" | "count">): number =>
  (baseSequence + count - 1) % circle;

/** `e0 s3..5`, as people who read producer logs write it. */
export const identityText = (batch: Pick<SentBatch, "epoch" | "baseSequence" | "count">): string =>
  batch.baseSequence < 0
    ? `${batch.count} ${batch.count === 1 ? "record" : "records"} without sequence`
    : `e${batch.epoch} s${batch.baseSequence}..${lastSequence(batch)}`;
