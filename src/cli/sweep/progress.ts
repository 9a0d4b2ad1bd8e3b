import { SingleBar } from "cli-progress";
import { linesInAll, plainBar, worthALine } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { grouped } from "../text/figures.ts";

/** Shows how far a sweep is; on standard error. */
export interface SweepProgress {
  /** How many of its runs are there, and how many there will be as far as one can tell. */
  reached(done: number, total: number): void;
  end(): void;
}

/** A bar where somebody watches, a line now and then where nobody does. */
export function sweepProgressOf(terminal: Terminal, name: string, before: number, total: number): SweepProgress {
  const { barStream } = terminal;
  return barStream === undefined ? lines(terminal, name, before, total) : bar(barStream, name, before, total);
}

function bar(stream: NodeJS.WritableStream, name: string, before: number, total: number): SweepProgress {
  const format = `sweeping ${name} {bar} {value}/{total} runs, {eta_formatted} left`;
  const shown = new SingleBar({ stream, format, ...plainBar, clearOnComplete: true, barsize: 30 });
  shown.start(total, before);
  return {
    reached: (done, all) => {
      shown.setTotal(all);
      shown.update(done);
    },
    end: () => shown.stop(),
  };
}

function lines(terminal: Terminal, name: string, before: number, total: number): SweepProgress {
  let next = before + Math.ceil(total / linesInAll);
  return {
    reached: (done, all) => {
      if (all < worthALine || (done < next && done < all)) return;
      next = done + Math.ceil(all / linesInAll);
      terminal.err(`sweeping ${name}: ${grouped(done)} of ${grouped(all)} runs`);
    },
    end: () => undefined,
  };
}
