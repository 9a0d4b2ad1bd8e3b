import type { Answers, Script } from "./script.ts";

export interface Difference {
  readonly id: string;
  /** `answer 3`, `log of partition 1`, `beginning of logs`. */
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Every answer and every log in which two plays of one script differ. */
export function differences(got: Answers, expected: Answers): Difference[] {
  const compare = (where: string, mine: readonly unknown[], theirs: readonly unknown[]): Difference[] =>
    Array.from({ length: Math.max(mine.length, theirs.length) }, (_, index) => ({
      id: expected.id,
      where: `${where} ${index}`,
      expected: theirs[index],
      got: mine[index],
    })).filter((pair) => JSON.stringify(pair.expected) !== JSON.stringify(pair.got));
  return [
    ...compare("answer", got.a, expected.a),
    ...compare("log of partition", got.log, expected.log),
    ...compare("beginning of log", got.start ?? [], expected.start ?? []),
  ];
}

/**
 * What a difference looks like without its numbers: kind of place, codes on both sides, damage of the batches. Scripts
 * that differ alike fail for the same reason, most likely, and one of them is enough to look at.
 */
export function signature(script: Script, found: readonly Difference[]): string {
  const [first] = found;
  if (first === undefined) return "";
  const kind = first.where.replace(/ \d+$/, "");
  const codes = (value: unknown): string =>
    JSON.stringify(value, (_, item: unknown) => (Array.isArray(item) ? summary(item) : item)) ?? "nothing";
  return `${script.family}: ${kind}: ${kind === "answer" ? `${codes(first.expected)} or ${codes(first.got)}` : "differs"}`;
}

/** Of an answer for a partition the code and, beside success, no offset; of a list of them each. */
function summary(item: readonly unknown[]): unknown {
  return typeof item[0] === "number" ? `${item[0]}` : [...item];
}
