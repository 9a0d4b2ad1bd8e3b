/**
 * Which of the things that are drawn for a seed are drawn anew, by name, and with which salt: `{ aimed: 3 }` is the run
 * of the seed with other aimed faults, the third ones. `{}` is the run of the seed itself.
 */
export type Variation = Readonly<Record<string, number>>;

export const unvaried: Variation = {};

/** `aimed=3,ties=1`: a variation as the command takes it; empty for none. */
export const writtenVariation = (variation: Variation): string =>
  Object.entries(variation)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, salt]) => `${what}=${salt}`)
    .join(",");

/** Reads what `writtenVariation` writes; `undefined` where the text is no such thing. */
export function parseVariation(text: string): Variation | undefined {
  const variation: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [, what, digits] = /^\s*([a-z][\w.-]*)=([1-9]\d{0,14})\s*$/i.exec(part) ?? [];
    if (what === undefined) return undefined;
    variation[what] = Number(digits);
  }
  return variation;
}
