import { Streams, ratio, type Stream } from "../../../src/sim/prng.ts";

/** What a Spring Boot application finds when it starts: files in its folder, variables, and profiles that are asked for. */
export interface SpringCase {
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly profiles: readonly string[];
}

/** Random applications: every key of the producer's in every spelling and place, layer over layer. */
export function drawSpringCases(seed: number, count: number): SpringCase[] {
  const streams = new Streams({ seed });
  return Array.from({ length: count }, (_, at) => drawCase(streams.stream("spring", String(at))));
}

interface Assignment {
  /** Canonical: `spring.kafka.producer.batch-size`. */
  readonly path: string;
  readonly value: string;
}

const pick = <Value>(draw: Stream, from: readonly Value[]): Value =>
  draw.weighted(from.map((value) => [value, 1] as const));

const serializers = ["ByteArraySerializer", "StringSerializer", "LongSerializer"].map(
  (name) => `org.apache.kafka.common.serialization.${name}`,
);

const texts: Readonly<Record<string, readonly string[]>> = {
  acks: ["all", "0", "1", "-1", "", " all ", "${app.acks:1}", "${ACKS:0}", "${app.acks:${ACKS:all}}"],
  "batch-size": ["16384", "16KB", "1MB", "3GB", "", " 8KB ", "0", "-5", "1kb", "1.5KB", "10 KB", "2B", "+7"],
  "buffer-memory": ["33554432", "32MB", "3GB", "", "1TB", "9999999TB", "x"],
  "client-id": ["shop", "shop-1", "", "${app.name:shop}", "ä"],
  "compression-type": ["none", "lz4", "", "GZIP"],
  "key-serializer": [...serializers, "", ` ${serializers[0]} `],
  "value-serializer": [...serializers, ""],
  retries: [
    "3",
    "0",
    " 7 ",
    "010",
    "0x10",
    "#f",
    "-0x2",
    "",
    "many",
    "2147483647",
    "2147483648",
    "1 000",
    "+4",
    "-1",
    "0x",
    "1.0",
  ],
  "transaction-id-prefix": ["tx-", "", " ", "t${app.name:x}-"],
  "bootstrap-servers": ["a:1", "a:1,b:2", " a:1 , b:2 "],
  "security.protocol": ["PLAINTEXT", "SSL", ""],
  "ssl.key-password": ["secret"],
  "ssl.trust-store-location": ["file:/tmp/trust.jks"],
  "ssl.protocol": ["TLSv1.3", ""],
  "ssl.key-store-type": ["PKCS12"],
};

const common = ["bootstrap-servers", "client-id", "security.protocol", "ssl.protocol", "ssl.key-password"] as const;

const kafkaKeys = [
  "linger.ms",
  "acks",
  "retries",
  "max.block.ms",
  "enable.idempotence",
  "delivery.timeout.ms",
  "bootstrap.servers",
  "security.protocol",
  "client.id",
  "key.serializer",
  "value.serializer",
  "transactional.id",
  "max.in.flight.requests.per.connection",
  "my_own",
  "Some-Key.x",
] as const;

const loose = ["5", "all", "true", "", " 7 ", "${app.acks:1}", "x,y", "x:1"] as const;

function assignment(draw: Stream): Assignment {
  return draw.weighted([
    [ownKey, 10],
    [commonKey, 4],
    [property, 8],
    [aside, 3],
  ] as const)(draw);
}

function ownKey(draw: Stream): Assignment {
  const key = pick(draw, Object.keys(texts));
  return { path: `spring.kafka.producer.${key}`, value: pick(draw, texts[key] ?? loose) };
}

function commonKey(draw: Stream): Assignment {
  const key = pick(draw, common);
  return { path: `spring.kafka.${key}`, value: pick(draw, texts[key] ?? loose) };
}

function property(draw: Stream): Assignment {
  const key = pick(draw, kafkaKeys);
  const value = key.endsWith("serializer") ? pick(draw, serializers) : pick(draw, loose);
  return { path: `spring.kafka.${pick(draw, ["", "producer."])}properties.${key}`, value };
}

function aside(draw: Stream): Assignment {
  return pick(draw, [
    { path: "spring.application.name", value: "warehouse" },
    { path: "app.acks", value: "0" },
    { path: "app.name", value: "n" },
    { path: "spring.kafka.consumer.group-id", value: "g" },
    { path: "spring.kafka.producer.linger-ms", value: "3" },
    { path: "spring.kafka.admin.client-id", value: "adm" },
  ]);
}

/** The spellings that Spring takes for one name; Kafka's own names have one only. */
function spelled(path: string, draw: Stream): string {
  if (path.includes(".properties.")) {
    const at = path.indexOf(".properties.") + ".properties".length;
    return draw.chance(ratio(1, 4)) ? `${path.slice(0, at)}[${path.slice(at + 1)}]` : path;
  }
  if (!path.startsWith("spring.kafka.")) return path;
  switch (draw.between(0, 5)) {
    case 0:
      return path.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    case 1:
      return path.replaceAll("-", "_");
    case 2:
      return path.replaceAll("-", "");
    default:
      return path;
  }
}

const assignments = (draw: Stream, most: number): readonly Assignment[] => {
  const found = new Map<string, Assignment>();
  for (let left = draw.between(0, most); left > 0; left -= 1) {
    const one = assignment(draw);
    found.set(one.path, one);
  }
  return [...found.values()];
};

function propertiesText(draw: Stream, profile: string | undefined): string {
  const head = profile === undefined ? "" : `spring.config.activate.on-profile=${profile}\n`;
  const lines = assignments(draw, 6).map(
    ({ path, value }) => `${spelled(path, draw)}=${value.replaceAll("ä", "\\u00e4")}\n`,
  );
  return head + lines.join("");
}

function yamlText(draw: Stream, profile: string | undefined): string {
  const tree: Tree = new Map();
  const isFlat = draw.chance(ratio(1, 3));
  for (const { path, value } of assignments(draw, 6)) {
    const spelling = spelled(path, draw).replace(/\.properties\[(.*)\]$/s, ".properties.[$1]");
    put(tree, isFlat ? [spelling] : partsOf(spelling), yamlScalar(value, path, draw));
  }
  if (profile !== undefined) put(tree, ["spring.config.activate.on-profile"], profile);
  return tree.size === 0 ? "a: 1\n" : written(tree, "");
}

type Tree = Map<string, Tree | string>;

/** `spring`, `kafka`, `producer`, `properties`, then Kafka's key in one piece or in parts. */
const partsOf = (path: string): readonly string[] => path.match(/\[[^\]]*\]|[^.[]+/g) ?? [path];

function put(tree: Tree, parts: readonly string[], value: string): void {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) {
    if (!(tree.get(first) instanceof Map)) tree.set(first, value);
    return;
  }
  const held = tree.get(first);
  // A key that holds a value and more below it cannot be nested.
  if (typeof held === "string") return put(tree, [parts.join(".")], value);
  const inner: Tree = held ?? new Map();
  tree.set(first, inner);
  put(inner, rest, value);
}

const written = (tree: Tree, margin: string): string =>
  [...tree]
    .map(([key, value]) => {
      const name = /^[\w.-]+$/.test(key) ? key : JSON.stringify(key);
      return typeof value === "string"
        ? `${margin}${name}: ${value}\n`
        : `${margin}${name}:\n${written(value, `${margin}  `)}`;
    })
    .join("");

const plainScalars = [
  "010",
  "1.0",
  "yes",
  "off",
  "~",
  "null",
  "1_000",
  "0x1F",
  "1e3",
  "1.5e10",
  "2020-01-01",
  "0b11",
  "1:30",
  ".5",
  "-0",
  "True",
  "NO",
] as const;

function yamlScalar(value: string, path: string, draw: Stream): string {
  const isServers = path.endsWith("bootstrap-servers");
  if (isServers && draw.chance(ratio(1, 3)))
    return `[${value
      .split(",")
      .map((part) => JSON.stringify(part.trim()))
      .join(", ")}]`;
  if (path.includes("properties.") && draw.chance(ratio(1, 4))) return pick(draw, plainScalars);
  if (path.includes("properties.") && draw.chance(ratio(1, 20))) return "[x, y]";
  if (/acks|compression/.test(path) && draw.chance(ratio(1, 20))) return "[all]";
  const isPlain = /^[a-z\d][\w.-]*$/i.test(value);
  return isPlain && draw.chance(ratio(2, 3)) ? value : draw.chance(ratio(1, 2)) ? JSON.stringify(value) : `'${value}'`;
}

function variablesOf(draw: Stream): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { path, value } of assignments(draw, 4)) {
    if (/[A-Z_-]/.test(path.split(".properties.")[1] ?? "")) continue; // cannot be said by a variable
    const dash = draw.chance(ratio(1, 2)) ? "_" : "";
    found[path.replaceAll("-", dash).replaceAll(".", "_").toUpperCase()] = value.trim();
  }
  if (draw.chance(ratio(1, 4))) found["ACKS"] = "1";
  return found;
}

function drawCase(draw: Stream): SpringCase {
  const files: Record<string, string> = {};
  const profile = (): string | undefined =>
    draw.chance(ratio(1, 2)) ? pick(draw, ["prod", "!prod", "dev", "prod | dev", "default"]) : undefined;
  const documents = (text: (draw: Stream, profile: string | undefined) => string, fence: string): string => {
    const parts = [text(draw, undefined)];
    while (draw.chance(ratio(1, 3))) parts.push(text(draw, profile()));
    return parts.join(fence);
  };
  const kinds = draw.between(1, 7);
  if ((kinds & 1) > 0) files["application.yml"] = documents(yamlText, "---\n");
  if ((kinds & 2) > 0) files["application.properties"] = documents(propertiesText, "#---\n");
  if ((kinds & 4) > 0)
    files[pick(draw, ["application-prod.yml", "application-prod.properties", "application-dev.yml"])] = "";
  for (const name of Object.keys(files)) {
    if (name.includes("-"))
      files[name] = name.endsWith("yml") ? yamlText(draw, undefined) : propertiesText(draw, undefined);
  }
  const profiles = pick<readonly string[]>(draw, [[], [], ["prod"], ["dev"], ["prod", "dev"], ["dev", "prod"]]);
  return { files, variables: draw.chance(ratio(1, 2)) ? variablesOf(draw) : {}, profiles };
}
