import java.util.Map;
import java.util.StringJoiner;

/** As much of JSON as is written here: maps, texts, numbers, true, false and null, in ASCII. */
final class Json {
  static String of(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
    if (!(value instanceof Map)) return text(String.valueOf(value));
    StringJoiner entries = new StringJoiner(",", "{", "}");
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      entries.add(text(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()));
    }
    return entries.toString();
  }

  private static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char character : value.toCharArray()) {
      if (character == '"' || character == '\\') out.append('\\').append(character);
      else if (character >= ' ' && character <= '~') out.append(character);
      else out.append(String.format("\\u%04x", (int) character));
    }
    return out.append('"').toString();
  }

  private Json() {}
}
