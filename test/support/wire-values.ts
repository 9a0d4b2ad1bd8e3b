import * as fc from "fast-check";
import { holdsVersion, type FieldSchema, type ScalarType } from "../../src/wire/protocol/schema.ts";

/** Generated values of messages: every field that the version has, whatever it may hold. */
export type WireStruct = { readonly [name: string]: unknown };

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
const twoTo53 = 2 ** 53;

const scalars: Readonly<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  int32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 0xffffffff }),
  int64: fc.oneof(fc.integer({ min: -twoTo53, max: twoTo53 }), fc.constantFrom(-(2 ** 63), 2 ** 63, -1, 0)),
  float64: fc.double({ noNaN: true }),
  string: fc.string({ unit: "grapheme", maxLength: 12 }),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array).toString("base64url")),
  bytes,
  records: bytes,
};

/** Any struct of these fields in this version; fields that the version lacks are not in it. */
export function anyStruct(fields: readonly FieldSchema[], version: number): fc.Arbitrary<WireStruct> {
  const sent = fields.filter(({ versions }) => holdsVersion(versions, version));
  return fc.record(Object.fromEntries(sent.map((field) => [field.name, anyValue(field, version)])));
}

function anyValue(field: FieldSchema, version: number): fc.Arbitrary<unknown> {
  const type = field.type.replace("[]", "") as ScalarType | "struct";
  const element = type === "struct" ? anyStruct(field.fields ?? [], version) : scalars[type];
  const value = field.type.startsWith("[]") ? fc.array(element, { maxLength: 3 }) : element;
  return holdsVersion(field.nullable, version) ? fc.option(value, { nil: null }) : value;
}

/** The same struct without what this version does not send: reading gives defaults there, which writing was not given. */
export function sentPart(struct: WireStruct, fields: readonly FieldSchema[], version: number): WireStruct {
  const part: Record<string, unknown> = {};
  for (const field of fields) {
    if (!holdsVersion(field.versions, version)) continue;
    const value = struct[field.name];
    const inner = field.fields;
    if (inner === undefined || value === null) part[field.name] = value;
    else if (Array.isArray(value)) part[field.name] = value.map((item: WireStruct) => sentPart(item, inner, version));
    else part[field.name] = sentPart(value as WireStruct, inner, version);
  }
  return part;
}
