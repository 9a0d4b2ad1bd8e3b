import type { RecordBatch } from "../../model/protocol.ts";
import { batchesIn } from "../apis/produce.ts";
import type { Direction } from "../faults/address.ts";
import type { WireMessage } from "../faults/message.ts";
import type { ApiName, RequestOf } from "../protocol/apis.ts";
import type { Exchange } from "../server/overseer.ts";

/**
 * What is seen of a request before anything is done with it, and of the answer to it. What it is about is put into words
 * only for a fault that asks.
 */
export class Sighting implements WireMessage {
  /** As addresses write it. */
  readonly client: string;
  readonly broker: string;
  readonly api: ApiName;
  /** The answer is the same message on its way back. */
  direction: Direction = "request";
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, client: string) {
    const { api, call } = exchange;
    this.client = client;
    this.broker = call.served.brokerName;
    this.api = api;
    this.#exchange = exchange;
    // The handler finds them where they were read first.
    if (api === "Produce") call.batches = batchesIn(exchange.request as RequestOf<"Produce">, call);
  }

  /** Of a produce request. */
  get batches(): readonly RecordBatch[] | undefined {
    return this.#exchange.call.batches;
  }

  get partitions(): readonly string[] {
    const { request, call } = this.#exchange;
    if (this.batches !== undefined) return this.batches.map(({ topicPartition }) => topicPartition.name);
    if (this.api !== "Fetch") return [];
    const { topics } = request as RequestOf<"Fetch">;
    return topics.flatMap(({ topic, topicId, partitions }) => {
      const name = topic === "" ? (call.served.broker.topics.withId(topicId)?.name ?? "") : topic;
      return partitions.map(({ partition }) => `${name}-${partition}`);
    });
  }

  get producerIds(): readonly number[] {
    if (this.batches !== undefined) return producersOf(this.batches);
    if (this.api !== "InitProducerId") return [];
    const { producerId } = this.#exchange.request as RequestOf<"InitProducerId">;
    return producerId < 0 ? [] : [producerId];
  }
}

const producersOf = (batches: readonly RecordBatch[]): readonly number[] => [
  ...new Set(batches.map(({ producerId }) => producerId).filter((id) => id >= 0)),
];
