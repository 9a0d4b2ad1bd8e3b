import { add, empty } from "../core/arrays.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** Places given up at the front before the list is cut: rarely, and never while it is short. */
const cutAt = 64;

/**
 * The batches of one topic partition that wait to be drained, first to last. Heads come and go at the front, others join
 * at the back. A plain list moves all that is left whenever its head goes, and a producer with one request in flight lets a
 * hundred batches wait (bench `model-event`).
 */
export class BatchQueue {
  private batches: (ProducerBatch | undefined)[] = [];
  /** Where the head stands; what lies before is free. */
  private front = 0;

  get length(): number {
    return this.batches.length - this.front;
  }

  get head(): ProducerBatch | undefined {
    return this.batches[this.front];
  }

  get tail(): ProducerBatch | undefined {
    const { batches } = this;
    // An engine looks up place -1 by its name (bench `model-event`).
    return batches.length === 0 ? undefined : batches[batches.length - 1];
  }

  /** The batch at a place, counted from the head; `undefined` beyond the tail. */
  at(place: number): ProducerBatch | undefined {
    return this.batches[this.front + place];
  }

  push(batch: ProducerBatch): void {
    add(this.batches, batch);
  }

  /** Takes the head out of a queue that has one. */
  shift(): void {
    const batches = this.batches;
    if (this.front === batches.length - 1) {
      empty(batches);
      this.front = 0;
      return;
    }
    batches[this.front++] = undefined;
    if (this.front < cutAt || this.front * 2 < batches.length) return;
    batches.splice(0, this.front);
    this.front = 0;
  }

  /** Puts a batch before the one at `place`. */
  insert(place: number, batch: ProducerBatch): void {
    if (place === 0 && this.front > 0) this.batches[--this.front] = batch;
    else this.batches.splice(this.front + place, 0, batch);
  }

  /** Takes a batch out, wherever it stands; false: it is not there. */
  remove(batch: ProducerBatch): boolean {
    const at = this.batches.indexOf(batch, this.front);
    if (at < 0) return false;
    this.batches.splice(at, 1);
    return true;
  }

  /** All of them, first to last. */
  list(): readonly ProducerBatch[] {
    return this.batches.slice(this.front) as ProducerBatch[];
  }
}
