import type { LiveViolation } from "../../wire/history/reports.ts";
import { counted } from "./figures.ts";

/** So many breaches of each promise are told one by one. */
const toldOfEach = 3;

/**
 * The breaches that a history found, in lines for people: of each promise the first few, and how many more there are.
 * What nobody promises is told apart from what is broken. `allIn`: where all of them are to be found.
 */
export function breachLines(violations: readonly LiveViolation[], allIn: string): readonly string[] {
  const kinds = new Map<string, LiveViolation[]>();
  for (const violation of violations) {
    const kind = `${violation.expected ? "note" : "broken"}: ${violation.property}`;
    const alike = kinds.get(kind);
    if (alike === undefined) kinds.set(kind, [violation]);
    else alike.push(violation);
  }
  const isCut = [...kinds.values()].some(({ length }) => length > toldOfEach);
  const lines = [...kinds].flatMap(([kind, alike]) => {
    const more = alike.length - toldOfEach;
    return [
      ...alike.slice(0, toldOfEach).map((violation) => `${kind}, ${detailOf(violation)}`),
      ...(more > 0 ? [`${kind}, ${counted(more, "more time")}`] : []),
    ];
  });
  return isCut ? [...lines, `note: ${counted(violations.length, "breach", "breaches")} in all: ${allIn}`] : lines;
}

function detailOf({ subject, wanted, got, expected, because }: LiveViolation): string {
  if (!expected) return `${subject}: wanted ${wanted}; got ${got}`;
  return `${subject}: got ${got}, for ${because[0] ?? "nobody promises otherwise"}`;
}
