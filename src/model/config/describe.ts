import { clientDocs } from "./client-docs.ts";
import type { ClientLine, Definition, Demand, Effect } from "./definition.ts";
import { defaultOf, definitions } from "./definitions.ts";
import { securityDocs } from "./security-docs.ts";

/** A setting as people read of it. */
export interface SettingDescription {
  readonly key: string;
  readonly doc: string;
  readonly type: Definition["type"];
  /** `ms`, `s`, `bytes`, or undefined where the value is a count or no number. */
  readonly unit: "ms" | "s" | "bytes" | undefined;
  /** As text by client line; null where it is unset, and absent where the line does not know the key. */
  readonly defaults: Readonly<Partial<Record<ClientLine, string | null>>>;
  /** What a value must be, in words: `at least 0`, `one of none, gzip`. */
  readonly range: string;
  readonly effect: Effect;
}

/** Every setting of the producer, in the order in which it reads them. */
export const describeSettings = (): readonly SettingDescription[] => definitions.map(describeSetting);

function describeSetting(definition: Definition): SettingDescription {
  const { key, type, only, effect } = definition;
  const lines = (["java-3.9", "java-4.4"] as const).filter((line) => only === undefined || only === line);
  return {
    key,
    doc: clientDocs[key] ?? securityDocs[key] ?? "",
    type,
    unit: unitOf(definition),
    defaults: Object.fromEntries(lines.map((line) => [line, defaultOf(definition, line)])),
    range: rangeOf(definition),
    effect,
  };
}

function unitOf({ key, type }: Definition): SettingDescription["unit"] {
  if (!["short", "int", "long"].includes(type)) return undefined;
  if (key.endsWith(".ms") || key === "sasl.kerberos.min.time.before.relogin") return "ms";
  if (key.endsWith(".seconds")) return "s";
  return /\.(?:bytes|size|memory)$/.test(key) ? "bytes" : undefined;
}

const mosts = { short: "32767", int: "2147483647", long: "9223372036854775807" } as const;

function rangeOf({ type, demand }: Definition): string {
  if (demand !== undefined && demand.kind !== "not-null") return demandText(demand, type);
  switch (type) {
    case "boolean":
      return "true or false";
    case "short":
    case "int":
    case "long":
      return `a whole number up to ${mosts[type]}`;
    case "double":
      return "a number";
    case "list":
      return "texts with commas between";
    case "class":
      return "the name of a class";
    case "string":
    case "password":
      return "a text";
  }
}

function demandText(demand: Exclude<Demand, { readonly kind: "not-null" }>, type: Definition["type"]): string {
  switch (demand.kind) {
    case "at-least":
      return type === "short" || type === "int" || type === "long"
        ? `${demand.least} to ${mosts[type]}`
        : `at least ${demand.least}`;
    case "between":
      return `${demand.least} to ${demand.most}${demand.or === undefined ? "" : `, or ${demand.or}`}`;
    case "one-of":
      return `one of ${demand.names.join(", ")}${demand.ignoringCase ? ", in any case" : ""}`;
    case "not-empty":
      return "a text, not empty";
  }
}
