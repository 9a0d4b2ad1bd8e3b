import { unlimited, type Dialect } from "./dialect.ts";

const whole = (text: string): bigint | undefined => (/^\d+$/.test(text.trim()) ? BigInt(text.trim()) : undefined);

const kilobytes = (text: string): string => {
  const value = whole(text);
  return value === undefined ? text : String(value * 1024n);
};

const zeroIs = (other: string) => (text: string) => (text.trim() === "0" ? other : text);

/** Where librdkafka ends a request with the message's own time, the Java client wants room for both. */
function requestTimeout(given: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const [delivery, linger, request] = [
    whole(given.get("delivery.timeout.ms") ?? "300000"),
    whole(given.get("linger.ms") ?? "5"),
    whole(given.get("request.timeout.ms") ?? "60000"),
  ];
  if (delivery === undefined || linger === undefined || request === undefined) return {};
  const room = delivery - linger;
  return room <= 0n || request <= room
    ? { "request.timeout.ms": String(request) }
    : { "request.timeout.ms": String(room) };
}

const isOn = (given: ReadonlyMap<string, string>): boolean =>
  (given.get("enable.idempotence") ?? String(given.has("transactional.id"))).trim().toLowerCase() === "true";

/** librdkafka 2.x and what stands on it: names, aliases and defaults as its CONFIGURATION.md and rdkafka_conf.c have them. */
export const librdkafka: Dialect = {
  name: "librdkafka",
  title: "librdkafka 2.x",
  profile: "librdkafka-2.x",
  telling:
    /^(?:metadata\.broker\.list|request\.required\.acks|message\.(?:send\.max\.retries|timeout\.ms|max\.bytes|copy\.max\.bytes)|socket\.(?:timeout\.ms|keepalive\.enable|nagle\.disable|max\.fails|blocking\.max\.ms)|queue\.buffering\.[\w.]+|max\.in\.flight|compression\.(?:codec|level)|batch\.num\.messages|enable\.gapless\.guarantee|queuing\.strategy|topic\.metadata\.[\w.]+|delivery\.report\.only\.error|dr_(?:msg_)?cb|statistics\.interval\.ms|sasl\.(?:mechanisms|username|password)|ssl\.(?:ca|certificate|key)\.location|log_level|log\.connection\.close|broker\.address\.[\w.]+|sticky\.partitioning\.linger\.ms|api\.version\.[\w.]+|broker\.version\.fallback)$/,
  counterparts: [
    { own: "bootstrap.servers", aliases: ["metadata.broker.list"], kafka: "bootstrap.servers" },
    { own: "client.id", kafka: "client.id" },
    { own: "acks", aliases: ["request.required.acks"], kafka: "acks" },
    { own: "retries", aliases: ["message.send.max.retries"], kafka: "retries" },
    {
      own: "max.in.flight",
      aliases: ["max.in.flight.requests.per.connection"],
      kafka: "max.in.flight.requests.per.connection",
    },
    { own: "enable.idempotence", kafka: "enable.idempotence" },
    {
      own: "message.timeout.ms",
      aliases: ["delivery.timeout.ms"],
      kafka: "delivery.timeout.ms",
      convert: zeroIs(unlimited),
    },
    {
      own: "socket.timeout.ms",
      kafka: "request.timeout.ms",
      note: "librdkafka ends a request with the time of its messages, if that is earlier; here it is cut to what message.timeout.ms leaves of it",
    },
    {
      own: "queue.buffering.max.ms",
      aliases: ["linger.ms"],
      kafka: "linger.ms",
      convert: (text) => (/^\d+\.\d+$/.test(text.trim()) ? String(Math.ceil(Number(text))) : text),
    },
    { own: "batch.size", kafka: "batch.size" },
    { own: "message.max.bytes", kafka: "max.request.size" },
    {
      own: "queue.buffering.max.kbytes",
      kafka: "buffer.memory",
      convert: kilobytes,
      note: "where librdkafka's queue is full, producing fails at once; the Java client waits for max.block.ms",
    },
    { own: "retry.backoff.ms", kafka: "retry.backoff.ms" },
    { own: "retry.backoff.max.ms", kafka: "retry.backoff.max.ms" },
    { own: "reconnect.backoff.ms", kafka: "reconnect.backoff.ms" },
    { own: "reconnect.backoff.max.ms", kafka: "reconnect.backoff.max.ms" },
    { own: "socket.connection.setup.timeout.ms", kafka: "socket.connection.setup.timeout.ms" },
    { own: "connections.max.idle.ms", kafka: "connections.max.idle.ms", convert: zeroIs("-1") },
    {
      own: "topic.metadata.refresh.interval.ms",
      kafka: "metadata.max.age.ms",
      convert: (text) => (text.trim() === "-1" ? unlimited : text),
    },
    {
      own: "compression.codec",
      aliases: ["compression.type"],
      kafka: "compression.type",
      convert: (text) => (text.trim() === "inherit" ? undefined : text),
    },
    { own: "transactional.id", kafka: "transactional.id" },
    { own: "transaction.timeout.ms", kafka: "transaction.timeout.ms" },
    { own: "metadata.recovery.strategy", kafka: "metadata.recovery.strategy" },
  ],
  alone: {
    "request.timeout.ms": "it is how long the broker may wait for replicas, and no limit of the client's own",
    "batch.num.messages": "the Java client fills batches by bytes, and counts no records",
    "queue.buffering.max.messages": "the Java client's memory is counted in bytes",
    "queue.buffering.backpressure.threshold": "the Java client's sender takes what is ready",
    "enable.gapless.guarantee": "the Java client goes on behind a record that failed for good",
    "queuing.strategy": "the Java client sends in order",
    "metadata.max.age.ms":
      "it is when librdkafka forgets what it knew; how often it asks is topic.metadata.refresh.interval.ms",
    "sticky.partitioning.linger.ms": "the simulated sends name their partitions",
    partitioner: "the simulated sends name their partitions",
    "compression.level": "the simulation counts bytes as if there were no compression",
    "message.copy.max.bytes": "it is about memory in C",
    "delivery.report.only.error": "the Java client calls every callback",
  },
  idle: /^(?:sasl\.|ssl\.|security\.|log[._]|debug$|statistics\.|socket\.|broker\.|api\.version\.|topic\.metadata\.|client\.|enable\.(?:ssl|sasl|random|metrics)|[\w.]*_cb$|opaque$|builtin\.features$|plugin\.|internal\.|allow\.auto|receive\.message|reconnect\.backoff\.jitter|metadata\.recovery|enabled_events$|retries\.)/,
  presets: (given) => ({
    "client.id": "rdkafka",
    acks: "-1",
    "enable.idempotence": String(isOn(given)),
    "max.in.flight.requests.per.connection": isOn(given) ? "5" : "1000000",
    "delivery.timeout.ms": given.has("transactional.id") ? (given.get("transaction.timeout.ms") ?? "60000") : "300000",
    "linger.ms": "5",
    "batch.size": "1000000",
    "max.request.size": "1000000",
    "buffer.memory": "1073741824",
    "reconnect.backoff.ms": "100",
    "reconnect.backoff.max.ms": "10000",
    "socket.connection.setup.timeout.ms": "30000",
    "connections.max.idle.ms": "-1",
    ...requestTimeout(given),
  }),
  forced: requestTimeout,
};
