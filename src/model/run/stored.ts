import type { Broker } from "../broker/broker.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { StoredRecord } from "../properties/property.ts";

/** What lies in logs, each entry made when it is asked for. */
export function* storedIn(topicPartitions: readonly TopicPartition[], broker: Broker): Generator<StoredRecord> {
  for (const topicPartition of topicPartitions) {
    for (const { baseOffset, batch } of broker.log(topicPartition)) {
      for (const [at, { id }] of batch.records.entries()) {
        yield { topicPartition: topicPartition.name, offset: baseOffset + at, record: id };
      }
    }
  }
}
