import { BadInput } from "../../input/bad-input.ts";
import type { Prepared } from "../../scenarios/compile.ts";
import { type RunResult, run } from "../../scenarios/run.ts";
import { type Finding, findingOf, findingsOf } from "../fingerprint.ts";
import { type Case, type Code, preparedCase } from "./case.ts";

/** A run that shows what is to be shown. */
export interface Failure {
  readonly subject: Case;
  readonly finding: Finding;
  /** How many events its run takes, and its digest. */
  readonly events: number;
  readonly digest: string;
  /** Whether it is about counts of the very records that are sent, which then stay. */
  readonly countsRecords: boolean;
  readonly code: Code;
}

/** What was wrong with a run, and after that what its promises allow for: a failure that is made small may be either. */
export const everythingFound = (result: RunResult): readonly Finding[] => [
  ...findingsOf(result),
  ...result.violations.filter(({ allowed }) => allowed).map(findingOf),
];

/** How much longer than the run that it came of a smaller one may be before nobody waits for it any more. */
const longer = 4;
const atLeastEvents = 5_000;

/**
 * Says of smaller cases whether they still show one failure. Each is run once, however often it comes up, and given up
 * when it has gone on for much longer than the failing run itself.
 */
export class Judge {
  /** Runs so far; cases that were known need none. */
  runs = 0;
  private readonly fingerprint: string;
  private readonly code: Code;
  private readonly mostEvents: number;
  private readonly known = new Map<string, boolean>();

  constructor({ finding: { fingerprint }, events, code }: Pick<Failure, "finding" | "events" | "code">) {
    this.fingerprint = fingerprint;
    this.code = code;
    this.mostEvents = longer * events + atLeastEvents;
  }

  readonly keeps = (candidate: Case): boolean => {
    const key = shortOf(JSON.stringify(candidate));
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const shows = this.shows(candidate);
    this.known.set(key, shows);
    return shows;
  };

  private shows(candidate: Case): boolean {
    try {
      const prepared = preparedCase(candidate, this.code);
      this.runs++;
      const result = run(this.bounded(prepared));
      const isGivenUp = result.end === "limit-reached" && result.events >= this.mostEvents;
      return !isGivenUp && everythingFound(result).some(({ fingerprint }) => fingerprint === this.fingerprint);
    } catch (error) {
      // There is no such run: two faults at one message, say.
      if (error instanceof BadInput) return false;
      throw error;
    }
  }

  private bounded(prepared: Prepared): Prepared {
    const { limits } = prepared.plan;
    if (limits.events <= this.mostEvents) return prepared;
    return { ...prepared, plan: { ...prepared.plan, limits: { ...limits, events: this.mostEvents } } };
  }
}

/** Sixteen digits in place of a text of thousands of characters: a search looks at thousands of candidates. */
function shortOf(text: string): string {
  let [one, other] = [0x811c9dc5, 0x2545f491];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ (unit + at), 0x85ebca6b);
  }
  return `${(one >>> 0).toString(16)}-${(other >>> 0).toString(16)}-${text.length}`;
}
