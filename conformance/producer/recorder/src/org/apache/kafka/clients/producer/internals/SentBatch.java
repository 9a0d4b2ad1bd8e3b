package org.apache.kafka.clients.producer.internals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One record batch as it was read off the wire. */
record SentBatch(int partition, long producerId, short epoch, int baseSequence, List<String> values) {
    static String text(ByteBuffer value) {
        return StandardCharsets.US_ASCII.decode(value.duplicate()).toString();
    }

    /** A record's value is its id, padded with spaces to the size that the script asks for. */
    int[] ids() {
        return values.stream().mapToInt(value -> Integer.parseInt(value.trim())).toArray();
    }
}
