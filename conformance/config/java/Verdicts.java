import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * Says of settings what the real producer says: one line of them on standard input, one verdict in JSON on standard
 * output. A line is words with blanks between, each `key:value` or, for null, `key`, both parts in base 64.
 */
public final class Verdicts {
  public static void main(String[] args) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      out.println(Json.of(verdictOn(settingsOf(line))));
    }
    out.flush();
    System.exit(0);
  }

  private static Map<String, Object> settingsOf(String line) {
    Map<String, Object> settings = new HashMap<>();
    for (String word : line.split(" ")) {
      if (word.isEmpty()) continue;
      int colon = word.indexOf(':');
      String key = decoded(colon < 0 ? word : word.substring(0, colon));
      settings.put(key, colon < 0 ? null : decoded(word.substring(colon + 1)));
    }
    return settings;
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> verdictOn(Map<String, Object> settings) throws Exception {
    ProducerConfig config;
    try {
      config = new ProducerConfig(settings);
    } catch (RuntimeException refusal) {
      return refused(refusal, "config");
    }
    KafkaProducer<?, ?> producer;
    try {
      producer = new KafkaProducer<>(settings);
    } catch (RuntimeException refusal) {
      // Serializers are looked at by the producer itself, but thrown as the configuration throws (not wrapped).
      return refused(refusal, refusal instanceof ConfigException ? "config" : "construct");
    }
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("ok", true);
    verdict.put("inForce", shown(config));
    Object accumulator = field(KafkaProducer.class, "accumulator").get(producer);
    verdict.put("deliveryTimeoutInForce", field(accumulator.getClass(), "deliveryTimeoutMs").get(accumulator));
    // The sender's thread may be asleep for retry.backoff.ms, however long that is; closing would wait for it.
    ((Thread) field(KafkaProducer.class, "ioThread").get(producer)).interrupt();
    producer.close(Duration.ZERO);
    return verdict;
  }

  private static Map<String, Object> shown(ProducerConfig config) {
    Map<String, Object> shown = new TreeMap<>();
    config.values().forEach((key, value) -> shown.put(key, value == null ? null : String.valueOf(value)));
    return shown;
  }

  /** The cause that is a ConfigException, and else the innermost. */
  private static Map<String, Object> refused(Throwable refusal, String at) {
    Throwable cause = refusal;
    while (cause.getCause() != null && !(cause instanceof ConfigException)) cause = cause.getCause();
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("ok", false);
    verdict.put("error", cause.getClass().getSimpleName());
    verdict.put("at", at);
    verdict.put("said", String.valueOf(cause.getMessage()));
    return verdict;
  }

  private static Field field(Class<?> of, String name) throws NoSuchFieldException {
    for (Class<?> here = of; here != null; here = here.getSuperclass()) {
      for (Field field : here.getDeclaredFields()) {
        if (!field.getName().equals(name)) continue;
        field.setAccessible(true);
        return field;
      }
    }
    throw new NoSuchFieldException(of + " has no " + name);
  }

  private Verdicts() {}
}
