import { clientKeys } from "./client-keys.ts";
import type { ClientLine, Definition } from "./definition.ts";
import { securityKeys } from "./security-keys.ts";
import { transactionKeys } from "./transaction-keys.ts";

const rows = [...clientKeys, ...securityKeys, ...transactionKeys] as const;

type Row = (typeof rows)[number];

/** The keys whose values have one of the given types. */
export type KeyOf<Type extends Definition["type"]> = Extract<Row, { readonly type: Type }>["key"];

/** Every key of the Java producer, in the order in which it reads them. */
export const definitions: readonly Definition[] = rows;

const byLine: Readonly<Record<ClientLine, ReadonlyMap<string, Definition>>> = {
  "java-3.9": table("java-3.9"),
  "java-4.4": table("java-4.4"),
};

function table(line: ClientLine): ReadonlyMap<string, Definition> {
  const known = definitions.filter((definition) => definition.only === undefined || definition.only === line);
  return new Map(known.map((definition) => [definition.key, definition]));
}

/** The keys that a client line knows, in the order in which it reads them. */
export const definitionsOf = (line: ClientLine): ReadonlyMap<string, Definition> => byLine[line];

export function defaultOf(definition: Definition, line: ClientLine): string | null {
  return line === "java-4.4" && definition.default44 !== undefined ? definition.default44 : definition.default;
}
