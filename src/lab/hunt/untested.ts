import { properties } from "../../model/properties/index.ts";
import type { MarkName } from "../../model/run/marks.ts";
import type { TallyData } from "../tally.ts";

/** A mark that says whether a property was put to the test, and how often it was hit. */
export interface TestMark {
  readonly mark: MarkName;
  readonly count: number;
  /** The properties that are tested only where it is hit. */
  readonly properties: readonly string[];
}

/** The marks of all properties, the rarest first and of equal ones in the order of the properties. */
export function testMarks({ marks }: Pick<TallyData, "marks">): readonly TestMark[] {
  const byMark = new Map<MarkName, string[]>();
  for (const { name, mark } of properties) byMark.set(mark, [...(byMark.get(mark) ?? []), name]);
  return [...byMark]
    .map(([mark, names]) => ({ mark, count: marks[mark] ?? 0, properties: names }))
    .toSorted((one, other) => one.count - other.count);
}

/** The marks that were never hit: what a hunt says of these properties means nothing. */
export const untested = (tally: Pick<TallyData, "marks">): readonly TestMark[] =>
  testMarks(tally).filter(({ count }) => count === 0);
