import { assert } from "../../sim/assert.ts";
import { readValue, trimAsJava, type Value } from "../config/value.ts";
import type { ClientLine, Definition, ValueType } from "../config/definition.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import { topicKeysOf } from "./topic-keys.ts";
import type { TopicLimits } from "./topic-config.ts";

/** A refusal as a value: the error code, and one line for people. */
export interface Refused {
  readonly error: KafkaError;
  readonly message: string;
}

export const refused = (error: KafkaError, message: string): Refused => ({ error, message });

/** The configs of one topic, read: what is set and every value in force, defaults included. */
export interface TopicConfigValues {
  readonly set: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, Value>;
}

/** One line of DescribeConfigs. */
export interface DescribedConfig {
  readonly name: string;
  readonly value: string;
  readonly type: ValueType;
  /** Not set for this topic: the value is Kafka's default. */
  readonly isDefault: boolean;
}

type Text = string | null;

/**
 * Reads what somebody asks of a topic as a broker of this line does: INVALID_CONFIG (40) for a name that it does not
 * know, a value that is missing, of another type or out of range, and for lags that exclude each other.
 */
export function readTopicConfigs(texts: ReadonlyMap<string, Text>, line: ClientLine): TopicConfigValues | Refused {
  const definitions = topicKeysOf[line];
  const known = new Set(definitions.map(({ key }) => key));
  for (const [name, text] of texts) {
    if (text === null) return refused(errors.INVALID_CONFIG, `topic config ${name} has no value`);
    if (!known.has(name)) return refused(errors.INVALID_CONFIG, `unknown topic config ${name}`);
  }
  const values = new Map<string, Value>();
  for (const definition of definitions) {
    const { key } = definition;
    const text = texts.get(key);
    const reading = readTopicValue(definition, text === undefined ? defaultOf(definition, line) : text, line);
    if ("expected" in reading) {
      return refused(errors.INVALID_CONFIG, `topic config ${key} must be ${reading.expected}, not "${text}"`);
    }
    values.set(key, reading.value);
  }
  const fault = combinationFault(values);
  return fault === undefined ? { set: new Set(texts.keys()), values } : refused(errors.INVALID_CONFIG, fault);
}

const defaultOf = (definition: Definition, line: ClientLine): Text =>
  line === "java-4.4" ? (definition.default44 ?? definition.default) : definition.default;

type Reading = { readonly value: Value } | { readonly expected: string };

/** As clients read a setting, but for lists, where brokers of both lines leave repeated and empty entries to the check. */
function readTopicValue(definition: Definition, text: Text, line: ClientLine): Reading {
  if (definition.type !== "list" || text === null) {
    const reading = readValue(definition, text, line);
    return reading.ok ? { value: reading.value } : { expected: reading.expected };
  }
  const trimmed = trimAsJava(text);
  const entries = trimmed === "" ? [] : trimmed.split(/\s*,\s*/);
  const expected = listFault(definition.key, entries);
  return expected === undefined ? { value: entries } : { expected };
}

function listFault(key: string, entries: readonly string[]): string | undefined {
  if (key === "cleanup.policy") {
    return entries.every((entry) => entry === "compact" || entry === "delete") ? undefined : "of compact and delete";
  }
  const replicas = entries.every((entry) => /^(?:\d+:\d+)?$/.test(entry)) || entries.join("") === "*";
  return replicas ? undefined : "* or a list of partition:broker";
}

/** What no key is to blame for alone. */
function combinationFault(values: ReadonlyMap<string, Value>): string | undefined {
  const [least, most] = [values.get("min.compaction.lag.ms"), values.get("max.compaction.lag.ms")];
  if (typeof least === "bigint" && typeof most === "bigint" && least > most) {
    return `min.compaction.lag.ms (${least}) must not exceed max.compaction.lag.ms (${most})`;
  }
  if (values.get("remote.storage.enable") === true)
    return "this broker has no remote storage for remote.storage.enable";
  return undefined;
}

const eitherBound = "message.timestamp.difference.max.ms";

/** What the values mean to a log (B-13 … B-17). */
export function limitsOf({ set, values }: TopicConfigValues): TopicLimits {
  const whole = (key: string): number => wholeNumber(values.get(key));
  // The older name for both bounds counts where it is set and the newer name is not.
  const bound = (key: string): number => whole(!set.has(key) && set.has(eitherBound) ? eitherBound : key);
  const policy = values.get("cleanup.policy");
  const has = (what: string): boolean => Array.isArray(policy) && policy.includes(what);
  return {
    timestampType: values.get("message.timestamp.type") === "LogAppendTime" ? "LogAppendTime" : "CreateTime",
    maxMessageBytes: whole("max.message.bytes"),
    timestampBeforeMaxMillis: bound("message.timestamp.before.max.ms"),
    timestampAfterMaxMillis: bound("message.timestamp.after.max.ms"),
    segmentBytes: wholeNumber(values.get("internal.segment.bytes") ?? values.get("segment.bytes")),
    segmentMillis: whole("segment.ms"),
    compacted: has("compact"),
    deletable: has("delete") || !has("compact"),
    compressionType: String(values.get("compression.type")),
  };
}

/** A Java long beyond what a number holds is further off than any clock: it counts as no limit. */
const wholeNumber = (value: Value | undefined): number =>
  typeof value === "bigint" && value <= Number.MAX_SAFE_INTEGER ? Number(value) : Infinity;

/** The other way round: the configs of a topic whose limits were given as numbers. */
export function configsOf(limits: TopicLimits, line: ClientLine): TopicConfigValues {
  const defaults = readTopicConfigs(new Map(), line);
  assert("values" in defaults, () => "the defaults of topics are refused");
  const values = new Map(defaults.values);
  const set = new Set<string>();
  const given: readonly (readonly [key: string, value: Value])[] = [
    ["cleanup.policy", [...(limits.compacted ? ["compact"] : []), ...(limits.deletable ? ["delete"] : [])]],
    ["compression.type", limits.compressionType],
    ["max.message.bytes", asLong(limits.maxMessageBytes)],
    ["message.timestamp.after.max.ms", asLong(limits.timestampAfterMaxMillis)],
    ["message.timestamp.before.max.ms", asLong(limits.timestampBeforeMaxMillis)],
    ["message.timestamp.type", limits.timestampType],
    ["segment.bytes", asLong(limits.segmentBytes)],
    ["segment.ms", asLong(limits.segmentMillis)],
  ];
  for (const [key, value] of given) {
    if (showConfig(value) === showConfig(values.get(key) ?? null)) continue;
    values.set(key, value);
    set.add(key);
  }
  return { set, values };
}

const mostLong = 2n ** 63n - 1n;
const asLong = (value: number): bigint => (value === Infinity ? mostLong : BigInt(value));

/** What DescribeConfigs tells of a topic, in the broker's order. What has no value at all is left out. */
export function describeTopicConfigs({ set, values }: TopicConfigValues, line: ClientLine): readonly DescribedConfig[] {
  return topicKeysOf[line].flatMap(({ key, type }) => {
    const value = values.get(key) ?? null;
    if (value === null) return [];
    return [{ name: key, type, value: showConfig(value), isDefault: !set.has(key) }];
  });
}

/** As Java prints it: a list by its commas, a whole double with its `.0`. */
function showConfig(value: Value): string {
  if (typeof value === "number" && Number.isInteger(value)) return `${value}.0`;
  return String(value);
}
