/** One line of a digest program's answer. */
export interface Golden {
  readonly scenario: string;
  readonly seed: number | string;
  readonly digest: string;
}

/** What one runtime answered. */
export interface Answer {
  readonly runtime: string;
  readonly goldens: readonly Golden[];
}

const isGolden = (value: unknown): value is Golden =>
  typeof value === "object" &&
  value !== null &&
  "scenario" in value &&
  typeof value.scenario === "string" &&
  "seed" in value &&
  (typeof value.seed === "number" || typeof value.seed === "string") &&
  "digest" in value &&
  typeof value.digest === "string" &&
  value.digest !== "";

/** Reads `[{scenario, seed, digest}, …]`; an answer that says nothing is none. */
export function readGoldens(out: string): readonly Golden[] {
  const parsed: unknown = JSON.parse(out);
  if (!Array.isArray(parsed) || parsed.length === 0) throw new Error("the program printed no list of digests");
  const goldens: readonly unknown[] = parsed;
  return goldens.map((golden) => {
    if (!isGolden(golden)) throw new Error(`no scenario, seed and digest: ${JSON.stringify(golden)}`);
    return golden;
  });
}

const nameOf = (golden: Golden): string => `${golden.scenario} seed ${golden.seed}`;

/** Where the others differ from the first, one line each. */
export function differences(answers: readonly Answer[]): readonly string[] {
  const [first, ...others] = answers;
  if (first === undefined) return [];
  const expected = new Map(first.goldens.map((golden) => [nameOf(golden), golden.digest]));
  return others.flatMap(({ runtime, goldens }) => {
    const got = new Map(goldens.map((golden) => [nameOf(golden), golden.digest]));
    return [...new Set([...expected.keys(), ...got.keys()])]
      .filter((name) => expected.get(name) !== got.get(name))
      .map((name) => {
        const [here, there] = [expected.get(name) ?? "nothing", got.get(name) ?? "nothing"];
        return `${name}: ${here} on ${first.runtime}, ${there} on ${runtime}`;
      });
  });
}
