/** The outcome of filling the `${…}` of a text. */
export type Filled =
  | { readonly ok: true; readonly text: string }
  /** `name` has no value and no default, or leads back to itself. */
  | { readonly ok: false; readonly name: string; readonly circular: boolean };

/** What a name stands for within the same file, if anything. */
export type Lookup = (name: string) => string | undefined;

/**
 * Fills `${NAME:default}`. The environment belongs to the host and is not asked, so a name has a value only from the
 * file itself, and else its default. Names and defaults may hold placeholders of their own; a `${` that nothing closes
 * is text, as it is for Spring.
 */
export function fillPlaceholders(text: string, lookup: Lookup, within: readonly string[] = []): Filled {
  let out = "";
  for (let from = 0; ;) {
    const open = text.indexOf("${", from);
    const close = open < 0 ? -1 : closing(text, open + 2);
    if (close < 0) return { ok: true, text: out + text.slice(from) };
    const filled = fillOne(text.slice(open + 2, close), lookup, within);
    if (!filled.ok) return filled;
    out += text.slice(from, open) + filled.text;
    from = close + 1;
  }
}

/** Where the placeholder that begins before `from` ends; braces inside it come in pairs. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text.startsWith("${", index)) depth++;
    else if (text.charAt(index) === "}" && --depth === 0) return index;
  }
  return -1;
}

/** Deeper nesting than this is no configuration that anybody wrote. */
const deepest = 20;

function fillOne(body: string, lookup: Lookup, within: readonly string[]): Filled {
  const colon = colonOutside(body);
  const name = colon < 0 ? body : body.slice(0, colon);
  if (within.includes(name) || within.length >= deepest) return { ok: false, name, circular: true };
  const inner = [...within, name];
  const plainName = fillPlaceholders(name, lookup, inner);
  if (!plainName.ok) return plainName;
  const known = lookup(plainName.text) ?? (colon < 0 ? undefined : body.slice(colon + 1));
  if (known === undefined) return { ok: false, name: plainName.text, circular: false };
  return fillPlaceholders(known, lookup, inner);
}

/** The first colon that is not part of a placeholder inside. */
function colonOutside(body: string): number {
  for (let index = 0; index < body.length; index++) {
    if (body.charAt(index) === ":") return index;
    if (!body.startsWith("${", index)) continue;
    const close = closing(body, index + 2);
    if (close < 0) continue;
    index = close;
  }
  return -1;
}
