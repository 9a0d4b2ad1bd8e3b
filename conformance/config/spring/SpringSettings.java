import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Says what a Spring Boot application hands to its first producer: a case a line on standard input, the settings in JSON
 * on standard output. A case is words with blanks between: `file:NAME:TEXT`, `env:NAME:VALUE` and `profile:NAME`, where
 * names, texts and values are in base 64. Boot itself loads the files, binds the properties and makes the factory.
 */
public final class SpringSettings {
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, Object> variables = new HashMap<>();
  private final List<String> profiles = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("onceproof-spring-");
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(Json.of(new SpringSettings(line).answer(folder)));
      }
    } finally {
      empty(folder);
      Files.delete(folder);
    }
    out.flush();
    System.exit(0);
  }

  private SpringSettings(String line) {
    for (String word : line.split(" ")) {
      String[] parts = word.split(":", -1);
      String name = decoded(parts[1]);
      switch (parts[0]) {
        case "file" -> files.put(name, decoded(parts[2]));
        case "env" -> variables.put(name, decoded(parts[2]));
        case "profile" -> profiles.add(name);
        default -> throw new IllegalArgumentException(word);
      }
    }
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  private Map<String, Object> answer(Path folder) throws IOException {
    empty(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      Map<String, Object> settings = settingsOf(environmentFor(folder));
      answer.put("ok", true);
      answer.put("settings", settings);
    } catch (Exception refusal) {
      Throwable cause = refusal;
      while (cause.getCause() != null) cause = cause.getCause();
      answer.put("ok", false);
      answer.put("said", cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
    return answer;
  }

  private StandardEnvironment environmentFor(Path folder) {
    StandardEnvironment environment = new StandardEnvironment();
    Map<String, Object> own = new HashMap<>();
    own.put("spring.config.location", "file:" + folder + "/");
    if (!profiles.isEmpty()) own.put("spring.profiles.active", String.join(",", profiles));
    String system = StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;
    environment.getPropertySources().replace(system, new MapPropertySource(system, own));
    String outside = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    environment.getPropertySources().replace(outside, new SystemEnvironmentPropertySource(outside, variables));
    ConfigDataEnvironmentPostProcessor.applyTo(environment);
    return environment;
  }

  private static Map<String, Object> settingsOf(StandardEnvironment environment) throws Exception {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.setEnvironment(environment);
      context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
      context.register(KafkaAutoConfiguration.class);
      context.refresh();
      DefaultKafkaProducerFactory<?, ?> factory = context.getBean(DefaultKafkaProducerFactory.class);
      String prefix = factory.getTransactionIdPrefix();
      Map<String, Object> shown = new TreeMap<>();
      configsOf(factory, prefix).forEach((key, value) -> shown.put(key, text(value)));
      return shown;
    }
  }

  /** What the factory's first producer gets: names are counted there. */
  private static Map<String, Object> configsOf(DefaultKafkaProducerFactory<?, ?> factory, String prefix)
      throws Exception {
    Method configs =
        prefix == null
            ? DefaultKafkaProducerFactory.class.getDeclaredMethod("getProducerConfigs")
            : DefaultKafkaProducerFactory.class.getDeclaredMethod("getTxProducerConfigs", String.class);
    configs.setAccessible(true);
    @SuppressWarnings("unchecked")
    Map<String, Object> made = (Map<String, Object>) configs.invoke(factory, prefix == null ? new Object[0] : new Object[] {prefix + "0"});
    return made;
  }

  private static String text(Object value) {
    if (value instanceof Class<?> type) return type.getName();
    if (value instanceof Collection<?> values) return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    return String.valueOf(value);
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) Files.delete(path);
      }
    }
  }
}
