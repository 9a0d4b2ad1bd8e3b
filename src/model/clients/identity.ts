import type { KafkaError } from "../core/errors.ts";
import { noProducerEpoch, noProducerId } from "../protocol.ts";

/** The last epoch that a producer id has. */
const maxProducerEpoch = 32_767;

/**
 * The producer id and epoch of a client, and whether it may produce under them. All of these clients raise their epoch by
 * themselves, without asking a broker.
 */
export class ProducerIdentity {
  /** False: the client is not idempotent, and everything may be sent without a number. */
  readonly needed: boolean;
  producerId = noProducerId;
  producerEpoch = noProducerEpoch;
  /** A request for a producer id is under way. */
  asked = false;
  /** Not to be asked for before. */
  askFromMillis = 0;
  attempts = 0;
  /** A new epoch begins as soon as nothing is in flight; until then nothing is sent. */
  bumpWhenDrained = false;
  /** The client has given up for good. */
  stopped = false;

  constructor(needed: boolean) {
    this.needed = needed;
  }

  get isKnown(): boolean {
    return this.producerId !== noProducerId;
  }

  get mayProduce(): boolean {
    return !this.stopped && (!this.needed || (this.isKnown && !this.bumpWhenDrained));
  }

  get mustAsk(): boolean {
    return this.needed && !this.isKnown && !this.asked && !this.stopped;
  }

  answered(error: KafkaError, producerId: number, producerEpoch: number): boolean {
    this.asked = false;
    if (error.name !== "NONE") return false;
    this.attempts = 0;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    return true;
  }

  /** Begins a new epoch, or asks for a new producer id where there is none left. */
  bump(): void {
    this.bumpWhenDrained = false;
    if (this.producerEpoch < maxProducerEpoch) this.producerEpoch++;
    else this.producerId = noProducerId;
  }
}
