package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.common.TopicPartition;

import java.util.HashSet;
import java.util.Set;

/**
 * Lets the sequences of a partition begin where the script says instead of at 0, as if all before had been sent and
 * acknowledged: so a run comes to 2147483647. Only once; after a new epoch they begin at 0.
 */
final class FirstSequences {
    private final JsonNode wanted;
    private final Set<TopicPartition> begun = new HashSet<>();

    /** `wanted`: a number for each partition, or nothing. */
    FirstSequences(JsonNode wanted) {
        this.wanted = wanted;
    }

    /** To be called after the client looked whether the partition has to begin anew. */
    void lookedAt(TransactionManager transactions, TopicPartition partition) {
        int first = wanted.path(partition.partition()).asInt(0);
        TxnPartitionEntry entry = ((TxnPartitionMap) Pinned.get(transactions, "txnPartitionMap")).get(partition);
        if (first == 0 || entry.producerIdAndEpoch().producerId < 0 || !begun.add(partition)) {
            return;
        }
        entry.incrementSequence(first);
        entry.maybeUpdateLastAckedSequence(first - 1);
    }
}
