/*
 * Small lists that are filled and emptied for every record. Setting `length` to 0 gives the list's memory back, so that
 * the next push asks for it anew, and `splice` makes a list of what it took out: each costs more than a sender's pass
 * (bench `model-event`).
 */

/**
 * Puts one element at the end. An engine gives up on compiling a `push` into its caller once it has met a list there that
 * had held small numbers only, as every empty list is taken to have; a store behind the end it goes on compiling.
 */
export function add<Element>(list: Element[], element: Element): void {
  list[list.length] = element;
}

/** Takes everything out and keeps the room. */
export function empty(list: unknown[]): void {
  while (list.length > 0) list.pop();
}

/** Takes one element out, the others keep their order. */
export function removeAt(list: unknown[], at: number): void {
  if (at === list.length - 1) list.pop();
  else if (at === 0) list.shift();
  else list.splice(at, 1);
}

/** Takes the first element out; `undefined` when there is none. */
export const takeFirst = <Element>(list: Element[]): Element | undefined =>
  list.length === 1 ? list.pop() : list.shift();
