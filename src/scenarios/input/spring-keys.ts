import { quote, Unreadable } from "./reading.ts";

/** How a first-class key of Spring becomes the text of a Kafka setting. */
export interface SpringKey {
  readonly kafka: string;
  /** The key as Spring's documentation writes it. */
  readonly spring: string;
  readonly convert?: (text: string, refuse: (expected: string) => never) => string | undefined;
  readonly takesList?: true;
}

/** `DataSize`: a count of bytes with an optional unit in capitals. */
function dataSize(bits: 32 | 64) {
  return (text: string, refuse: (expected: string) => never): string | undefined => {
    const trimmed = text.trim();
    if (trimmed === "") return undefined;
    const [, count = "", unit = ""] = /^([+-]?\d+)(B|KB|MB|GB|TB)?$/.exec(trimmed) ?? refuse("a size such as 32MB");
    const exponent = ["B", "KB", "MB", "GB", "TB"].indexOf(unit === "" ? "B" : unit);
    const bytes = BigInt(count.replace("+", "")) * 1024n ** BigInt(exponent);
    if (bytes !== BigInt.asIntN(64, bytes)) refuse("a size that fits 64 bits");
    // Spring narrows an int without a check; the client then sees whatever is left.
    return String(BigInt.asIntN(bits, bytes));
  };
}

function integer(text: string, refuse: (expected: string) => never): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (!/^[+-]?\d+$/.test(trimmed)) refuse("a whole number");
  const value = BigInt(trimmed.replace("+", ""));
  return value === BigInt.asIntN(32, value) ? String(value) : refuse("a whole number that fits 32 bits");
}

const keys: readonly SpringKey[] = [
  { spring: "acks", kafka: "acks" },
  { spring: "batch-size", kafka: "batch.size", convert: dataSize(32) },
  { spring: "bootstrap-servers", kafka: "bootstrap.servers", takesList: true },
  { spring: "buffer-memory", kafka: "buffer.memory", convert: dataSize(64) },
  { spring: "client-id", kafka: "client.id" },
  { spring: "compression-type", kafka: "compression.type" },
  { spring: "key-serializer", kafka: "key.serializer" },
  { spring: "value-serializer", kafka: "value.serializer" },
  { spring: "retries", kafka: "retries", convert: integer },
  { spring: "transaction-id-prefix", kafka: "transactional.id" },
];

const commonKeys: readonly string[] = ["bootstrap-servers", "client-id"];

const byRelaxedName = (names: readonly SpringKey[]): ReadonlyMap<string, SpringKey> =>
  new Map(names.map((key) => [key.spring.replaceAll("-", ""), key]));

/** First-class keys under `spring.kafka.producer`, by their relaxed names. */
export const producerSpringKeys = byRelaxedName(keys);
/** First-class keys directly under `spring.kafka` that reach a producer. */
export const commonSpringKeys = byRelaxedName(keys.filter((key) => commonKeys.includes(key.spring)));

/** What else Spring has there and no simulation needs. */
export const springAsides: ReadonlySet<string> = new Set([
  "admin",
  "bootstrapservers",
  "clientid",
  "consumer",
  "jaas",
  "listener",
  "producer",
  "properties",
  "retry",
  "security",
  "ssl",
  "streams",
  "template",
]);

/** The Kafka text of a first-class value; undefined when Spring passes nothing on. */
export function convertSpringValue(
  key: SpringKey,
  text: string,
  at: { readonly file: string; readonly line: number; readonly key: string },
): string | undefined {
  return key.convert === undefined
    ? text
    : key.convert(text, (expected) => {
        throw new Unreadable({ ...at, message: `is ${quote(text)}`, hint: `write ${expected}` });
      });
}
