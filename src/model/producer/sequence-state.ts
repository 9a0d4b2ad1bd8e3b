import { incrementSequence } from "../core/sequence.ts";
import { noProducerEpoch, noProducerId, noSequence } from "../protocol.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/**
 * The sequences of one topic partition. Its in-flight batches are those that have a sequence and no outcome yet, on the
 * wire or queued for a retry (P-55); they are kept in the order of (producer id, epoch, base sequence), and two that
 * agree in all three are one and the same to it, as in the client's sorted set.
 */
export class SequenceState {
  producerId = noProducerId;
  producerEpoch = noProducerEpoch;
  /** Where it begins the first time: 0, but for runs that want to come to the last of all sequences. */
  firstSequence = 0;
  next = 0;
  /** -1: none. */
  lastAcked = -1;
  readonly inFlight: ProducerBatch[] = [];
  /** The sequence after an expired batch of unknown fate (P-84), or `noSequence`: everything is resolved. */
  afterUnresolved = noSequence;
  /** It asked for a new epoch, under which it starts from 0 (P-96). */
  wantsRestart = false;

  get isUnresolved(): boolean {
    return this.afterUnresolved !== noSequence;
  }

  get firstInFlight(): number {
    const first = this.inFlight[0];
    return first === undefined ? noSequence : first.baseSequence;
  }

  isNext(sequence: number): boolean {
    return sequence - this.lastAcked === 1;
  }

  /** Whether it still counts under another producer id or epoch than the producer's (P-54). */
  isStale(producerId: number, producerEpoch: number): boolean {
    return this.producerId !== producerId || this.producerEpoch !== producerEpoch;
  }

  /** Takes a batch that was just given the next sequence, at its first drain (P-53, P-55). */
  advance(batch: ProducerBatch): void {
    this.next = incrementSequence(this.next, batch.records.length);
    this.track(batch);
  }

  track(batch: ProducerBatch): void {
    const { inFlight } = this;
    let at = inFlight.length;
    while (at > 0) {
      const order = compareIdentity(inFlight[at - 1] as ProducerBatch, batch);
      if (order === 0) return;
      if (order < 0) break;
      at--;
    }
    if (at === inFlight.length) inFlight.push(batch);
    else inFlight.splice(at, 0, batch);
  }

  untrack(batch: ProducerBatch): void {
    const { inFlight } = this;
    for (let i = 0; i < inFlight.length; i++) {
      if (compareIdentity(inFlight[i] as ProducerBatch, batch) !== 0) continue;
      if (i === 0) inFlight.shift();
      else inFlight.splice(i, 1);
      return;
    }
  }

  acknowledged(lastSequence: number): void {
    if (lastSequence > this.lastAcked) this.lastAcked = lastSequence;
  }

  /** Counts on under this identity. */
  countOn(producerId: number, producerEpoch: number): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  /** Begins at 0 under this identity and renumbers what is in flight, copies on the wire notwithstanding (P-96, P-99). */
  restart(producerId: number, producerEpoch: number): void {
    const first = this.firstSequence;
    this.firstSequence = 0;
    let next = first;
    for (const batch of this.inFlight) {
      batch.rewrite(producerId, producerEpoch, next);
      next += batch.records.length;
    }
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.next = next;
    this.lastAcked = first - 1;
  }
}

function compareIdentity(a: ProducerBatch, b: ProducerBatch): number {
  if (a.producerId !== b.producerId) return a.producerId - b.producerId;
  if (a.producerEpoch !== b.producerEpoch) return a.producerEpoch - b.producerEpoch;
  return a.baseSequence - b.baseSequence;
}
