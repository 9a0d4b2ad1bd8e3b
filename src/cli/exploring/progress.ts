import { SingleBar } from "cli-progress";
import type { Exploration } from "../../lab/explore/exploration.ts";
import { plainBar } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { counted, grouped } from "../text/figures.ts";

/** Shows how far an exploration is; on standard error. How much there is left nobody knows. */
export interface ExploreProgress {
  reached(exploration: Exploration): void;
  end(): void;
}

/** A line that changes where somebody watches, a line now and then where nobody does. */
export function exploreProgressOf(terminal: Terminal, name: string): ExploreProgress {
  const { barStream } = terminal;
  return barStream === undefined ? lines(terminal, name) : changingLine(barStream, name);
}

function changingLine(stream: NodeJS.WritableStream, name: string): ExploreProgress {
  const begun = performance.now();
  const shown = new SingleBar({ stream, format: `{text}`, ...plainBar, clearOnComplete: true });
  shown.start(1, 0, { text: `exploring ${name}` });
  return {
    reached: (exploration) => shown.update(0, { text: reachedText(exploration, name, performance.now() - begun) }),
    end: () => shown.stop(),
  };
}

/** Milliseconds between two lines: what is done in a moment needs none. */
const between = 5_000;

function lines(terminal: Terminal, name: string): ExploreProgress {
  const begun = performance.now();
  let last = begun;
  return {
    reached: (exploration) => {
      const now = performance.now();
      if (now - last < between) return;
      last = now;
      terminal.err(reachedText(exploration, name, now - begun));
    },
    end: () => undefined,
  };
}

function reachedText({ search, shorter, broken }: Exploration, name: string, millis: number): string {
  const { faults, steps } = (shorter ?? search).present;
  const states = search.table.size + (shorter?.table.size ?? 0);
  const each = grouped(Math.round((1_000 * states) / Math.max(1, millis)));
  const where = `at ${counted(faults, "fault")} and ${counted(steps, "step")}`;
  const doing = broken === undefined ? "exploring" : "a promise is broken; looking for a shorter way in";
  return `${doing} ${name}: ${counted(states, "state")}, ${each} each second, ${where}`;
}
