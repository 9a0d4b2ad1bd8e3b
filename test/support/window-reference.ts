/**
 * The rules of deduplication once more, written to be obviously right instead of fast: every accepted batch of a
 * producer is kept for ever, and the window is cut from the end of that history at each question.
 */
export interface ReferenceBatch {
  readonly producer: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly count: number;
}

interface History {
  epoch: number;
  /** Accepted batches of the current epoch, oldest first, each with all of its sequences spelled out. */
  batches: { readonly sequences: readonly number[]; readonly offset: number }[];
}

const space = 2 ** 31;

export class WindowReference {
  logEndOffset = 0;
  private readonly window: number;
  private readonly producers = new Map<number, History>();

  constructor(window: number) {
    this.window = window;
  }

  /** `OK@offset`, `DUP@offset` or an error code, for the rules of Kafka 2.5 to 4.4. */
  send({ producer, epoch, sequence, count }: ReferenceBatch): string {
    const sequences = Array.from({ length: count }, (_, index) => (sequence + index) % space);
    const known = this.producers.get(producer);
    const remembered = known?.batches.slice(-this.window) ?? [];
    const original = remembered.find((batch) => String(batch.sequences) === String(sequences));
    if (known?.epoch === epoch && original !== undefined) return `DUP@${original.offset}`;
    const knownEpoch = known?.epoch ?? -1;
    if (epoch < knownEpoch) return "47";
    if (knownEpoch >= 0) {
      const last = remembered.at(-1)?.sequences.at(-1) ?? -1;
      const wanted = epoch === knownEpoch ? (last + 1) % space : 0;
      if (sequence !== wanted) return "45";
    }
    const offset = this.logEndOffset;
    this.logEndOffset += count;
    const kept = known?.epoch === epoch ? known.batches : [];
    this.producers.set(producer, { epoch, batches: [...kept, { sequences, offset }] });
    return `OK@${offset}`;
  }

  /** After a restart nothing but each producer's newest batch is known (B-49). */
  restart(): void {
    for (const history of this.producers.values()) history.batches = history.batches.slice(-1);
  }
}
