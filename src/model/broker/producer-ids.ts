import { errors, type KafkaError } from "../core/errors.ts";
import { noProducerEpoch, noProducerId, type InitProducerIdRequest, type InitProducerIdResponse } from "../protocol.ts";

/** Whoever issues blocks of producer ids: the controller, one for all brokers of a cluster. */
export interface ProducerIdBlocks {
  /** First id of a block of 1000 that nobody was given before. */
  nextBlock(): number;
}

const producerIdBlockSize = 1_000;

/** From 0 upwards. */
class CountedBlocks implements ProducerIdBlocks {
  // A field, where an exploration sees it and can put it back; in a closure it could not.
  private issued = 0;

  nextBlock(): number {
    this.issued += 1;
    return (this.issued - 1) * producerIdBlockSize;
  }
}

/** Blocks from 0 upwards without a hole (B-91). */
export const producerIdBlocks = (): ProducerIdBlocks => new CountedBlocks();

/** The producer ids of one broker, cut from blocks (B-91). */
export class ProducerIdManager {
  private readonly blocks: ProducerIdBlocks;
  private readonly waits: boolean;
  private next: number | undefined;
  private blockStart = 0;
  private prefetched: number | undefined;

  /** `waits`: a caller that meets no block waits for one instead of being put off with 14. */
  constructor(blocks: ProducerIdBlocks, waits: boolean) {
    this.blocks = blocks;
    this.waits = waits;
  }

  /** Takes a block before anybody asks, as a broker that has been up for a while has. */
  warm(): void {
    if (this.next === undefined) this.openBlock(this.blocks.nextBlock());
  }

  /** A restarted broker discards the rest of its block, and the one it fetched ahead. */
  discard(): void {
    this.next = undefined;
  }

  /** The next id; `undefined` while no block is there, which the asking itself sends for. */
  take(): number | undefined {
    const id = this.next;
    if (id === undefined) {
      this.warm();
      return this.waits ? this.take() : undefined;
    }
    // The next block is fetched early enough never to run dry here; which one it is depends on when, so it counts.
    if (id === this.blockStart + 900) this.prefetched = this.blocks.nextBlock();
    this.next = id + 1;
    if (this.next === this.blockStart + producerIdBlockSize) this.openBlock(this.prefetched ?? this.blocks.nextBlock());
    return id;
  }

  /** B-90: any broker gives a fresh id at epoch 0, and what the caller had before is not looked at. */
  answer(request: InitProducerIdRequest): InitProducerIdResponse {
    const halfNamed = (request.producerId === noProducerId) !== (request.producerEpoch === noProducerEpoch);
    if (halfNamed) return noIdFor(request, errors.INVALID_REQUEST);
    const producerId = this.take();
    if (producerId === undefined) return noIdFor(request, errors.COORDINATOR_LOAD_IN_PROGRESS);
    const { correlationId } = request;
    return { api: "InitProducerId", correlationId, error: errors.NONE, producerId, producerEpoch: 0 };
  }

  private openBlock(first: number): void {
    this.blockStart = first;
    this.next = first;
  }
}

const noIdFor = ({ correlationId }: InitProducerIdRequest, error: KafkaError): InitProducerIdResponse => ({
  api: "InitProducerId",
  correlationId,
  error,
  producerId: noProducerId,
  producerEpoch: noProducerEpoch,
});
