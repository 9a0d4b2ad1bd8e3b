import { type Steps, Settleable } from "./pending.ts";

/** Whether what `start` returned is to be run in sequence. */
export function isSteps(value: unknown): value is Steps {
  if (typeof value !== "object" || value === null) return false;
  return "next" in value && typeof value.next === "function" && Symbol.iterator in value;
}

/**
 * Runs a generator up to the next thing it waits for, and goes on from there when that has come. What has come already
 * holds nobody up.
 */
export function runSteps(steps: Steps, value?: unknown): void {
  let next = steps.next(value);
  while (next.done !== true) {
    const awaited: unknown = next.value;
    if (!(awaited instanceof Settleable)) {
      throw new TypeError(`a generator of an application waits by yield* for what send, after and the like gave it`);
    }
    if (!awaited.isSettled) {
      awaited.whenSettled((settled) => runSteps(steps, settled));
      return;
    }
    // `yield` in place of `yield*`: it gets its value all the same.
    next = steps.next(awaited[Symbol.iterator]().next().value);
  }
}
