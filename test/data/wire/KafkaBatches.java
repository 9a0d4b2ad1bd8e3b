import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Writes batches-4.4.0.jsonl: batches of Kafka's own classes with every codec. With kafka-clients 4.4.0 and its
 * dependencies on the class path (the cache of `npm run conformance:broker` has it in class-path.txt):
 * `java -cp "$(cat .cache/kafka/4.4.0/class-path.txt)" test/data/wire/KafkaBatches.java > test/data/wire/batches-4.4.0.jsonl`
 */
public final class KafkaBatches {
    private static final long TIME = 1_760_000_000_000L;

    public static void main(String[] args) {
        for (CompressionType codec : CompressionType.values()) {
            for (int records : new int[] {1, 3}) print(codec, records);
        }
        for (CompressionType codec : CompressionType.values()) {
            if (codec != CompressionType.NONE) print(codec, 900);
        }
    }

    private static void print(CompressionType codec, int records) {
        String base64 = Base64.getEncoder().encodeToString(batch(codec, records));
        System.out.printf("{\"codec\":\"%s\",\"records\":%d,\"base64\":\"%s\"}%n", codec.name, records, base64);
    }

    private static byte[] batch(CompressionType codec, int records) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1 << 20), RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.of(codec).build(), TimestampType.CREATE_TIME, 0L, TIME, 4_001L, (short) 3, 17, false, -1);
        for (int i = 0; i < records; i++) {
            byte[] key = i % 2 == 0 ? null : utf8("key-" + i);
            byte[] value = utf8("order " + i + " of customer " + i * 7_919 % 1_000);
            builder.append(TIME + i * 1_000L, key, value, headers(i));
        }
        ByteBuffer bytes = builder.build().buffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static Header[] headers(int i) {
        if (i % 3 != 0) return new Header[0];
        return new Header[] {new RecordHeader("h" + i, i % 2 == 0 ? null : new byte[] {(byte) i})};
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
