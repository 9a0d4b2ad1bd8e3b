import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The Java client: sends and reads back, and writes its history, one JSON object a line on standard output.
 *
 * Arguments: --bootstrap HOST:PORT --topic NAME --partitions N --records N [--sends PLAN] [--set NAME=VALUE]...
 * A plan is groups of sends ("1 1+2"): the records of a group are handed over at once, and the next group waits until
 * they are decided. Without a plan all records are one group. Settings are the producer's own.
 */
public final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PrintStream out;
  private final Properties settings = new Properties();
  private String bootstrap;
  private String topic;
  private String sends;
  private int partitions = 1;
  private int records;

  private Client(String[] arguments) {
    out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false);
    for (int at = 0; at + 1 < arguments.length; at += 2) {
      take(arguments[at], arguments[at + 1]);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Client client = new Client(arguments);
    client.tell("{\"event\":\"client\",\"name\":\"Java\",\"version\":\"%s\"}", version());
    long begin = System.nanoTime();
    client.produce();
    long produced = System.nanoTime();
    client.readBack();
    client.tell(
        "{\"event\":\"end\",\"produceMillis\":%.3f,\"readMillis\":%.3f}",
        (produced - begin) / 1e6,
        (System.nanoTime() - produced) / 1e6);
    client.out.flush();
  }

  /** The version that the client says of itself; where its class for that lies has changed, the resource has not. */
  private static String version() throws IOException {
    Properties about = new Properties();
    try (InputStream resource = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
      about.load(resource);
    }
    return about.getProperty("version");
  }

  private void take(String name, String value) {
    switch (name) {
      case "--bootstrap" -> bootstrap = value;
      case "--topic" -> topic = value;
      case "--sends" -> sends = value;
      case "--partitions" -> partitions = Integer.parseInt(value);
      case "--records" -> records = Integer.parseInt(value);
      case "--set" -> settings.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
      default -> throw new IllegalArgumentException("unknown argument " + name);
    }
  }

  private synchronized void tell(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** What a record says, filled up where `record.bytes` is set. */
  private String value(int record) {
    String value = "record-" + record;
    int bytes = Integer.parseInt(settings.getProperty("record.bytes", "0"));
    return value + " ".repeat(Math.max(0, bytes - value.length()));
  }

  /** How many records each group holds. */
  private List<Integer> groups() {
    if (sends == null) return List.of(records);
    List<Integer> sizes = new ArrayList<>();
    for (String group : sends.split(" ")) {
      int size = 0;
      for (String count : group.split("\\+")) size += Integer.parseInt(count);
      sizes.add(size);
    }
    return sizes;
  }

  private void produce() {
    Properties config = new Properties();
    config.put("bootstrap.servers", bootstrap);
    config.put("enable.idempotence", "true");
    config.put("acks", "all");
    config.putAll(settings);
    config.remove("record.bytes");
    try (Producer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      int next = 0;
      for (int size : groups()) {
        for (int last = next + size; next < last; next += 1) send(producer, next);
        producer.flush();
      }
    }
  }

  private void send(Producer<String, String> producer, int record) {
    int partition = record % partitions;
    tell("{\"event\":\"send\",\"record\":%d,\"partition\":%d}", record, partition);
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, null, value(record)),
          (stored, error) -> {
            if (error != null) failed(record, error);
            else
              tell(
                  "{\"event\":\"acked\",\"record\":%d,\"partition\":%d,\"offset\":%d}",
                  record, stored.partition(), stored.offset());
          });
    } catch (RuntimeException error) {
      failed(record, error);
    }
  }

  private void failed(int record, Exception error) {
    String why = (error.getClass().getSimpleName() + ": " + error.getMessage()).replaceAll("[\"\\\\\n]", " ");
    tell("{\"event\":\"failed\",\"record\":%d,\"error\":\"%s\"}", record, why);
  }

  private void readBack() {
    Properties config = new Properties();
    config.put("bootstrap.servers", bootstrap);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition += 1) all.add(new TopicPartition(topic, partition));
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all));
      ends.values().removeIf(end -> end == 0);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!ends.isEmpty() && System.nanoTime() < deadline) {
        ConsumerRecords<String, String> found = consumer.poll(Duration.ofMillis(500));
        if (!found.isEmpty()) deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ConsumerRecord<String, String> record : found) read(record, ends);
      }
      if (!ends.isEmpty()) tell("{\"event\":\"unread\",\"why\":\"not read: %s\"}", ends);
    }
  }

  private void read(ConsumerRecord<String, String> record, Map<TopicPartition, Long> ends) {
    int id = Integer.parseInt(record.value().strip().substring("record-".length()));
    tell("{\"event\":\"read\",\"record\":%d,\"partition\":%d,\"offset\":%d}", id, record.partition(), record.offset());
    ends.computeIfPresent(
        new TopicPartition(record.topic(), record.partition()),
        (partition, end) -> record.offset() + 1 >= end ? null : end);
  }
}
