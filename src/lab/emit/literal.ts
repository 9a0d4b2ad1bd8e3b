/** Columns of a line of code. */
const widest = 110;

/** Plain data as JavaScript: short maps and lists on one line, the others with a line for each of their parts. */
export function literal(value: unknown, indent = ""): string {
  const flat = onOneLine(value);
  if (indent.length + flat.length <= widest && !isLong(value)) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((element) => `${inner}${literal(element, inner)},\n`).join("")}${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined);
    return `{\n${parts.map(([key, part]) => `${inner}${keyOf(key)}: ${literal(part, inner)},\n`).join("")}${indent}}`;
  }
  return flat;
}

/** Maps of maps, and lists of maps, read better with a line for each. */
const isLong = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some((element) => typeof element === "object")
    : typeof value === "object" && value !== null && Object.values(value).some(isLong);

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return parts.length === 0
    ? "{}"
    : `{ ${parts.map(([key, part]) => `${keyOf(key)}: ${onOneLine(part)}`).join(", ")} }`;
}

const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));
