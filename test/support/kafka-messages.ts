import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiCodec, apiNames, apis, type ApiName } from "../../src/wire/protocol/apis.ts";
import type { Reader } from "../../src/wire/protocol/reader.ts";
import type { FieldSchema } from "../../src/wire/protocol/schema.ts";
import type { Writer } from "../../src/wire/protocol/writer.ts";
import type { WireStruct } from "./wire-values.ts";

/** One message body as Kafka's own classes wrote it: those of 4.4.0, and of 3.9.1 in versions that 4.0 dropped. */
export interface KafkaMessage {
  readonly api: ApiName;
  readonly side: "request" | "response";
  readonly version: number;
  readonly value: WireStruct;
  readonly bytes: Buffer;
}

interface Line {
  readonly message: string;
  readonly version: number;
  readonly value: WireStruct;
  readonly bytes: string;
}

const file = join(import.meta.dirname, "../data/wire/messages.jsonl");

export const kafkaMessages = (): readonly KafkaMessage[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => messageOf(JSON.parse(text) as Line));

function messageOf({ message, version, value, bytes }: Line): KafkaMessage {
  const side = message.endsWith("Request") ? "request" : "response";
  const api = apiNames.find((name) => name === message.slice(0, -side.length));
  if (api === undefined) throw new Error(`no API has a ${message}`);
  const fields: readonly FieldSchema[] = apis[api][side].fields;
  return { api, side, version, value: fromJson(value, fields), bytes: Buffer.from(bytes, "base64") };
}

/** Kafka writes bytes into JSON as base64. */
function fromJson(struct: WireStruct, fields: readonly FieldSchema[]): WireStruct {
  const entries = fields.map((field) => [field.name, valueOf(struct[field.name], field)] as const);
  return Object.fromEntries(entries.filter(([name]) => name in struct));
}

function valueOf(value: unknown, field: FieldSchema): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => valueOf(item, field));
  if (field.fields !== undefined && value !== undefined) return fromJson(value as WireStruct, field.fields);
  const isBytes = field.type.endsWith("bytes") || field.type.endsWith("records");
  return isBytes ? Buffer.from(value as string, "base64") : value;
}

/** Its codec, without the type that a name known at compile time would give. */
export interface LooseCodec {
  read(reader: Reader): WireStruct;
  write(writer: Writer, value: WireStruct): void;
}

export const codecOf = ({ api, version, side }: Pick<KafkaMessage, "api" | "version" | "side">): LooseCodec =>
  apiCodec(api, version)[side] as unknown as LooseCodec;
