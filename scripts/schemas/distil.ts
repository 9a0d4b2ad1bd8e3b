import {
  holdsVersion,
  versionRange,
  type FieldSchema,
  type FieldType,
  type MessageSchema,
} from "../../src/wire/protocol/schema.ts";
import type { Definition, Definitions, MessageDefinition } from "./definitions.ts";

export interface Distilled {
  readonly key: number;
  readonly schema: MessageSchema;
}

/** One message of both jars together: the newest one's fields, and the older one's in the versions that were dropped. */
export function distil(name: string, newest: Definitions, older: Definitions): Distilled {
  const now = newest(name);
  const before = older(name);
  const first = versionRange(now.validVersions).from;
  const oldest = Math.min(first, versionRange(before.validVersions).from);
  const fields = withDropped(fieldsOf(now), fieldsOf(before), first);
  const flexible = now.flexibleVersions;
  const schema = { versions: `${oldest}-${versionRange(now.validVersions).to}`, flexible, fields };
  compareLayouts(name, schema, before, (version) => version < first);
  compareLayouts(name, schema, now, (version) => version >= first);
  return { key: now.apiKey, schema };
}

function fieldsOf(message: MessageDefinition): readonly FieldSchema[] {
  const common = new Map((message.commonStructs ?? []).map(({ name, fields }) => [name, fields]));
  const convert = (field: Definition): FieldSchema => {
    const inside = field.fields ?? common.get(field.type.replace("[]", ""));
    if (field.tag !== undefined && field.taggedVersions !== field.versions) {
      throw new Error(`${message.name}.${field.name} is tagged in some of its versions only`);
    }
    return {
      name: field.name.charAt(0).toLowerCase() + field.name.slice(1),
      type: (inside === undefined ? field.type : field.type.startsWith("[]") ? "[]struct" : "struct") as FieldType,
      versions: field.versions,
      ...(field.nullableVersions === undefined ? {} : { nullable: field.nullableVersions }),
      ...(field.tag === undefined ? {} : { tag: field.tag }),
      ...(field.default === undefined ? {} : { default: defaultOf(field) }),
      ...(inside === undefined ? {} : { fields: inside.map(convert) }),
    };
  };
  return message.fields.map(convert);
}

function defaultOf({ type, default: text }: Definition): string | number | boolean | null {
  if (text === "null") return null;
  if (type === "bool") return String(text).toLowerCase() === "true";
  return type === "string" ? String(text) : Number(text);
}

/** The fields of `now`, and among them those of `before` that ended below version `first`, where they stood. */
function withDropped(
  now: readonly FieldSchema[],
  before: readonly FieldSchema[],
  first: number,
): readonly FieldSchema[] {
  const merged: FieldSchema[] = now.map((field) => {
    const old = before.find(({ name }) => name === field.name);
    if (field.fields === undefined || old?.fields === undefined) return field;
    return { ...field, fields: withDropped(field.fields, old.fields, first) };
  });
  for (const [index, field] of before.entries()) {
    const dropped = !now.some(({ name }) => name === field.name) && versionRange(field.versions).to < first;
    if (!dropped) continue;
    const behind = merged.findIndex(({ name }) => name === before[index - 1]?.name);
    merged.splice(behind + 1, 0, field);
  }
  return merged;
}

/** Fails where the merged schema lays a version out otherwise than the definition that it came from. */
function compareLayouts(
  name: string,
  merged: MessageSchema,
  source: MessageDefinition,
  isFrom: (version: number) => boolean,
): void {
  const { from, to } = versionRange(source.validVersions);
  for (let version = from; version <= to; version += 1) {
    if (!isFrom(version)) continue;
    const [mine, theirs] = [layout(merged.fields, version), layout(fieldsOf(source), version)];
    if (mine !== theirs) throw new Error(`${name} version ${version}: ${mine} is not ${theirs}`);
    if (holdsVersion(merged.flexible, version) !== holdsVersion(source.flexibleVersions, version)) {
      throw new Error(`${name} version ${version}: flexible in one jar only`);
    }
  }
}

const layout = (fields: readonly FieldSchema[], version: number): string =>
  fields
    .filter(({ versions }) => holdsVersion(versions, version))
    .map((field) => {
      const marks = `${holdsVersion(field.nullable, version) ? "?" : ""}${field.tag === undefined ? "" : `#${field.tag}`}`;
      const inside = field.fields === undefined ? "" : `{${layout(field.fields, version)}}`;
      return `${field.name}:${field.type}${marks}=${field.default}${inside}`;
    })
    .join(",");
