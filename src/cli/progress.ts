import { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";
import { grouped } from "./text/figures.ts";

/** A bar where somebody watches, a line now and then where nobody does; both on standard error. */
export interface Progress {
  reached(done: number): void;
  end(): void;
}

export const linesInAll = 5;
/** What is done in a moment needs no line. */
export const worthALine = 1_000;

export function progressOf(terminal: Terminal, what: string, total: number): Progress {
  const { barStream } = terminal;
  return barStream === undefined ? linesOf(terminal, what, total) : barOf(barStream, what, total);
}

/** A bar that changes nothing at the terminal but its own line: who presses Ctrl-C in the middle leaves it as it was. */
export const plainBar = { hideCursor: false, linewrap: true, gracefulExit: false } as const;

function barOf(stream: NodeJS.WritableStream, what: string, total: number): Progress {
  const format = `${what} {bar} {value}/{total} seeds, {eta_formatted} left`;
  const bar = new SingleBar({ stream, format, ...plainBar, clearOnComplete: true, barsize: 30 });
  bar.start(total, 0);
  return { reached: (done) => bar.update(done), end: () => bar.stop() };
}

function linesOf(terminal: Terminal, what: string, total: number): Progress {
  const every = Math.ceil(total / linesInAll);
  return {
    reached: (done) => {
      if (total < worthALine || done % every !== 0) return;
      terminal.err(`${what}: ${grouped(done)} of ${grouped(total)} seeds`);
    },
    end: () => undefined,
  };
}

/** Drives an engine that yields once for each seed to its end, and shows how far it is. */
export function driven<State>(engine: Generator<State, State>, progress: Progress): State {
  try {
    let done = 0;
    for (;;) {
      const step = engine.next();
      if (step.done === true) return step.value;
      progress.reached(++done);
    }
  } finally {
    progress.end();
  }
}
