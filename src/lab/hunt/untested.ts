import { properties } from "../../model/properties/index.ts";
import type { MarkName } from "../../model/run/marks.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { TallyData } from "../tally.ts";

/** A mark that says whether properties were put to the test. */
export interface TestMark {
  readonly mark: MarkName;
  /** How often it was hit. */
  readonly count: number;
  /** The properties that are tested only where it is hit. */
  readonly properties: readonly string[];
  /** Who or what alone hits it, where the scenario has nothing of that kind: then nothing in it could break these properties. */
  readonly lacks: string | undefined;
}

interface Actor {
  readonly name: string;
  readonly isIn: (scenario: Scenario) => boolean;
}

const consumer: Actor = { name: "consumer", isIn: ({ consumers }) => consumers.length > 0 };
const code: Actor = {
  name: "application given as code",
  isIn: ({ producers }) => producers.some(({ application }) => application !== undefined),
};

const bound: Actor = { name: "bound after its faults", isIn: ({ settle }) => settle !== undefined };

/** Marks that only somebody hits who is not in every scenario. */
const hitBy: Partial<Record<MarkName, Actor>> = {
  consumed: consumer,
  "consumer-skipped-duplicate": consumer,
  "faults-over": bound,
  "application-started": code,
  "work-committed": code,
};

/** The marks of all properties, the rarest first and of equal ones in the order of the properties. */
export function testMarks(scenario: Scenario, { marks }: Pick<TallyData, "marks">): readonly TestMark[] {
  const byMark = new Map<MarkName, string[]>();
  for (const { name, mark } of properties) byMark.set(mark, [...(byMark.get(mark) ?? []), name]);
  const all = [...byMark].map(([mark, names]): TestMark => {
    const actor = hitBy[mark];
    const lacks = actor === undefined || actor.isIn(scenario) ? undefined : actor.name;
    return { mark, count: marks[mark] ?? 0, properties: names, lacks };
  });
  return all.toSorted((one, other) => one.count - other.count);
}

/** The marks that were never hit: that none of their properties broke says nothing. */
export const untested = (scenario: Scenario, tally: Pick<TallyData, "marks">): readonly TestMark[] =>
  testMarks(scenario, tally).filter(({ count }) => count === 0);
