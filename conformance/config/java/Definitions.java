import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Prints what the producer defines of each of its settings, one a line in JSON, in the order in which it reads them. */
public final class Definitions {
  public static void main(String[] args) throws Exception {
    java.lang.reflect.Field field = ProducerConfig.class.getDeclaredField("CONFIG");
    field.setAccessible(true);
    for (ConfigDef.ConfigKey key : ((ConfigDef) field.get(null)).configKeys().values()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("key", key.name);
      facts.put("type", key.type.name().toLowerCase());
      facts.put("default", key.hasDefault() && key.defaultValue != null ? shown(key) : null);
      facts.put("required", !key.hasDefault());
      facts.put("validator", key.validator == null ? null : String.valueOf(key.validator));
      facts.put("importance", key.importance.name().toLowerCase());
      facts.put("internal", key.internalConfig);
      System.out.println(Json.of(facts));
    }
  }

  private static String shown(ConfigDef.ConfigKey key) {
    return ConfigDef.convertToString(key.defaultValue, key.type);
  }

  private Definitions() {}
}
