import type { ClientLine, Definition, Demand } from "./definition.ts";

/** A setting as the client holds it. Whole numbers are bigint, because a Java long does not fit a number. */
export type Value = bigint | number | boolean | string | readonly string[] | null;

export type ValueReading =
  | { readonly ok: true; readonly value: Value }
  /** `expected` completes the sentence "the value must be …". */
  | { readonly ok: false; readonly expected: string };

const accepted = (value: Value): ValueReading => ({ ok: true, value });
const refused = (expected: string): ValueReading => ({ ok: false, expected });

/** Java's `String.trim`: it takes away every character up to the blank, and no other kind of space. */
// oxlint-disable-next-line no-control-regex -- control characters are what `trim` is about
export const trimAsJava = (text: string): string => text.replace(/^[\0- ]+|[\0- ]+$/g, "");

/** Reads a user's text as the client does: by its type first, then by what is demanded of the value. */
export function readValue(definition: Definition, text: string | null, line: ClientLine): ValueReading {
  const reading = text === null ? accepted(null) : readTyped(definition, trimAsJava(text), line);
  if (!reading.ok) return reading;
  const nullList = line === "java-4.4" && definition.type === "list" && reading.value === null;
  if (nullList) return refused("a list");
  const demand = line === "java-4.4" ? (definition.demand44 ?? definition.demand) : definition.demand;
  const expected = demand === undefined ? undefined : unmet(demand, reading.value);
  return expected === undefined ? reading : refused(expected);
}

function readTyped(definition: Definition, text: string, line: ClientLine): ValueReading {
  switch (definition.type) {
    case "boolean":
      return readBoolean(text);
    case "short":
      return readInteger(text, 16);
    case "int":
      return readInteger(text, 32);
    case "long":
      return readInteger(text, 64);
    case "double":
      return readDouble(text);
    case "string":
    case "password":
      return accepted(text);
    case "class":
      // Which classes there are is known only where the application runs; a class without a name is nowhere.
      return text === "" ? refused("the name of a class") : accepted(text);
    case "list":
      return readList(text, line);
  }
}

function readBoolean(text: string): ValueReading {
  const lower = text.toLowerCase();
  return lower === "true" || lower === "false" ? accepted(lower === "true") : refused("true or false");
}

/** The zeros of the scripts whose digits Java's `parseInt` takes as well; each is followed by its one … nine. */
const zeros = "0٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰０";

function decimalDigit(character: string): number | undefined {
  const code = character.charCodeAt(0);
  if (code < 128) return code >= 48 && code <= 57 ? code - 48 : undefined;
  for (let index = 0; index < zeros.length; index++) {
    const above = code - zeros.charCodeAt(index);
    if (above >= 0 && above <= 9) return above;
  }
  return undefined;
}

/** `Integer.parseInt` and its kin: one sign, decimal digits, nothing else, and the range of the type. */
function readInteger(text: string, bits: 16 | 32 | 64): ValueReading {
  const most = 2n ** BigInt(bits - 1) - 1n;
  const expected = `a whole number in decimal digits, from ${-most - 1n} to ${most}`;
  const signed = text.startsWith("-") || text.startsWith("+");
  let digits = "";
  for (const character of signed ? text.slice(1) : text) {
    const digit = decimalDigit(character);
    if (digit === undefined) return refused(expected);
    digits += digit;
  }
  if (digits === "") return refused(expected);
  const value = text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
  return value > most || value < -most - 1n ? refused(expected) : accepted(value);
}

const decimalDouble = /^([+-]?)(NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?$/;
const hexDouble = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)[fFdD]?$/;

/** `Double.parseDouble`: also takes a type's letter at the end, and hexadecimal with a binary exponent. */
function readDouble(text: string): ValueReading {
  const decimal = decimalDouble.exec(text);
  const word = decimal?.[2] ?? "";
  const lettered = /^[+-]?(?:NaN|Infinity)[fFdD]$/.test(text);
  if (decimal !== null && !lettered) return accepted(decimal[1] === "-" ? -Number(word) : Number(word));
  const hex = hexDouble.exec(text);
  const [, sign, whole = "", fraction = "", exponent = "0"] = hex ?? [];
  if (hex === null || whole + fraction === "") return refused("a number");
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return accepted(sign === "-" ? -value : value);
}

/** Entries parted by commas. The 4.4 line drops an entry that was there before, and refuses an empty one. */
function readList(text: string, line: ClientLine): ValueReading {
  if (text === "") return accepted([]);
  const entries = text.split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/);
  if (line === "java-3.9") return accepted(entries);
  return entries.includes("") ? refused("a list without empty entries") : accepted([...new Set(entries)]);
}

/** What the demand asks for, when the value does not meet it. */
function unmet(demand: Demand, value: Value): string | undefined {
  switch (demand.kind) {
    case "at-least":
      return isNumber(value) && value >= demand.least ? undefined : `at least ${demand.least}`;
    case "between": {
      // Negated, so that NaN passes as it does in Java: it is neither below nor above.
      const inside = isNumber(value) && !(value < demand.least) && !(value > demand.most);
      if (inside || (isNumber(value) && Number(value) === demand.or)) return undefined;
      return `from ${demand.least} to ${demand.most}${demand.or === undefined ? "" : `, or ${demand.or}`}`;
    }
    case "one-of": {
      const name = demand.ignoringCase && typeof value === "string" ? value.toUpperCase() : value;
      return typeof name === "string" && demand.names.includes(name) ? undefined : `one of ${demand.names.join(", ")}`;
    }
    case "not-empty":
      return value === "" || (Array.isArray(value) && value.length === 0) ? "something, not empty" : undefined;
    case "not-null":
      return value === null ? "a list" : undefined;
  }
}

const isNumber = (value: Value): value is bigint | number => typeof value === "bigint" || typeof value === "number";

/** The value as the client prints it. A secret is never printed. */
export function showValue(definition: Definition, value: Value): string | null {
  if (value === null) return null;
  if (definition.type === "password") return "[hidden]";
  if (definition.type === "class") return `class ${String(value)}`;
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}
