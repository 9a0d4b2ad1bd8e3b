import { InvariantError } from "./assert.ts";
import { SlotHeap } from "./heap.ts";
import { scramble } from "./prng.ts";
import { type Instant, never, start } from "./time.ts";

/**
 * Who goes first among events that are due at one instant: the one scheduled first (`fifo`), the one scheduled last
 * (`lifo`), or an order shuffled by a seed. A recorded part of a run, for real systems promise no such order.
 */
export type TiePolicy =
  { readonly kind: "fifo" } | { readonly kind: "lifo" } | { readonly kind: "shuffle"; readonly seed: number };

export const fifo: TiePolicy = { kind: "fifo" };

/** Foremost events rank from here on upwards, far below what any number of others can rank at. */
const foremostRanks = Number.MAX_SAFE_INTEGER;
const leastUsualRank = -(2 ** 52);

/** The part of a scheduler that those need who only put events on the agenda. */
export interface Agenda<Event> {
  readonly now: Instant;
  readonly ties: TiePolicy["kind"];
  schedule(due: Instant, event: Event): void;
  scheduleForemost(due: Instant, event: Event): void;
}

/** Handle of a timer; made once by `timer`, armed and disarmed at will. */
export type TimerId = number & { readonly brand: "timer" };

interface Timer<Event> {
  readonly event: Event;
  /** When it shall fire, or `never`. */
  deadline: number;
  ordinal: number;
  /** When the one entry of it that counts lies in the heap; `never`: there is none. */
  queuedAt: number;
  queuedOrdinal: number;
}

/**
 * The virtual clock and its agenda. Events are values: the scheduler stores them and hands them out in a total order,
 * (due time, rank of the insertion ordinal), and knows nothing of who handles them.
 *
 * A timer is an event that is re-armed often. Moving its deadline back costs nothing: its entry stays where it is and
 * is put back when it surfaces too early, unseen from outside.
 */
export class Scheduler<Event> {
  readonly #heap = new SlotHeap();
  readonly #events: (Event | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #timers: Timer<Event>[] = [];
  readonly #ties: TiePolicy["kind"];
  readonly #shuffleSeed: number;
  #ordinals = 0;
  #foremost = 0;
  /** Events and armed timers that are still to come, foremost ones aside. */
  #waiting = 0;
  #now: Instant = start;
  #fired = 0;

  constructor(ties: TiePolicy = fifo) {
    this.#ties = ties.kind;
    this.#shuffleSeed = ties.kind === "shuffle" ? scramble(ties.seed) : 0;
  }

  get ties(): TiePolicy["kind"] {
    return this.#ties;
  }

  get now(): Instant {
    return this.#now;
  }

  /** How many events have been handed out. */
  get fired(): number {
    return this.#fired;
  }

  /** Whether nothing is left to come but foremost events: the run would end if it were left alone. */
  get settled(): boolean {
    return this.#waiting === 0;
  }

  /** Puts an event on the agenda; not before now. */
  schedule(due: Instant, event: Event): void {
    if (due < this.#now) comesTooLate("an event due at", due, this.#now);
    this.#waiting++;
    this.#heap.push(due, this.#rank(this.#ordinals++), this.#keep(event));
  }

  /**
   * Puts an event before all others that are due at `due`, whatever the tie policy; several go in the order of these
   * calls. It takes no ordinal: every other tie falls as it would fall without it. So what is done to a run from outside
   * can be left out or put back (a fault that is due after the end, say) and the rest keeps its order.
   */
  scheduleForemost(due: Instant, event: Event): void {
    if (due < this.#now) comesTooLate("an event due at", due, this.#now);
    this.#heap.push(due, this.#foremost++ - foremostRanks, this.#keep(event));
  }

  /** Makes a timer that hands out `event` each time it fires. It is not armed yet. */
  timer(event: Event): TimerId {
    this.#timers.push({ event, deadline: never, ordinal: 0, queuedAt: never, queuedOrdinal: -1 });
    return (this.#timers.length - 1) as TimerId;
  }

  /** Lets the timer fire at `due` and at no other time; at `never`, that is not at all. */
  arm(id: TimerId, due: Instant): void {
    if (due < this.#now) comesTooLate("a timer armed for", due, this.#now);
    const timer = this.#timers[id] as Timer<Event>;
    if (due === never) {
      this.disarm(id);
      return;
    }
    if (timer.deadline === never) this.#waiting++;
    timer.deadline = due;
    timer.ordinal = this.#ordinals++;
    if (due < timer.queuedAt || (due === timer.queuedAt && this.#jumpsQueue(timer))) this.#enqueue(timer, id);
  }

  disarm(id: TimerId): void {
    const timer = this.#timers[id] as Timer<Event>;
    if (timer.deadline !== never) this.#waiting--;
    timer.deadline = never;
  }

  /**
   * Moves the clock to the next event and hands it out; `undefined` when nothing is left to come up to `until`. What
   * comes later stays on the agenda, and the clock does not move past what happened.
   */
  next(until: Instant = never): Event | undefined {
    while (this.#heap.size > 0) {
      const due = this.#heap.firstDue;
      if (due > until) return undefined;
      const rank = this.#heap.firstRank;
      const slot = this.#heap.pop();
      if (slot < 0) {
        const timer = this.#timers[-1 - slot] as Timer<Event>;
        if (!this.#surfaces(timer, -1 - slot, due, rank)) continue;
        this.#waiting--;
        this.#now = due as Instant;
        this.#fired++;
        return timer.event;
      }
      if (rank > leastUsualRank) this.#waiting--;
      this.#now = due as Instant;
      this.#fired++;
      const event = this.#events[slot] as Event;
      this.#events[slot] = undefined;
      this.#freeSlots.push(slot);
      return event;
    }
    return undefined;
  }

  #keep(event: Event): number {
    const slot = this.#freeSlots.pop() ?? this.#events.length;
    this.#events[slot] = event;
    return slot;
  }

  /** Whether re-arming a timer for the instant it waits for moves it forward there, as it does where the last come first. */
  #jumpsQueue(timer: Timer<Event>): boolean {
    return this.#rank(timer.ordinal) < this.#rank(timer.queuedOrdinal);
  }

  /** Whether a timer's entry that came up is the one that counts; an early one goes back to its deadline. */
  #surfaces(timer: Timer<Event>, id: number, due: number, rank: number): boolean {
    if (due !== timer.queuedAt || rank !== this.#rank(timer.queuedOrdinal)) return false;
    timer.queuedAt = never;
    if (timer.deadline === never) return false;
    if (timer.queuedOrdinal !== timer.ordinal) {
      this.#enqueue(timer, id);
      return false;
    }
    timer.deadline = never;
    return true;
  }

  #enqueue(timer: Timer<Event>, id: number): void {
    timer.queuedAt = timer.deadline;
    timer.queuedOrdinal = timer.ordinal;
    this.#heap.push(timer.deadline, this.#rank(timer.ordinal), -1 - id);
  }

  #rank(ordinal: number): number {
    if (this.#ties === "fifo") return ordinal;
    if (this.#ties === "lifo") return -ordinal;
    // The shuffled rank leads, the ordinal decides where two ranks agree: still a total order.
    return (scramble(this.#shuffleSeed ^ (ordinal | 0)) >>> 12) * 4_294_967_296 + (ordinal % 4_294_967_296);
  }
}

function comesTooLate(what: string, due: Instant, now: Instant): never {
  throw new InvariantError(`${what} ${due} comes too late: it is ${now}`);
}
