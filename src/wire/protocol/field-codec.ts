import { assert } from "../../sim/assert.ts";
import { MalformedBytes } from "../malformed.ts";
import type { Reader } from "./reader.ts";
import type { ScalarType } from "./schema.ts";
import type { Writer } from "./writer.ts";

/** How one field travels in one version: what schemas are compiled to. */
export interface FieldCodec {
  read(reader: Reader): unknown;
  write(writer: Writer, value: unknown): void;
}

/** How lengths travel: in two or four bytes where -1 stands for null, or as a varint of the length + 1 where 0 does. */
export interface Lengths {
  readonly compact: boolean;
  readonly nullable: boolean;
}

const number = (read: (reader: Reader) => number, write: (writer: Writer, value: number) => void): FieldCodec => ({
  read,
  write: (writer, value) => write(writer, value as number),
});

const fixed: Readonly<Record<Exclude<ScalarType, "string" | "bytes" | "records">, FieldCodec>> = {
  bool: {
    read: (reader) => reader.bool(),
    write: (writer, value) => writer.bool(value as boolean),
  },
  int8: number(
    (reader) => reader.int8(),
    (writer, value) => writer.int8(value),
  ),
  int16: number(
    (reader) => reader.int16(),
    (writer, value) => writer.int16(value),
  ),
  uint16: number(
    (reader) => reader.uint16(),
    (writer, value) => writer.int16(value),
  ),
  int32: number(
    (reader) => reader.int32(),
    (writer, value) => writer.int32(value),
  ),
  uint32: number(
    (reader) => reader.uint32(),
    (writer, value) => writer.int32(value),
  ),
  int64: number(
    (reader) => reader.int64(),
    (writer, value) => writer.int64(value),
  ),
  float64: number(
    (reader) => reader.float64(),
    (writer, value) => writer.float64(value),
  ),
  uuid: {
    read: (reader) => reader.uuid(),
    write: (writer, value) => writer.uuid(value as string),
  },
};

/** -1 for null; `offset` of a complaint is where the length stands. */
type ReadLength = (reader: Reader) => number;
type WriteLength = (writer: Writer, length: number) => void;

const readCompactLength: ReadLength = (reader) => reader.unsignedVarint() - 1;
const writeCompactLength: WriteLength = (writer, length) => writer.unsignedVarint(length + 1);

function shortLength(lengths: Lengths): readonly [ReadLength, WriteLength] {
  if (lengths.compact) return [readCompactLength, writeCompactLength];
  return [(reader) => reader.int16(), (writer, length) => writer.int16(length)];
}

function longLength(lengths: Lengths): readonly [ReadLength, WriteLength] {
  if (lengths.compact) return [readCompactLength, writeCompactLength];
  return [(reader) => reader.int32(), (writer, length) => writer.int32(length)];
}

const longestString = 0x7fff;

function stringCodec(lengths: Lengths): FieldCodec {
  const [readLength, writeLength] = shortLength(lengths);
  return {
    read(reader) {
      const at = reader.offset;
      const length = readLength(reader);
      if (length < 0) return nullAt(at, lengths, "a string");
      if (length > longestString) throw new MalformedBytes(`a string of ${length} bytes`, at);
      return reader.string(length);
    },
    write(writer, value) {
      if (value === null) return writeNull(writer, lengths, writeLength);
      const text = value as string;
      const length = Buffer.byteLength(text);
      assert(length <= longestString, () => `a string of ${length} bytes does not travel`);
      writeLength(writer, length);
      writer.text(text, length);
    },
  };
}

function bytesCodec(lengths: Lengths): FieldCodec {
  const [readLength, writeLength] = longLength(lengths);
  return {
    read(reader) {
      const at = reader.offset;
      const length = readLength(reader);
      return length < 0 ? nullAt(at, lengths, "bytes") : reader.slice(length);
    },
    write(writer, value) {
      if (value === null) return writeNull(writer, lengths, writeLength);
      const bytes = value as Uint8Array;
      writeLength(writer, bytes.byteLength);
      writer.raw(bytes);
    },
  };
}

export function arrayCodec(element: FieldCodec, lengths: Lengths): FieldCodec {
  const [readLength, writeLength] = longLength(lengths);
  return {
    read(reader) {
      const at = reader.offset;
      const count = readLength(reader);
      if (count < 0) return nullAt(at, lengths, "a list");
      reader.checkCount(count);
      const list: unknown[] = [];
      for (let index = 0; index < count; index += 1) list.push(element.read(reader));
      return list;
    },
    write(writer, value) {
      if (value === null) return writeNull(writer, lengths, writeLength);
      const list = value as readonly unknown[];
      writeLength(writer, list.length);
      for (const item of list) element.write(writer, item);
    },
  };
}

/** A struct that may be null: a byte before it says, 1 or -1. */
export function nullableStructCodec(struct: FieldCodec): FieldCodec {
  return {
    read: (reader) => (reader.int8() < 0 ? null : struct.read(reader)),
    write(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) struct.write(writer, value);
    },
  };
}

export function scalarCodec(type: ScalarType, lengths: Lengths): FieldCodec {
  switch (type) {
    case "string":
      return stringCodec(lengths);
    case "bytes":
    case "records":
      return bytesCodec(lengths);
    default:
      return fixed[type];
  }
}

function nullAt(offset: number, { nullable }: Lengths, what: string): null {
  if (!nullable) throw new MalformedBytes(`null where ${what} must be`, offset);
  return null;
}

function writeNull(writer: Writer, { nullable }: Lengths, writeLength: WriteLength): void {
  assert(nullable, () => "null in a field that cannot be null in this version");
  writeLength(writer, -1);
}
