import { Batches, type BatchIdentity, type Before } from "./batches.ts";

/** One batch of a produce request, as the producer handed it over. */
export interface SentBatch extends BatchIdentity {
  readonly partition: number;
  readonly before: Before;
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
  readonly batches = new Batches();
  readonly #waiting = new Map<number, ProduceContent[]>();

  handedOver(producer: number, correlation: number, batch: Omit<SentBatch, "before">): void {
    const queue = this.#queue(producer);
    const sent = { ...batch, before: this.batches.handedOver(producer, batch.partition, batch) };
    const last = queue.at(-1);
    if (last?.correlation === correlation) last.batches.push(sent);
    else queue.push({ correlation, batches: [sent] });
  }

  written(producer: number): ProduceContent | undefined {
    return this.#queue(producer).shift();
  }

  dropped(producer: number): void {
    this.#queue(producer).length = 0;
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
export const lastSequence = ({ baseSequence, count }: Pick<BatchIdentity, "baseSequence" | "count">): number =>
  (baseSequence + count - 1) % circle;

/** `e0 s3..5`, as people who read producer logs write it; `no id s0..0` past the last epoch (P-100). */
export function identityText(batch: BatchIdentity): string {
  const { epoch, baseSequence, count } = batch;
  if (baseSequence < 0) return `${count} ${count === 1 ? "record" : "records"} without sequence`;
  return `${epoch < 0 ? "no id" : `e${epoch}`} s${baseSequence}..${lastSequence(batch)}`;
}

/** What a batch is to those who saw it before: `, again`, `, renumbered: was e0 s1..1`. */
export function beforeText({ before }: SentBatch): string {
  if (before === "never") return "";
  return before === "as-it-is" ? ", again" : `, renumbered: was ${identityText(before)}`;
}
