import { setImmediate } from "node:timers/promises";

/** How long a search goes on before it lets somebody interrupt it, in milliseconds. */
const slice = 25;

export interface Driven<State> {
  readonly state: State;
  /** Whether the search has come to its end, or was stopped before. */
  readonly isDone: boolean;
}

/** Drives a search to its end, or until `isOver` says so; `shown` is told now and then how far it is. */
export async function drive<State>(
  search: Generator<State, State>,
  isOver: () => boolean,
  shown: (state: State) => void,
): Promise<Driven<State>> {
  let begun = performance.now();
  for (;;) {
    const step = search.next();
    if (step.done === true) return { state: step.value, isDone: true };
    if (performance.now() - begun < slice) continue;
    shown(step.value);
    await setImmediate();
    if (isOver()) return { state: step.value, isDone: false };
    begun = performance.now();
  }
}
