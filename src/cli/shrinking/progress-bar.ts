import { SingleBar } from "cli-progress";
import type { Shrinking } from "../../lab/shrink.ts";
import type { Case } from "../../lab/shrinking/case.ts";
import { recordsOf } from "../../scenarios/records.ts";
import { plainBar } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { counted } from "../text/figures.ts";

/** Shows how small a failing run has become; on standard error. */
export interface ShrinkProgress {
  reached(state: Shrinking<Case>): void;
  end(): void;
}

/** A bar where somebody watches: how far this round over all axes is. A line now and then where nobody does. */
export function shrinkProgressOf(terminal: Terminal, name: string, axes: readonly string[]): ShrinkProgress {
  const { barStream } = terminal;
  return barStream === undefined ? lines(terminal, name) : bar(barStream, name, axes);
}

const leftText = ({ smallest: { scenario }, tried }: Shrinking<Case>): string =>
  `${counted(scenario.faults.length, "fault")} and ${counted(recordsOf(scenario), "record")} left, ${counted(tried, "candidate")} tried`;

function bar(stream: NodeJS.WritableStream, name: string, axes: readonly string[]): ShrinkProgress {
  const format = `shrinking ${name} {bar} {left}; now {axis}`;
  const shown = new SingleBar({ stream, format, ...plainBar, clearOnComplete: true, barsize: 20 });
  shown.start(axes.length, 0, { left: "…", axis: axes[0] ?? "" });
  return {
    reached: (state) => {
      const { axis } = state.cursor;
      shown.update(axis, { left: leftText(state), axis: axes[axis] ?? "another round" });
    },
    end: () => shown.stop(),
  };
}

/** Milliseconds between two lines: what is done in a moment needs none. */
const between = 5_000;

function lines(terminal: Terminal, name: string): ShrinkProgress {
  let last = performance.now();
  return {
    reached: (state) => {
      if (performance.now() - last < between) return;
      last = performance.now();
      terminal.err(`shrinking ${name}: ${leftText(state)}`);
    },
    end: () => undefined,
  };
}
