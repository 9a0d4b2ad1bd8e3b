import { atLeast, between, betweenOr, oneOf, type ClientLine, type Definition } from "../config/definition.ts";

const int64Most = "9223372036854775807";
const week = "604800000";
const mebibyte = 1_048_576;

/**
 * The configs of a topic, in the order in which a broker lists them, read by Kafka's own reader of settings, so that a
 * line of versions decides here as it does for clients. `simulated`: it changes what this broker does.
 */
const topicKeys: readonly Definition[] = [
  {
    key: "cleanup.policy",
    type: "list",
    default: "delete",
    effect: "simulated",
    about: "with compact in it, a record without a key is refused",
    rule: "B-16",
  },
  { key: "compression.gzip.level", type: "int", default: "-1", demand: betweenOr(1, 9, -1), effect: "none" },
  { key: "compression.lz4.level", type: "int", default: "9", demand: between(1, 17), effect: "none" },
  {
    key: "compression.type",
    type: "string",
    default: "producer",
    demand: oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
    effect: "simulated",
    about: "any but producer: a batch of another codec is written anew",
    rule: "B-34",
  },
  { key: "compression.zstd.level", type: "int", default: "3", demand: between(-131_072, 22), effect: "none" },
  { key: "delete.retention.ms", type: "long", default: "86400000", demand: atLeast(0), effect: "none" },
  { key: "errors.deadletterqueue.group.enable", type: "boolean", default: "false", effect: "none", only: "java-4.4" },
  { key: "file.delete.delay.ms", type: "long", default: "60000", demand: atLeast(0), effect: "none" },
  { key: "flush.messages", type: "long", default: int64Most, demand: atLeast(1), effect: "none" },
  { key: "flush.ms", type: "long", default: int64Most, demand: atLeast(0), effect: "none" },
  { key: "follower.replication.throttled.replicas", type: "list", default: "", effect: "none" },
  { key: "index.interval.bytes", type: "int", default: "4096", demand: atLeast(0), effect: "none" },
  // What tests of Kafka set to get segments below the mebibyte that 4.x demands.
  { key: "internal.segment.bytes", type: "int", default: null, effect: "simulated", rule: "B-17", only: "java-4.4" },
  { key: "leader.replication.throttled.replicas", type: "list", default: "", effect: "none" },
  { key: "local.retention.bytes", type: "long", default: "-2", demand: atLeast(-2), effect: "none" },
  { key: "local.retention.ms", type: "long", default: "-2", demand: atLeast(-2), effect: "none" },
  { key: "max.compaction.lag.ms", type: "long", default: int64Most, demand: atLeast(1), effect: "none" },
  {
    key: "max.decompressed.message.bytes",
    type: "int",
    default: "2147483639",
    demand: between(1, 2_147_483_639),
    effect: "none",
    only: "java-4.4",
  },
  {
    key: "max.message.bytes",
    type: "int",
    default: "1048588",
    demand: atLeast(0),
    effect: "simulated",
    about: "a larger batch is refused",
    rule: "B-14",
  },
  { key: "message.downconversion.enable", type: "boolean", default: "true", effect: "none", only: "java-3.9" },
  { key: "message.format.version", type: "string", default: "3.0-IV1", effect: "none", only: "java-3.9" },
  {
    key: "message.timestamp.after.max.ms",
    type: "long",
    default: int64Most,
    default44: "3600000",
    demand: atLeast(0),
    effect: "simulated",
    about: "how far ahead of the broker's clock a record may be",
    rule: "B-16",
  },
  {
    key: "message.timestamp.before.max.ms",
    type: "long",
    default: int64Most,
    demand: atLeast(0),
    effect: "simulated",
    about: "how old by the broker's clock a record may be",
    rule: "B-16",
  },
  {
    key: "message.timestamp.difference.max.ms",
    type: "long",
    default: int64Most,
    demand: atLeast(0),
    effect: "none",
    only: "java-3.9",
  },
  {
    key: "message.timestamp.type",
    type: "string",
    default: "CreateTime",
    demand: oneOf("CreateTime", "LogAppendTime"),
    effect: "simulated",
    about: "whose clock a record's time is",
    rule: "B-20",
  },
  { key: "min.cleanable.dirty.ratio", type: "double", default: "0.5", demand: between(0, 1), effect: "none" },
  { key: "min.compaction.lag.ms", type: "long", default: "0", demand: atLeast(0), effect: "none" },
  { key: "min.insync.replicas", type: "int", default: "1", demand: atLeast(1), effect: "none", rule: "B-13" },
  { key: "preallocate", type: "boolean", default: "false", effect: "none" },
  {
    key: "remote.copy.lag.bytes",
    type: "long",
    default: "-1",
    demand: atLeast(-1),
    effect: "none",
    only: "java-4.4",
  },
  { key: "remote.copy.lag.ms", type: "long", default: "0", demand: atLeast(-1), effect: "none", only: "java-4.4" },
  { key: "remote.log.copy.disable", type: "boolean", default: "false", effect: "none" },
  { key: "remote.log.delete.on.disable", type: "boolean", default: "false", effect: "none" },
  { key: "remote.storage.enable", type: "boolean", default: "false", effect: "none" },
  { key: "retention.bytes", type: "long", default: "-1", effect: "unsimulated" },
  { key: "retention.ms", type: "long", default: week, demand: atLeast(-1), effect: "unsimulated" },
  {
    key: "segment.bytes",
    type: "int",
    default: "1073741824",
    demand: atLeast(14),
    demand44: atLeast(mebibyte),
    effect: "simulated",
    about: "when a segment is full, and what is too large for any",
    rule: "B-17",
  },
  { key: "segment.index.bytes", type: "int", default: "10485760", demand: atLeast(4), effect: "none" },
  { key: "segment.jitter.ms", type: "long", default: "0", demand: atLeast(0), effect: "none" },
  {
    key: "segment.ms",
    type: "long",
    default: week,
    demand: atLeast(1),
    effect: "simulated",
    about: "when a segment is too old to be written to",
    rule: "B-17",
  },
  { key: "unclean.leader.election.enable", type: "boolean", default: "false", effect: "none" },
];

const keysOf = (line: ClientLine): readonly Definition[] =>
  topicKeys.filter(({ only }) => only === undefined || only === line);

/** What a broker of this line knows, in its order. */
export const topicKeysOf: Readonly<Record<ClientLine, readonly Definition[]>> = {
  "java-3.9": keysOf("java-3.9"),
  "java-4.4": keysOf("java-4.4"),
};
