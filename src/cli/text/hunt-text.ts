import { type TestMark, untested } from "../../lab/hunt/untested.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { Tally } from "../../lab/tally.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Calling, bySeed } from "../hunt/calling.ts";
import type { Shown } from "../hunt/repros.ts";
import { exitCodeOfTally } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { coverageReport } from "./coverage-text.ts";
import { tallyLines } from "./tally-text.ts";

/** What came of a hunt, of one process or of several together. */
export interface HuntTold {
  readonly scenario: Scenario;
  readonly tally: Tally;
  /** How many of its seeds were run just now, and how long that took. */
  readonly ran: number;
  readonly elapsedMillis: number;
  /** Whether all seeds were run. */
  readonly isComplete: boolean;
  readonly shown: Shown;
  /** How its runs are called; by their seeds unless given. */
  readonly calling?: Calling | undefined;
}

export interface TellingOptions {
  readonly json?: boolean;
  /** What was not tested is a failure. */
  readonly requireMarks?: boolean;
}

/** Tells what came of a hunt, for people or as JSON, and gives the exit code that says it. */
export function tellHunt(told: HuntTold, options: TellingOptions, terminal: Terminal): ExitCode {
  const { scenario, tally } = told;
  const { json = false, requireMarks = false } = options;
  if (json) terminal.out(JSON.stringify(huntReport(told), null, 2));
  else for (const line of tallyLines({ ...told, colors: terminal.colors })) terminal.out(line);
  const code = exitCodeOfTally(tally);
  const missing = requireMarks ? untested(scenario, tally).filter(({ lacks }) => lacks === undefined) : [];
  if (missing.length === 0) return code;
  terminal.err(`onceproof: --require-marks: ${missing.map(untestedText).join("; ")}`);
  // What should have happened in some run did not in any: a broken "sometimes".
  return code === exitCodes.asExpected ? exitCodes.livenessBroke : code;
}

const untestedText = ({ mark, properties }: TestMark): string =>
  `${mark} never happened, so that nothing tested ${properties.join(" or ")}`;

/** `hunt --json` (design: `onceproof.hunt/1`). */
function huntReport({ scenario, tally, elapsedMillis, isComplete, shown, calling = bySeed }: HuntTold): object {
  return {
    schema: "onceproof.hunt/1",
    seeds: tally.runs,
    complete: isComplete,
    events: tally.events,
    violations: tally.violations,
    allowed: tally.allowed,
    fingerprints: tally.fingerprints.map((found) => {
      const { fingerprint, property, count } = found;
      const { file, command } = shown(found);
      return { fingerprint, property, count, repro: file ?? command };
    }),
    faults: tally.faults,
    marks: tally.marks,
    untested: untested(scenario, tally).flatMap(({ mark, properties, lacks }) =>
      properties.map((property) => ({ property, mark, lacks: lacks ?? null })),
    ),
    coverage: tally.coverage && coverageReport(tally.coverage, calling),
    elapsedMillis,
  };
}
