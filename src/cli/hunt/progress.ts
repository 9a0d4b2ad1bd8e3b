import { SingleBar } from "cli-progress";
import { testMarks } from "../../lab/hunt/untested.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { TallyData } from "../../lab/tally.ts";
import { linesInAll, plainBar, worthALine } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { counted, grouped } from "../text/figures.ts";

/** Shows how far a hunt is, how fast, what it has found and what it has hardly tested; on standard error. */
export interface HuntProgress {
  /** What came of all seeds so far, and how many of them were run just now. */
  reached(tally: TallyData, ran: number): void;
  end(): void;
}

/** A hunt for those who watch it. */
export interface Watched {
  readonly scenario: Scenario;
  /** All of its seeds, and how many an earlier session has run. */
  readonly total: number;
  readonly before: number;
  /** What they are, one of them. */
  readonly unit: "seed" | "run";
}

/** A bar where somebody watches, a line now and then where nobody does. */
export function huntProgressOf(terminal: Terminal, watched: Watched): HuntProgress {
  const { barStream } = terminal;
  return barStream === undefined ? lines(terminal, watched) : bar(barStream, watched);
}

function bar(stream: NodeJS.WritableStream, { scenario, total, before }: Watched): HuntProgress {
  const perSecond = speedometer();
  // What does not fit into the terminal's line is cut off at its end.
  const format = `hunting ${scenario.name} {bar} {value}/{total}, {perSecond}/s, {found}, {eta_formatted} left; rarest {rarest}`;
  const shown = new SingleBar({ stream, format, ...plainBar, clearOnComplete: true, barsize: 16 });
  shown.start(total, before, { perSecond: "…", found: "…", rarest: "…" });
  return {
    reached: (tally, ran) => {
      const { violations } = tally;
      const found = counted(violations, "violation");
      shown.update(tally.runs, { perSecond: grouped(perSecond(ran)), found, rarest: rarest(scenario, tally) });
    },
    end: () => shown.stop(),
  };
}

function lines(terminal: Terminal, { scenario, total, before, unit }: Watched): HuntProgress {
  const perSecond = speedometer();
  const step = Math.ceil(total / linesInAll);
  let next = (Math.floor(before / step) + 1) * step;
  return {
    reached: (tally, ran) => {
      const { runs, violations } = tally;
      if (total < worthALine || (runs < next && runs < total)) return;
      next = (Math.floor(runs / step) + 1) * step;
      const found = violations === 0 ? "no violation" : counted(violations, "violation");
      const reached = `${grouped(runs)} of ${counted(total, unit)}, ${grouped(perSecond(ran))} each second, ${found}`;
      terminal.err(`hunting ${scenario.name}: ${reached}; rarest ${rarest(scenario, tally)}`);
    },
    end: () => undefined,
  };
}

function speedometer(): (ran: number) => number {
  const begun = performance.now();
  return (ran) => Math.round((1_000 * ran) / Math.max(1, performance.now() - begun));
}

/** The marks of properties that were hit least, of those that can be: where they stay at 0, nothing was tested. */
const rarest = (scenario: Scenario, tally: TallyData): string =>
  testMarks(scenario, tally)
    .filter(({ lacks }) => lacks === undefined)
    .slice(0, 2)
    .map(({ mark, count }) => `${mark} ${grouped(count)}`)
    .join(", ");
