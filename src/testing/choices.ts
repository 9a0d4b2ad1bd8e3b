/**
 * An interleaving as a list of small choices: each time that more than one task waits, which of them goes on, by its place
 * in the order in which they were scheduled, counted from 0. Where fewer wait, the count goes on from the first again.
 * Beyond the list, and wherever a choice is 0, the order is natural: the task that has waited longest goes first.
 */
export type Choices = readonly number[];

/** The same list without what is natural at its end. */
export function trimmed(choices: Choices): Choices {
  const last = choices.findLastIndex((choice) => choice !== 0);
  return choices.slice(0, last + 1);
}

/**
 * Lists that are one step smaller, the boldest first: fewer choices that are not natural, then such choices earlier, then
 * lower ones. By that measure, in that order, each is smaller than the list that it comes from, so there is an end.
 */
export function* smallerChoices(choices: Choices): Generator<Choices> {
  const unnatural = [...choices.keys()].filter((at) => choices[at] !== 0);
  for (let size = unnatural.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < unnatural.length; from += size) {
      const natural = new Set(unnatural.slice(from, from + size));
      yield trimmed(choices.map((choice, at) => (natural.has(at) ? 0 : choice)));
    }
  }
  for (const [nth, at] of unnatural.entries()) {
    const room = at - (unnatural[nth - 1] ?? -1) - 1;
    for (let fewer = room; fewer >= 1; fewer = Math.floor(fewer / 2)) yield choices.toSpliced(at - room, fewer);
  }
  for (const at of unnatural) {
    for (const lower of lowerThan(choices[at] ?? 0)) yield choices.with(at, lower);
  }
}

/** Up to here each place is tried; beyond, half as many again as before. */
const few = 8;

/** Lower choices that are not natural, the lowest first. */
function* lowerThan(choice: number): Generator<number> {
  for (let lower = 1; lower < choice; lower = lower < few ? lower + 1 : Math.floor((lower * 3) / 2)) yield lower;
}
