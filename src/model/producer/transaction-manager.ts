import type { KafkaError } from "../core/errors.ts";
import { decideRetry, isFatalException, isSequenceException } from "../core/retry-decision.ts";
import { noProducerEpoch, noProducerId, noSequence } from "../protocol.ts";
import type { ClientBehaviour } from "./client-behaviour.ts";
import type { PartitionState } from "./partition-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** The last epoch that a producer id has (P-100). */
const maxProducerEpoch = 32_767;

/**
 * The producer's identity and the errors that end it: the client's transaction manager, as far as a producer without a
 * transactional id uses it. Sequences themselves are kept with each partition.
 */
export class TransactionManager {
  producerId = noProducerId;
  producerEpoch = noProducerEpoch;

  /** `abortable`: the producer id was refused for want of authorization; batches fail and it is asked for anew (P-105). */
  state: "uninitialized" | "initializing" | "ready" | "abortable" | "fatal" = "uninitialized";
  /** The exception that every incomplete batch gets in the states `abortable` and `fatal`. */
  lastException = "";

  /** The request for a producer id, if there is one. */
  idRequest: "none" | "queued" | "in-flight" = "none";
  /** It was tried before: it waits a backoff before it is sent (P-17). */
  idRequestIsRetry = false;
  /** A lookup of a coordinator is queued; without a transactional id it cannot be sent (producer-measured.md 13). */
  lookupQueued = false;
  lookupIsRetry = false;

  private readonly behaviour: ClientBehaviour;
  private bumpRequired = false;
  private readonly wantRestart: PartitionState[] = [];
  private readonly unresolved: PartitionState[] = [];

  constructor(behaviour: ClientBehaviour) {
    this.behaviour = behaviour;
  }

  get hasProducerId(): boolean {
    return this.producerId > noProducerId;
  }

  get isFatal(): boolean {
    return this.state === "fatal";
  }

  /** Nothing is to be resolved, bumped or asked for: a pass need not look further. */
  get isQuiet(): boolean {
    const isReady = this.state === "ready" && this.idRequest === "none" && this.hasProducerId;
    return isReady && !this.bumpRequired && this.unresolved.length === 0;
  }

  get hasError(): boolean {
    return this.state === "fatal" || this.state === "abortable";
  }

  /** The producer id was refused for want of authorization (P-105). */
  get wasRefused(): boolean {
    return this.state === "abortable" && this.lastException !== "TransactionAbortableException";
  }

  fatal(exception: string): void {
    this.state = "fatal";
    this.lastException = exception;
  }

  /** Looks at partitions with an expired batch of unknown fate whose other batches are all decided (P-92). */
  resolveSequences(): void {
    if (this.unresolved.length === 0) return;
    let kept = 0;
    for (const partition of this.unresolved) {
      const { sequences } = partition;
      if (sequences.inFlight.length > 0) {
        this.unresolved[kept++] = partition;
        continue;
      }
      if (!sequences.isNext(sequences.next)) this.requestBump(partition);
      sequences.afterUnresolved = noSequence;
    }
    this.unresolved.length = kept;
  }

  /** The sequence of a batch that expired after a retry is open: it may have been appended (P-84). */
  markUnresolved(batch: ProducerBatch): void {
    const { sequences } = batch.partition;
    const after = (batch.lastSequence + 1) | 0;
    if (!sequences.isUnresolved) this.unresolved.push(batch.partition);
    sequences.afterUnresolved = sequences.isUnresolved ? Math.max(sequences.afterUnresolved, after) : after;
  }

  requestBump(partition: PartitionState): void {
    this.bumpRequired = true;
    if (partition.sequences.wantsRestart) return;
    partition.sequences.wantsRestart = true;
    this.wantRestart.push(partition);
  }

  /** Applies a bump that was asked for, and asks for a producer id where there is none (P-96, P-100, P-105). */
  bumpAndAskForId(): void {
    if (this.bumpRequired) this.bump();
    if (this.state === "initializing" || this.hasProducerId) return;
    // Only a refusal is got over (P-105): from any other abortable error there is no way to ask again (P-120).
    if (this.state === "abortable") return this.fatal("IllegalStateException");
    this.state = "initializing";
    this.idRequest = "queued";
    this.idRequestIsRetry = false;
  }

  private bump(): void {
    if (this.producerEpoch === maxProducerEpoch) {
      this.producerId = noProducerId;
      this.producerEpoch = noProducerEpoch;
      this.state = "uninitialized";
    } else {
      this.producerEpoch++;
    }
    for (const partition of this.wantRestart) {
      partition.sequences.restart(this.producerId, this.producerEpoch);
      partition.sequences.wantsRestart = false;
      if (!partition.sequences.isUnresolved) continue;
      partition.sequences.afterUnresolved = noSequence;
      this.unresolved.splice(this.unresolved.indexOf(partition), 1);
    }
    this.wantRestart.length = 0;
    this.bumpRequired = false;
  }

  /** Whether the head of a partition's queue must wait, and everything behind it on that broker (P-49). */
  forbidsDrain(head: ProducerBatch): boolean {
    if (!this.hasProducerId) return true;
    const { sequences } = head.partition;
    if (head.hasSequence) return sequences.inFlight.length > 0 && head.baseSequence !== sequences.firstInFlight;
    if (sequences.isUnresolved) return true;
    return sequences.inFlight.length > 0 && sequences.isStale(this.producerId, this.producerEpoch);
  }

  /** Gives a batch its sequence at its first drain; a partition under an old identity begins anew (P-53, P-54). */
  assignSequence(batch: ProducerBatch): void {
    const { sequences } = batch.partition;
    if (sequences.inFlight.length === 0 && sequences.isStale(this.producerId, this.producerEpoch)) {
      const counted = sequences.producerId !== noProducerId;
      if (counted && this.behaviour.epochForgetsIdle) sequences.countOn(this.producerId, this.producerEpoch);
      else sequences.restart(this.producerId, this.producerEpoch);
    }
    batch.setProducerState(this.producerId, this.producerEpoch, sequences.next);
    sequences.advance(batch);
  }

  /** Whether a batch may be retried after an error; may ask for a bump (P-70). */
  canRetry(batch: ProducerBatch, error: KafkaError, logStartOffset: number): boolean {
    const { sequences } = batch.partition;
    const decision = decideRetry({
      error,
      logStartOffset,
      rewritten: batch.rewritten,
      unresolved: sequences.isUnresolved,
      next: sequences.isNext(batch.baseSequence),
      nextAfterUnresolved: batch.baseSequence === sequences.afterUnresolved,
    });
    if (decision === "bump") this.requestBump(batch.partition);
    return decision !== "fail";
  }

  /** A batch was stored; also when it had failed for the user before (P-65, P-66). */
  batchCompleted(batch: ProducerBatch): void {
    const { sequences } = batch.partition;
    sequences.acknowledged(batch.lastSequence);
    sequences.untrack(batch);
    if (!this.behaviour.epochForgetsIdle || !this.isOfAnotherEpoch(batch)) return;
    if (sequences.inFlight.length === 0) sequences.restart(this.producerId, this.producerEpoch);
  }

  private isOfAnotherEpoch({ producerId, producerEpoch }: ProducerBatch): boolean {
    return producerId !== this.producerId || producerEpoch !== this.producerEpoch;
  }

  /** A batch failed for good (P-93, P-94). `adjust`: the broker refused it, so its sequence was not used up. */
  batchFailed(batch: ProducerBatch, exception: string, adjust: boolean): void {
    const lostMapping = exception === "InvalidPidMappingException" && this.behaviour.lostMappingIsFatal;
    if (lostMapping || isFatalException(exception)) this.fatal(exception);
    batch.partition.sequences.untrack(batch);
    if (this.isFatal) return;
    if (this.behaviour.epochForgetsIdle && this.isOfAnotherEpoch(batch)) return;
    if (adjust || isSequenceException(exception)) this.requestBump(batch.partition);
  }

  /** The answer to the request for a producer id (P-105). */
  idAnswered(error: KafkaError, producerId: number, producerEpoch: number): void {
    this.idRequest = "none";
    if (error.name === "NONE") {
      this.producerId = producerId;
      this.producerEpoch = producerEpoch;
      this.turn("ready", "");
    } else if (error.name === "NOT_COORDINATOR" || error.name === "COORDINATOR_NOT_AVAILABLE") {
      this.lookupQueued = true;
      this.lookupIsRetry = false;
      this.retryIdRequest();
    } else if (error.retriable) {
      this.retryIdRequest();
    } else if (
      error.name === "CLUSTER_AUTHORIZATION_FAILED" ||
      error.name === "TRANSACTIONAL_ID_AUTHORIZATION_FAILED" ||
      error.name === "TRANSACTION_ABORTABLE"
    ) {
      this.turn("abortable", error.exception);
    } else if (error.name === "INVALID_PRODUCER_EPOCH" || error.name === "PRODUCER_FENCED") {
      this.fatal("ProducerFencedException");
    } else {
      this.fatal("KafkaException");
    }
  }

  /** Queues the request for a producer id again, after whatever went wrong with it. */
  retryIdRequest(): void {
    this.idRequest = "queued";
    this.idRequestIsRetry = true;
  }

  /** Only a producer that is initializing may become ready or be refused; in any other state that is a broken client. */
  private turn(state: "ready" | "abortable", exception: string): void {
    if (this.state !== "initializing") {
      this.fatal("IllegalStateException");
      return;
    }
    this.state = state;
    this.lastException = exception;
  }

  /** The producer id was refused for want of authorization: everything failed, and the next pass asks again (P-105). */
  resetAfterRefusal(): void {
    this.idRequest = "none";
    this.state = "uninitialized";
    this.lastException = "";
  }

  /** A forced close fails requests that wait in the queue, which is fatal (producer-measured.md 12). */
  close(): void {
    if (this.idRequest === "queued" || this.lookupQueued) this.fatal("KafkaException");
  }
}
