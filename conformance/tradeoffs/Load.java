import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Java producer under a load: records at a fixed pace, and of each how long it took from send to its callback, with
 * which error. Runs of several producers go side by side in one process, which is warm from the second on.
 *
 * A line of standard input is a run, its words divided by tabs: its name, HOST:PORT, topic, when it begins (microseconds
 * since 1970), how many records, how many microseconds apart, bytes of each value, and settings NAME=VALUE. On standard
 * output there is, when a run is over, one JSON object a line: one for each record, and one for its end.
 */
public final class Load implements Runnable {
  private static final Object OUTPUT = new Object();

  private final String name;
  private final String topic;
  private final long beginMicros;
  private final long everyMicros;
  private final byte[] value;
  private final Properties settings = new Properties();
  /** Of each record, in nanoseconds since the begin of the run; each is written by one thread once. */
  private final long[] sentAt;
  private final long[] decidedAt;
  private final String[] errors;

  private Load(String line) {
    String[] words = line.split("\t");
    name = words[0];
    topic = words[2];
    beginMicros = Long.parseLong(words[3]);
    int records = Integer.parseInt(words[4]);
    everyMicros = Long.parseLong(words[5]);
    value = new byte[Integer.parseInt(words[6])];
    for (int at = 7; at < words.length; at += 1) {
      int equals = words[at].indexOf('=');
      settings.put(words[at].substring(0, equals), words[at].substring(equals + 1));
    }
    settings.put("bootstrap.servers", words[1]);
    sentAt = new long[records];
    decidedAt = new long[records];
    errors = new String[records];
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Thread> threads = new ArrayList<>();
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Thread thread = new Thread(new Load(line));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) thread.join();
  }

  @Override
  public void run() {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      // A simulated producer begins with metadata, and with no connection to the broker that it names.
      producer.partitionsFor(topic);
      long begin = System.nanoTime() + 1_000 * (beginMicros - ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      for (int record = 0; record < sentAt.length; record += 1) {
        waitUntil(begin + 1_000 * everyMicros * record);
        send(producer, record, begin);
      }
    }
    tell();
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) LockSupport.parkNanos(left);
  }

  private void send(Producer<byte[], byte[]> producer, int record, long begin) {
    sentAt[record] = System.nanoTime() - begin;
    producer.send(
        new ProducerRecord<>(topic, 0, null, value),
        (stored, error) -> {
          decidedAt[record] = System.nanoTime() - begin;
          if (error != null) errors[record] = error.getClass().getSimpleName();
        });
  }

  private void tell() {
    StringBuilder said = new StringBuilder();
    for (int record = 0; record < sentAt.length; record += 1) {
      String error = errors[record] == null ? "" : ",\"error\":\"" + errors[record] + "\"";
      said.append(
          String.format(
              Locale.ROOT,
              "{\"run\":\"%s\",\"record\":%d,\"sentMicros\":%d,\"decidedMicros\":%d%s}%n",
              name, record, sentAt[record] / 1_000, decidedAt[record] / 1_000, error));
    }
    said.append(String.format(Locale.ROOT, "{\"run\":\"%s\",\"end\":true}%n", name));
    synchronized (OUTPUT) {
      System.out.print(said);
      System.out.flush();
    }
  }
}
