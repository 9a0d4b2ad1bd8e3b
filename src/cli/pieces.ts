/** Characters that are written at a time. */
const chunkSize = 65_536;

/** The same text in fewer pieces: each write costs, and a whole long text may be more than a string can hold. */
export function* chunked(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/**
 * What `JSON.stringify(value, null, indent)` gives, piece by piece: keys of objects one by one, and so the elements of
 * lists, but each of these in one piece. For plain data, and lists that make their elements one by one; `undefined` is
 * left out of objects.
 */
export function* jsonPieces(value: unknown, indent: number, margin = ""): Generator<string> {
  const inner = margin + " ".repeat(indent);
  if (isList(value)) {
    let before = "[\n";
    for (const element of value) {
      yield `${before}${inner}${inOnePiece(element, indent, inner)}`;
      before = ",\n";
    }
    yield before === "[\n" ? "[]" : `\n${margin}]`;
  } else if (typeof value === "object" && value !== null) {
    let before = "{\n";
    for (const [key, held] of Object.entries(value)) {
      if (held === undefined) continue;
      yield `${before}${inner}${JSON.stringify(key)}: `;
      yield* jsonPieces(held, indent, inner);
      before = ",\n";
    }
    yield before === "{\n" ? "{}" : `\n${margin}}`;
  } else yield JSON.stringify(value) ?? "null";
}

const isList = (value: unknown): value is Iterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.iterator in value;

/** No text in JSON has a line break of its own: each of them is one of the layout. */
function inOnePiece(value: unknown, indent: number, margin: string): string {
  const text = JSON.stringify(value, null, indent) ?? "null";
  return margin === "" ? text : text.replaceAll("\n", `\n${margin}`);
}
