/**
 * The shape in which this project keeps what the Kafka protocol says of its messages, and the types of their values.
 * `schemas/*.ts` hold the facts (`npm run schemas` distils them from the protocol's own definitions); `compile.ts` makes
 * readers and writers of them. Ranges of versions are written as Kafka writes them: `3`, `0-12`, `9+`.
 */
export interface FieldSchema {
  readonly name: string;
  /** A scalar, `struct`, or either behind `[]`. */
  readonly type: FieldType;
  readonly versions: string;
  /** Versions in which the field may be null. */
  readonly nullable?: string;
  /** The field travels in the tagged fields under this number, and only if it differs from its default. */
  readonly tag?: number;
  /** What a field has where it is not sent; without one 0, false, "", no bytes, no elements, the zero uuid. */
  readonly default?: string | number | boolean | null;
  /** The fields of a struct, or of each element. */
  readonly fields?: readonly FieldSchema[];
}

export interface MessageSchema {
  readonly versions: string;
  /** Versions with compact lengths and tagged fields; `none`: all are classic. */
  readonly flexible: string;
  readonly fields: readonly FieldSchema[];
}

export interface ApiSchema {
  readonly key: number;
  readonly request: MessageSchema;
  readonly response: MessageSchema;
}

/** What scalars are in memory. */
interface Scalars {
  readonly bool: boolean;
  readonly int8: number;
  readonly int16: number;
  readonly uint16: number;
  readonly int32: number;
  readonly uint32: number;
  /** Beyond 2^53 the nearest number there is; both ends of the range come back as they went. */
  readonly int64: number;
  readonly float64: number;
  readonly string: string;
  /** 22 characters of base64url, as Kafka prints it. */
  readonly uuid: string;
  readonly bytes: Uint8Array;
  /** A record set: its bytes, looked at by nobody here. */
  readonly records: Uint8Array;
}

export type ScalarType = keyof Scalars;
export type ElementType = ScalarType | "struct";
export type FieldType = ElementType | `[]${ElementType}`;

type Element<Type, Field extends FieldSchema> = Type extends ScalarType
  ? Scalars[Type]
  : Field extends { readonly fields: infer Fields extends readonly FieldSchema[] }
    ? StructOf<Fields>
    : never;

type Present<Field extends FieldSchema> = Field["type"] extends `[]${infer Type}`
  ? readonly Element<Type, Field>[]
  : Element<Field["type"], Field>;

type Value<Field extends FieldSchema> = Field extends { readonly nullable: string }
  ? Present<Field> | null
  : Present<Field>;

type StructOf<Fields extends readonly FieldSchema[]> = {
  readonly [Field in Fields[number] as Field["name"]]: Value<Field>;
};

/** What reading a message gives: every field of every version; one that this version lacks has its default. */
export type Decoded<Schema extends MessageSchema> = StructOf<Schema["fields"]>;

type Loose<Known> = Known extends Uint8Array | string | number | boolean | null
  ? Known
  : Known extends readonly (infer Item)[]
    ? readonly Loose<Item>[]
    : { readonly [Name in keyof Known]?: Loose<Known[Name]> };

/** What writing a message takes: fields left out have their default, and those that the version lacks are not sent. */
export type Encodable<Schema extends MessageSchema> = Loose<Decoded<Schema>>;

/** Both ends of a range of versions, ends included. */
export interface VersionRange {
  readonly from: number;
  readonly to: number;
}

/** `3`, `0-12`, `9+`, `none`: the range that it says. */
export function versionRange(text: string): VersionRange {
  if (text === "none") return { from: Infinity, to: -1 };
  const [first = "", last = first] = text.split("-");
  return first.endsWith("+")
    ? { from: Number(first.slice(0, -1)), to: Infinity }
    : { from: Number(first), to: Number(last) };
}

export const holdsVersion = (text: string | undefined, version: number): boolean => {
  if (text === undefined) return false;
  const { from, to } = versionRange(text);
  return version >= from && version <= to;
};
