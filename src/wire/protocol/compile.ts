import { assert } from "../../sim/assert.ts";
import { MalformedBytes } from "../malformed.ts";
import { arrayCodec, nullableStructCodec, scalarCodec, type FieldCodec, type Lengths } from "./field-codec.ts";
import type { Reader } from "./reader.ts";
import {
  holdsVersion,
  type Decoded,
  type ElementType,
  type Encodable,
  type FieldSchema,
  type MessageSchema,
} from "./schema.ts";
import { Writer } from "./writer.ts";

/** Reads and writes the bodies of one message in one version. */
export interface MessageCodec<Schema extends MessageSchema> {
  /** @throws MalformedBytes */
  read(reader: Reader): Decoded<Schema>;
  write(writer: Writer, value: Encodable<Schema>): void;
}

type Struct = Record<string, unknown>;

const zeroUuid = "A".repeat(22);
const noElements: readonly never[] = Object.freeze([]);
const noBytes = Buffer.alloc(0);

/**
 * The codec of a message in one version. Making one takes some tens of microseconds; keep it.
 *
 * @throws InvariantError when the message has no such version.
 */
export function compile<Schema extends MessageSchema>(schema: Schema, version: number): MessageCodec<Schema> {
  assert(holdsVersion(schema.versions, version), () => `no version ${version}, there are ${schema.versions}`);
  const codec = structCodec(schema.fields, version, holdsVersion(schema.flexible, version));
  return {
    read: (reader) => codec.read(reader) as Decoded<Schema>,
    write: (writer, value) => codec.write(writer, value),
  };
}

interface Member {
  readonly name: string;
  readonly codec: FieldCodec;
  readonly missing: unknown;
}

/** A field that travels among the tagged ones. */
interface Tagged extends Member {
  readonly tag: number;
  readonly isMissing: (value: unknown) => boolean;
}

/** The tags of a struct: those of this version, lowest first, and those that only other versions know. */
interface Tags {
  readonly known: readonly Tagged[];
  readonly otherVersions: readonly number[];
}

function structCodec(fields: readonly FieldSchema[], version: number, flexible: boolean): FieldCodec {
  const sent = fields.filter(({ versions }) => holdsVersion(versions, version));
  const members = sent.filter(({ tag }) => tag === undefined).map((field) => memberOf(field, version, flexible));
  const tags = tagsOf(fields, version);
  const template = templateOf(fields);
  return {
    read(reader) {
      // A copy of one object gives all values one shape, whatever the version.
      const struct: Struct = { ...template };
      for (const { name, codec } of members) struct[name] = codec.read(reader);
      if (flexible) readTagged(reader, struct, tags);
      return struct;
    },
    write(writer, value) {
      const struct = value as Struct;
      for (const { name, codec, missing } of members) {
        const given = struct[name];
        codec.write(writer, given === undefined ? missing : given);
      }
      if (flexible) writeTagged(writer, struct, tags.known);
    },
  };
}

function memberOf(field: FieldSchema, version: number, flexible: boolean): Member {
  return { name: field.name, codec: fieldCodec(field, version, flexible), missing: defaultOf(field) };
}

function tagsOf(fields: readonly FieldSchema[], version: number): Tags {
  const known: Tagged[] = [];
  const otherVersions: number[] = [];
  for (const field of fields) {
    if (field.tag === undefined) continue;
    if (holdsVersion(field.versions, version)) {
      known.push({ ...memberOf(field, version, true), tag: field.tag, isMissing: isDefault(field) });
    } else otherVersions.push(field.tag);
  }
  known.sort((one, other) => one.tag - other.tag);
  return { known, otherVersions };
}

function fieldCodec(field: FieldSchema, version: number, compact: boolean): FieldCodec {
  const lengths: Lengths = { compact, nullable: holdsVersion(field.nullable, version) };
  const element = field.type.startsWith("[]") ? field.type.slice(2) : undefined;
  if (element !== undefined) {
    const inner = { ...field, type: element as ElementType };
    return arrayCodec(elementCodec(inner, version, { compact, nullable: false }), lengths);
  }
  const codec = elementCodec(field, version, lengths);
  return field.type === "struct" && lengths.nullable ? nullableStructCodec(codec) : codec;
}

function elementCodec(field: FieldSchema, version: number, lengths: Lengths): FieldCodec {
  if (field.type === "struct") return structCodec(field.fields ?? [], version, lengths.compact);
  assert(!field.type.startsWith("[]"), () => `${field.name}: a list of lists`);
  return scalarCodec(field.type as Exclude<ElementType, "struct">, lengths);
}

/** The size of a field that is known is not looked at, and unknown fields are left out: as in Kafka. */
function readTagged(reader: Reader, struct: Struct, tags: Tags): void {
  // Beyond 2^31 the count is negative, and no field is read.
  const count = reader.unsignedVarint();
  for (let index = 0; index < count; index += 1) {
    const at = reader.offset;
    const tag = reader.unsignedVarint();
    const size = reader.unsignedVarint();
    const field = tags.known.find((candidate) => candidate.tag === tag);
    if (field !== undefined) struct[field.name] = field.codec.read(reader);
    else if (tags.otherVersions.includes(tag)) throw new MalformedBytes(`tagged field ${tag} of another version`, at);
    else reader.skip(size);
  }
}

function writeTagged(writer: Writer, struct: Struct, known: readonly Tagged[]): void {
  const sent = known.filter(({ name, isMissing }) => !isMissing(struct[name]));
  writer.unsignedVarint(sent.length);
  for (const { name, tag, codec } of sent) {
    // The size comes before the value, so the value is written by itself first; tagged fields are rare and small.
    const value = new Writer();
    codec.write(value, struct[name]);
    const bytes = value.finish();
    writer.unsignedVarint(tag);
    writer.unsignedVarint(bytes.byteLength);
    writer.raw(bytes);
  }
}

const templateOf = (fields: readonly FieldSchema[]): Struct =>
  Object.fromEntries(fields.map((field) => [field.name, defaultOf(field)]));

function defaultOf(field: FieldSchema): unknown {
  if (field.default !== undefined) return field.default;
  if (field.type.startsWith("[]")) return noElements;
  switch (field.type) {
    case "struct":
      return Object.freeze(templateOf(field.fields ?? []));
    case "string":
      return "";
    case "bool":
      return false;
    case "uuid":
      return zeroUuid;
    case "bytes":
      return noBytes;
    case "records":
      return field.nullable === undefined ? noBytes : null;
    default:
      return 0;
  }
}

/** Whether a value is the one that a field has where it is not sent. */
function isDefault(field: FieldSchema): (value: unknown) => boolean {
  const missing = defaultOf(field);
  if (missing === null) return (value) => value === undefined || value === null;
  if (field.type.startsWith("[]"))
    return (value) => value === undefined || (value as readonly unknown[] | null)?.length === 0;
  if (field.type === "struct") {
    const members = (field.fields ?? []).map((member) => ({ name: member.name, isMissing: isDefault(member) }));
    return (value) => value === undefined || members.every(({ name, isMissing }) => isMissing((value as Struct)[name]));
  }
  if (field.type === "bytes" || field.type === "records") {
    return (value) => value === undefined || (value as Uint8Array | null)?.byteLength === 0;
  }
  return (value) => value === undefined || value === missing;
}
