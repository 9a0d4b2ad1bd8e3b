import type { Broker } from "../broker/broker.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { LogView } from "../properties/log-view.ts";
import type { StoredRecord } from "../properties/property.ts";

/** What lies in logs, each entry made when it is asked for. */
export function* storedIn({ topicPartitions, log }: LogView): Generator<StoredRecord> {
  for (const topicPartition of topicPartitions) {
    for (const { baseOffset, batch } of log(topicPartition)) {
      for (const [at, { id }] of batch.records.entries()) {
        yield { topicPartition: topicPartition.name, offset: baseOffset + at, record: id };
      }
    }
  }
}

/** The logs of a broker, and its memory, as they are whenever somebody looks. */
export const logViewOf = (topicPartitions: readonly TopicPartition[], broker: Broker): LogView => ({
  topicPartitions,
  log: (topicPartition) => broker.log(topicPartition),
  producerTable: (topicPartition) => broker.producerTable(topicPartition),
});
