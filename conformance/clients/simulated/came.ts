import type { History } from "../history.ts";
import { deviations, judge } from "../judge.ts";

/** What a run came to, short enough to stand in a table. */
export interface Came {
  /** Record ids in the order of the log. */
  readonly log: readonly number[];
  readonly failed: readonly number[];
  /** In what it deviates from each record once, in the order sent, as judge.ts words it. */
  readonly deviations: readonly string[];
}

export function cameOf(history: History): Came {
  const verdict = judge(history);
  return {
    log: history.read.map(({ record }) => record),
    failed: [...verdict.failed].sort((a, b) => a - b),
    deviations: deviations(verdict).map(({ count, what }) => `${count} ${what}`),
  };
}

const kindsOf = ({ deviations: found }: Came): string =>
  found.map((deviation) => deviation.replace(/^\d+ /, "")).join(", ");

/** The same records failed, and what went wrong is of the same kinds; how often, may hang on a network's race. */
export const isSameKind = (one: Came, other: Came): boolean =>
  kindsOf(one) === kindsOf(other) && one.failed.join() === other.failed.join();

export const isSame = (one: Came, other: Came): boolean =>
  isSameKind(one, other) && one.log.join() === other.log.join() && one.deviations.join() === other.deviations.join();
