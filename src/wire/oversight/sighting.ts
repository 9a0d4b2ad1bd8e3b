import type { RecordBatch } from "../../model/protocol.ts";
import { batchesIn } from "../apis/produce.ts";
import { writtenClient } from "../faults/address.ts";
import type { WireMessage } from "../faults/message.ts";
import type { RequestOf } from "../protocol/apis.ts";
import type { Exchange } from "../server/overseer.ts";

/** What is seen of a request before anything is done with it. */
export interface Sighting {
  readonly message: WireMessage;
  /** Of a produce request. */
  readonly batches: readonly RecordBatch[] | undefined;
}

export function sightingOf(exchange: Exchange): Sighting {
  const { api, call } = exchange;
  const { nodeId } = call.served;
  const identity = {
    client: writtenClient(call.clientId),
    broker: `broker-${nodeId}`,
    api,
    direction: "request",
  } as const;
  switch (api) {
    case "Produce": {
      const batches = batchesIn(exchange.request as RequestOf<"Produce">, call);
      const partitions = batches.map(({ topicPartition }) => topicPartition.name);
      return { message: { ...identity, partitions, producerIds: producersOf(batches) }, batches };
    }
    case "Fetch": {
      const { topics } = exchange.request as RequestOf<"Fetch">;
      const names = topics.flatMap(({ topic, topicId, partitions }) => {
        const name = topic === "" ? (call.served.broker.topics.withId(topicId)?.name ?? "") : topic;
        return partitions.map(({ partition }) => `${name}-${partition}`);
      });
      return { message: { ...identity, partitions: names, producerIds: [] }, batches: undefined };
    }
    case "InitProducerId": {
      const { producerId } = exchange.request as RequestOf<"InitProducerId">;
      const producerIds = producerId < 0 ? [] : [producerId];
      return { message: { ...identity, partitions: [], producerIds }, batches: undefined };
    }
    default:
      return { message: { ...identity, partitions: [], producerIds: [] }, batches: undefined };
  }
}

const producersOf = (batches: readonly RecordBatch[]): readonly number[] => [
  ...new Set(batches.map(({ producerId }) => producerId).filter((id) => id >= 0)),
];
