import { endOf } from "./ending.ts";

/** One way of making a subject smaller. */
export interface Axis<Subject> {
  /** What gets less: `faults`. */
  readonly name: string;
  /** The subjects that are one step smaller on this axis, the boldest first. */
  steps(subject: Subject): Iterable<Subject>;
}

/** Where a search for smaller subjects stands: with the subject, all that it needs to go on. */
export interface Cursor {
  /** Which axis, counted from 0. */
  readonly axis: number;
  /** Which of its steps comes next, counted from 0. */
  readonly step: number;
  /** Whether this round over all axes has made the subject smaller, so that there will be another one. */
  readonly smaller: boolean;
}

export interface Shrinking<Subject> {
  /** The smallest so far that still shows what is to be shown. */
  readonly smallest: Subject;
  readonly cursor: Cursor;
  /** Candidates looked at so far, and how many of them were smaller and kept what it is about. */
  readonly tried: number;
  readonly kept: number;
}

export const fromTheStart: Cursor = { axis: 0, step: 0, smaller: false };

/**
 * Makes a subject as small as it gets on every axis: takes each smaller one that still keeps what it is about, and ends
 * when a whole round over all axes has found none. What comes out cannot be made smaller in any single step.
 *
 * Yields after each candidate; a search that is begun with what another one yielded last goes on where that one stopped,
 * and comes to the same end. Deterministic: it knows nothing but its arguments.
 *
 * Each step must be smaller by one measure, so that they come to an end. `keeps` says whether a candidate still shows
 * what is to be shown: the same failure, not just any.
 */
export function* shrinking<Subject>(
  begun: Shrinking<Subject>,
  axes: readonly Axis<Subject>[],
  keeps: (candidate: Subject) => boolean,
): Generator<Shrinking<Subject>, Shrinking<Subject>> {
  let state = begun;
  for (;;) {
    const axis = axes[state.cursor.axis];
    if (axis === undefined) {
      if (!state.cursor.smaller) return state;
      state = { ...state, cursor: fromTheStart };
      continue;
    }
    state = yield* throughAxis(state, axis, keeps);
  }
}

/** Goes through the rest of an axis. Where a step is taken, those of the smaller subject go on at the same place. */
function* throughAxis<Subject>(
  begun: Shrinking<Subject>,
  { steps }: Axis<Subject>,
  keeps: (candidate: Subject) => boolean,
): Generator<Shrinking<Subject>, Shrinking<Subject>> {
  let state = begun;
  for (let moved = true; moved;) {
    moved = false;
    let at = 0;
    for (const candidate of steps(state.smallest)) {
      if (at++ < state.cursor.step) continue;
      const { smallest, cursor, tried, kept } = state;
      moved = keeps(candidate);
      state = moved
        ? { smallest: candidate, cursor: { ...cursor, smaller: true }, tried: tried + 1, kept: kept + 1 }
        : { smallest, cursor: { ...cursor, step: cursor.step + 1 }, tried: tried + 1, kept };
      yield state;
      if (moved) break;
    }
  }
  return { ...state, cursor: { ...state.cursor, axis: state.cursor.axis + 1, step: 0 } };
}

/**
 * The same in one go, for a subject with one axis: `smaller` gives the steps from a subject, the boldest first.
 */
export function shrunk<Subject>(
  subject: Subject,
  smaller: (subject: Subject) => Iterable<Subject>,
  keeps: (candidate: Subject) => boolean,
): Subject {
  const begun = { smallest: subject, cursor: fromTheStart, tried: 0, kept: 0 };
  return endOf(shrinking(begun, [{ name: "size", steps: smaller }], keeps)).smallest;
}
