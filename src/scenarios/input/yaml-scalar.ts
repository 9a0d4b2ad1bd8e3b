/**
 * Spring reads YAML 1.1 with SnakeYAML, so `on` is true, `010` is eight and an empty value is an empty text. What a
 * client gets is Java's text of the value, not the characters in the file.
 */

const booleans: Readonly<Record<string, string>> = { yes: "true", true: "true", on: "true", no: "false", off: "false" };
const nothing = /^(?:~|null|Null|NULL|)$/;
const integer =
  /^(?:[-+]?0b_*[0-1][0-1_]*|[-+]?0_*[0-7][0-7_]*|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$/;
const special = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** The text that a plain scalar, one without quotes, becomes. */
export function plainScalarText(source: string): string {
  if (nothing.test(source)) return "";
  const isWord = /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(source);
  const boolean = source === "false" || source === "False" || source === "FALSE" ? "false" : undefined;
  if (boolean !== undefined) return boolean;
  if (isWord && Object.hasOwn(booleans, source.toLowerCase())) return booleans[source.toLowerCase()] ?? source;
  if (integer.test(source)) return integerText(source.replaceAll("_", ""));
  if (float.test(source)) return doubleText(Number(source.replaceAll("_", "")));
  const named = special.exec(source);
  if (named === null) return source;
  return named[1] === undefined ? "NaN" : `${named[1] === "-" ? "-" : ""}Infinity`;
}

function integerText(digits: string): string {
  const [, sign, body = ""] = /^([-+]?)(.*)$/s.exec(digits) ?? [];
  const value = magnitude(body);
  return String(sign === "-" ? -value : value);
}

function magnitude(body: string): bigint {
  if (body.includes(":")) {
    let total = 0n;
    for (const part of body.split(":")) total = total * 60n + BigInt(part);
    return total;
  }
  return BigInt(/^0[0-7]/.test(body) ? `0o${body.slice(1)}` : body);
}

/** `Double.toString`: at least one digit after the point, and an exponent from ten million on and below a thousandth. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** Whether a plain scalar is a number with a fraction or an exponent, which Java holds as a double. */
export const isFractionText = (source: string): boolean => !integer.test(source) && float.test(source);
