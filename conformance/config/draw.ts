import { type Definition, type Demand, clientLines } from "../../src/model/config/definition.ts";
import { definitions, definitionsOf } from "../../src/model/config/definitions.ts";
import { Streams, ratio, type Stream } from "../../src/sim/prng.ts";
import { recordedKeys, type Props, type Script } from "./verdicts.ts";

/**
 * Random settings, drawn towards what tells clients apart: the keys that depend on each other, the borders of every
 * range, and the ways in which a text is nearly a value.
 */
export function drawScripts(seed: number, count: number): Script[] {
  const streams = new Streams({ seed });
  return Array.from({ length: count }, (_, at) => drawScript(streams.stream("settings", String(at))));
}

type Draft = (draw: Stream) => Script;

const kinds: readonly (readonly [Draft, number])[] = [
  [delivery, 50],
  [borders, 25],
  [anything, 15],
  [addresses, 10],
];

const drawScript = (draw: Stream): Script => draw.weighted(kinds)(draw);

/** Keys that depend on each other, with values that people write. */
function delivery(draw: Stream): Script {
  const props: Record<string, string | null> = {};
  for (let left = draw.between(1, 6); left > 0; left -= 1) {
    const key = draw.weighted(deliveryKeys);
    props[key] = draw.chance(ratio(1, 8)) ? valueOf(key, draw) : pick(draw, usual[key] ?? ["0"]);
  }
  return { props };
}

/** One to three keys, whichever, at the borders of what they may be. */
function borders(draw: Stream): Script {
  const props: Record<string, string | null> = {};
  for (let left = draw.between(1, 3); left > 0; left -= 1) {
    const key = pick(draw, allKeys);
    props[key] = valueOf(key, draw);
  }
  return { props };
}

/** Many keys at once, known and unknown. */
function anything(draw: Stream): Script {
  const props: Record<string, string | null> = {};
  for (let left = draw.between(3, 12); left > 0; left -= 1) {
    if (draw.chance(ratio(1, 5))) props[pick(draw, strangers)] = pick(draw, loose);
    else {
      const key = pick(draw, allKeys);
      // Most are right, since the first that is wrong hides the rest.
      props[key] = draw.chance(ratio(1, 6)) ? valueOf(key, draw) : goodValueOf(key, draw);
    }
  }
  return { props };
}

/** What a client finds when nobody adds an address for it. */
function addresses(draw: Stream): Script {
  const { props } = delivery(draw);
  const own: Record<string, string | null> = { ...props };
  own["bootstrap.servers"] = pick(draw, servers);
  own["key.serializer"] = pick(draw, serializers);
  own["value.serializer"] = pick(draw, serializers);
  return { props: own, bare: true };
}

const pick = <Value>(draw: Stream, from: readonly Value[]): Value =>
  draw.weighted(from.map((value) => [value, 1] as const));

const allKeys: readonly string[] = definitions.map(({ key }) => key);

const deliveryKeys: readonly (readonly [string, number])[] = recordedKeys.map((key) => [
  key,
  /idempotence|^acks|^retries|in\.flight|transactional|delivery|linger|request\.timeout/.test(key) ? 4 : 1,
]);

const usual: Readonly<Record<string, readonly string[]>> = {
  "enable.idempotence": ["true", "false", "TRUE", " true "],
  acks: ["all", "-1", "0", "1", " all ", "ALL", "2", "", "+1", "01", "-0"],
  retries: ["0", "1", "3", "2147483647", "-1", " 3 ", "2147483648", "3.0"],
  "max.in.flight.requests.per.connection": ["1", "4", "5", "6", "100", "0", "2147483647"],
  "delivery.timeout.ms": ["0", "1000", "29999", "30000", "30004", "30005", "30006", "120000", "2147483647", "120s"],
  "request.timeout.ms": ["0", "1000", "30000", "119999", "120000", "200000", "2147483647", "-1"],
  "linger.ms": ["0", "1", "5", "1000", "90000", "90001", "2147483647", "2147483648", "9223372036854775807", "5.5"],
  "batch.size": ["0", "1", "16384", "-1", "16KB", "2147483647"],
  "buffer.memory": ["0", "1", "33554432", "-1", "9223372036854775807", "32MB"],
  "max.block.ms": ["0", "60000", "-1", "9223372036854775807"],
  "retry.backoff.ms": ["0", "50", "100", "1000", "1001", "5000", "-1"],
  "retry.backoff.max.ms": ["0", "50", "99", "100", "1000", "5000", "-1"],
  "compression.type": ["none", "gzip", "snappy", "lz4", "zstd", "GZIP", "zstd ", "brotli", ""],
  "transactional.id": ["tx", "", " ", "-", "tx 1", "ä"],
  "transaction.timeout.ms": ["0", "1", "60000", "900000", "-1"],
  "max.request.size": ["0", "1", "1048576", "-1", "2147483648"],
  "reconnect.backoff.ms": ["0", "20", "50", "1000", "5000", "-1"],
  "reconnect.backoff.max.ms": ["0", "20", "50", "1000", "5000", "-1"],
};

/** Keys that are none: of other clients, of old versions, and nearly right ones. */
const strangers = [
  "producer.type",
  "block.on.buffer.full",
  "metadata.fetch.timeout.ms",
  "timeout.ms",
  "request.required.acks",
  "message.timeout.ms",
  "queue.buffering.max.ms",
  "LINGER.MS",
  "linger-ms",
  " acks",
  "acks ",
  "group.id",
  "",
  "spring.kafka.producer.acks",
  "foo.ä",
] as const;

const loose = ["", "1", "true", "x", " ", null] as const;

const servers = [
  "127.0.0.1:1",
  "localhost:1,localhost:2",
  " localhost:1 , localhost:2 ",
  "localhost:1,localhost:1",
  "localhost:1,",
  ",localhost:1",
  "localhost",
  "localhost:",
  "localhost:x",
  "localhost:65535",
  "localhost:65536",
  "PLAINTEXT://localhost:1",
  "[::1]:1",
  "::1:1",
  "",
  " ",
  ",",
  null,
] as const;

const bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
const texts = "org.apache.kafka.common.serialization.StringSerializer";
const serializers = [bytes, texts, ` ${bytes} `, "", null] as const;

/** Classes are there or not: drawn are those of the client itself, and none by the name of nothing. */
const classes: Readonly<Record<string, readonly string[]>> = {
  "key.serializer": [bytes, texts],
  "value.serializer": [bytes, texts],
  "partitioner.class": ["org.apache.kafka.clients.producer.RoundRobinPartitioner"],
};

/** What would be loaded or looked up by the real client, so that only values that name nothing can be drawn. */
const loading: ReadonlySet<string> = new Set(["interceptor.classes", "metric.reporters", "config.providers"]);

/** TLS and logins are built only by the real client: other protocols than this one are drawn as texts nobody knows. */
const protocols = ["PLAINTEXT", "plaintext", "Plaintext ", "", "TLS", "SASL", null] as const;

const odd = {
  whole: [
    "",
    " ",
    "x",
    "+5",
    "-0",
    "00",
    "5.0",
    "1e3",
    "0x10",
    "1_000",
    "1,000",
    "٥",
    "５",
    "𝟓",
    "\t7\n",
    "\u00a07",
    "7 ",
  ],
  flag: ["true", "false", "TRUE", " False ", "yes", "1", "", "truE\n", "\u00a0true", "t"],
  real: [
    "0.5",
    ".5",
    "1.",
    "1e-1",
    "0x1p-1",
    "0.1f",
    "0.1D",
    "NaN",
    "Infinity",
    "-0.0",
    "1e999",
    "",
    "x",
    "0,5",
    " 0.8 ",
    "infinity",
    "NaNf",
  ],
  text: ["", " ", "x", " x ", "a,b", "ä", "\u00a0", "\t", "null"],
  list: ["", " ", ",", "a", "a,a", "a,b,a", " a , b ", "a,", ",a", "a,,b", "a\n,\tb", "\u00a0a,b"],
} as const;

function valueOf(key: string, draw: Stream): string | null {
  if (draw.chance(ratio(1, 25))) return null;
  const definition = definitions.find((candidate) => candidate.key === key);
  if (definition === undefined) return pick(draw, loose);
  if (loading.has(key)) return pick(draw, ["", " "]);
  if (key === "security.protocol") return pick(draw, protocols);
  switch (definition.type) {
    case "short":
    case "int":
    case "long":
      return draw.chance(ratio(1, 3)) ? pick(draw, odd.whole) : pick(draw, bordersOf(definition));
    case "double":
      return draw.chance(ratio(1, 2)) ? pick(draw, odd.real) : pick(draw, bordersOf(definition));
    case "boolean":
      return pick(draw, odd.flag);
    case "class":
      return pick(draw, [...(classes[key] ?? [bytes]), ""]);
    case "list":
      return key === "bootstrap.servers" ? pick(draw, servers) : pick(draw, odd.list);
    case "string":
    case "password":
      return draw.chance(ratio(1, 2)) ? pick(draw, odd.text) : pick(draw, namesOf(definition.demand));
  }
}

/** A value that the client takes, for most keys another than its default. */
function goodValueOf(key: string, draw: Stream): string | null {
  const definition = definitions.find((candidate) => candidate.key === key);
  if (key === "security.protocol" || loading.has(key) || definition === undefined) return null;
  const { type, demand } = definition;
  if (type === "boolean") return pick(draw, ["true", "false"]);
  if (type === "class") return pick(draw, classes[key] ?? [bytes]);
  if (demand?.kind === "one-of") return pick(draw, demand.names);
  if (demand?.kind === "at-least") return pick(draw, [demand.least, demand.least + 1, 40_000].map(String));
  if (demand?.kind === "between") return pick(draw, [demand.least, demand.most].map(String));
  return definition.default ?? "x";
}

const widths = { short: 15n, int: 31n, long: 63n } as const;

/** Just inside and just outside of what is demanded, and of what the type can hold. */
function bordersOf({ demand, type }: Definition): readonly string[] {
  const limits: (number | bigint)[] = [-1, 0, 1];
  if (demand?.kind === "at-least") limits.push(demand.least - 1, demand.least, demand.least + 1);
  if (demand?.kind === "between") {
    const step = type === "double" ? 0.01 : 1;
    for (const limit of [demand.least, demand.most, demand.or ?? 0]) limits.push(limit - step, limit, limit + step);
  }
  if (type === "short" || type === "int" || type === "long") {
    const most = 2n ** widths[type] - 1n;
    limits.push(most, most + 1n, -most - 1n, -most - 2n);
  }
  return limits.map(String);
}

function namesOf(demand: Demand | undefined): readonly string[] {
  if (demand?.kind !== "one-of") return ["x", "y z"];
  return demand.names.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase(), ` ${name} `]);
}

/** How much of all keys a set of scripts has touched: what is not drawn is not judged. */
export function coverage(scripts: readonly Script[]): { readonly keys: number; readonly of: number } {
  const drawn = new Set(scripts.flatMap(({ props }: { readonly props: Props }) => Object.keys(props)));
  const known = new Set(clientLines.flatMap((line) => [...definitionsOf(line).keys()]));
  return { keys: [...known].filter((key) => drawn.has(key)).length, of: known.size };
}
