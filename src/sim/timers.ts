import { type Instant, start } from "./time.ts";

/** An event that is put on the agenda again and again, at one instant at a time. */
export interface Timer<Event> {
  readonly event: Event;
  due: Instant;
  rank: number;
  /** Where it stands among the armed ones; -1: it is not armed. */
  place: number;
}

export const unarmedTimer = <Event>(event: Event): Timer<Event> => ({ event, due: start, rank: 0, place: -1 });

/**
 * The armed timers of a run, smallest (due, rank) first: a binary heap whose members know their place and are moved
 * when they are armed anew. They are few and armed more often than they fire. As entries of the agenda's own heap they
 * would leave a stale one behind each time, a fifth of all it held (bench `model-event`).
 */
export class ArmedTimers<Event> {
  private readonly heap: Timer<Event>[] = [];

  /** The one that fires first; `undefined`: none is armed. */
  get first(): Timer<Event> | undefined {
    return this.heap[0];
  }

  /** All armed ones, in no order that means anything. */
  get all(): readonly Timer<Event>[] {
    return this.heap;
  }

  get count(): number {
    return this.heap.length;
  }

  /** Arms a timer, or moves one that is armed. */
  put(timer: Timer<Event>, due: Instant, rank: number): void {
    const isPutOff = timer.place >= 0 && (due > timer.due || (due === timer.due && rank > timer.rank));
    timer.due = due;
    timer.rank = rank;
    if (timer.place < 0) {
      timer.place = this.heap.length;
      this.heap[timer.place] = timer;
    }
    if (isPutOff) this.sink(timer);
    else this.rise(timer);
  }

  /** Disarms an armed timer. */
  take(timer: Timer<Event>): void {
    const last = this.heap.pop() as Timer<Event>;
    const { place } = timer;
    timer.place = -1;
    if (last === timer) return;
    last.place = place;
    this.heap[place] = last;
    if (place > 0) this.rise(last);
    this.sink(last);
  }

  private rise(timer: Timer<Event>): void {
    const heap = this.heap;
    let { place } = timer;
    while (place > 0) {
      const parent = heap[(place - 1) >> 1] as Timer<Event>;
      if (isBefore(parent, timer)) break;
      heap[place] = parent;
      const freed = parent.place;
      parent.place = place;
      place = freed;
    }
    heap[place] = timer;
    timer.place = place;
  }

  private sink(timer: Timer<Event>): void {
    const heap = this.heap;
    const count = heap.length;
    let { place } = timer;
    for (let at = 2 * place + 1; at < count; at = 2 * place + 1) {
      let child = heap[at] as Timer<Event>;
      const right = at + 1 < count ? (heap[at + 1] as Timer<Event>) : child;
      if (isBefore(right, child)) child = right;
      if (isBefore(timer, child)) break;
      heap[place] = child;
      const freed = child.place;
      child.place = place;
      place = freed;
    }
    heap[place] = timer;
    timer.place = place;
  }
}

/** Ranks are unique: of two timers one is before the other. */
const isBefore = <Event>(one: Timer<Event>, other: Timer<Event>): boolean =>
  one.due < other.due || (one.due === other.due && one.rank < other.rank);
