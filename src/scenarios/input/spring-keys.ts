import { quote, Unreadable } from "./reading.ts";
import { relaxedPath } from "./spring-document.ts";

/** How a first-class key of Spring becomes the text of a Kafka setting. */
export interface SpringKey {
  readonly kafka: string;
  /** The key as Spring's documentation writes it. */
  readonly spring: string;
  readonly convert?: (text: string, refuse: (expected: string) => never) => string | undefined;
  readonly takesList?: true;
  /** Whether a number with a fraction, as YAML knows them, is cut to a whole one. */
  readonly cutsFraction?: true;
}

/** `DataSize`: a count of bytes with an optional unit in capitals. */
function dataSize(bits: 32 | 64) {
  return (text: string, refuse: (expected: string) => never): string | undefined => {
    const packed = text.replaceAll(/\s/g, "");
    if (packed === "") return undefined;
    const [, count = "", unit = ""] = /^([+-]?\d+)(B|KB|MB|GB|TB)?$/.exec(packed) ?? refuse("a size such as 32MB");
    const exponent = ["B", "KB", "MB", "GB", "TB"].indexOf(unit === "" ? "B" : unit);
    const bytes = BigInt(count.replace("+", "")) * 1024n ** BigInt(exponent);
    if (bytes !== BigInt.asIntN(64, bytes)) refuse("a size that fits 64 bits");
    // Spring narrows an int without a check; the client then sees whatever is left.
    return String(BigInt.asIntN(bits, bytes));
  };
}

/** Spring takes out all blanks first, and reads `0x10` and `#10` as sixteen. */
function integer(text: string, refuse: (expected: string) => never): string | undefined {
  const packed = text.replaceAll(/\s/g, "");
  if (packed === "") return undefined;
  const [, sign = "", hex] = /^(-?)(?:0[xX]|#)([0-9a-fA-F]+)$/.exec(packed) ?? [];
  if (hex === undefined && !/^[+-]?\d+$/.test(packed)) refuse("a whole number");
  const size = hex === undefined ? BigInt(packed.replace("+", "")) : BigInt(`0x${hex}`);
  const value = sign === "-" && hex !== undefined ? -size : size;
  return value === BigInt.asIntN(32, value) ? String(value) : refuse("a whole number that fits 32 bits");
}

/** A class without a name is none, and the default stays. */
const named = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

const addresses = (text: string): string =>
  text
    .split(",")
    .map((address) => address.trim())
    .join(",");

/** A resource; the client gets the path of the file. */
const location = (text: string): string | undefined =>
  text.trim() === "" ? undefined : text.trim().replace(/^file:/, "");

const keys: readonly SpringKey[] = [
  { spring: "acks", kafka: "acks" },
  { spring: "batch-size", kafka: "batch.size", convert: dataSize(32) },
  { spring: "bootstrap-servers", kafka: "bootstrap.servers", convert: addresses, takesList: true },
  { spring: "buffer-memory", kafka: "buffer.memory", convert: dataSize(64) },
  { spring: "client-id", kafka: "client.id" },
  { spring: "compression-type", kafka: "compression.type" },
  { spring: "key-serializer", kafka: "key.serializer", convert: named },
  { spring: "value-serializer", kafka: "value.serializer", convert: named },
  { spring: "retries", kafka: "retries", convert: integer, cutsFraction: true },
  { spring: "transaction-id-prefix", kafka: "transactional.id" },
];

/** What stands under `ssl` and `security`, of the producer or of all clients. */
const securityKeys: readonly SpringKey[] = [
  { spring: "security.protocol", kafka: "security.protocol" },
  { spring: "ssl.key-password", kafka: "ssl.key.password" },
  { spring: "ssl.key-store-certificate-chain", kafka: "ssl.keystore.certificate.chain" },
  { spring: "ssl.key-store-key", kafka: "ssl.keystore.key" },
  { spring: "ssl.key-store-location", kafka: "ssl.keystore.location", convert: location },
  { spring: "ssl.key-store-password", kafka: "ssl.keystore.password" },
  { spring: "ssl.key-store-type", kafka: "ssl.keystore.type" },
  { spring: "ssl.protocol", kafka: "ssl.protocol" },
  { spring: "ssl.trust-store-certificates", kafka: "ssl.truststore.certificates" },
  { spring: "ssl.trust-store-location", kafka: "ssl.truststore.location", convert: location },
  { spring: "ssl.trust-store-password", kafka: "ssl.truststore.password" },
  { spring: "ssl.trust-store-type", kafka: "ssl.truststore.type" },
];

const commonKeys: readonly string[] = ["bootstrap-servers", "client-id"];

const byRelaxedName = (names: readonly SpringKey[]): ReadonlyMap<string, SpringKey> =>
  new Map(names.map((key) => [key.spring.replaceAll("-", ""), key]));

const producerKeys = [...keys, ...securityKeys];
const sharedKeys = [...keys.filter((key) => commonKeys.includes(key.spring)), ...securityKeys];

/** First-class keys under `spring.kafka.producer`, by their relaxed names: `batchsize`, `ssl.keypassword`. */
export const producerSpringKeys = byRelaxedName(producerKeys);
/** First-class keys directly under `spring.kafka` that reach a producer. */
export const commonSpringKeys = byRelaxedName(sharedKeys);

const producerPath = ({ spring }: SpringKey): string => `spring.kafka.producer.${spring}`;
const sharedPath = ({ spring }: SpringKey): string => `spring.kafka.${spring}`;
const isList = ({ takesList }: SpringKey): boolean => takesList === true;

/** Every path that Spring gives a producer's setting, or chooses documents by: what variables may stand for. */
export const springPaths: readonly string[] = [
  ...producerKeys.map(producerPath),
  ...sharedKeys.map(sharedPath),
  "spring.application.name",
  "spring.profiles.active",
  "spring.profiles.include",
];

/** The relaxed paths of settings that may stand in a file as a list. */
export const springListPaths: ReadonlySet<string> = new Set(
  [...producerKeys.filter(isList).map(producerPath), ...sharedKeys.filter(isList).map(sharedPath)].map(relaxedPath),
);

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
