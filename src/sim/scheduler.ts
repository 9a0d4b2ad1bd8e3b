import { InvariantError } from "./assert.ts";
import { SlotHeap } from "./heap.ts";
import { scramble } from "./prng.ts";
import { type Instant, never, start, wholeMillis } from "./time.ts";
import { ArmedTimers, type Timer, unarmedTimer } from "./timers.ts";

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

/**
 * The virtual clock and its agenda. Events are values: the scheduler stores them and hands them out in a total order,
 * (due time, rank of the insertion ordinal), and knows nothing of who handles them.
 *
 * A timer is an event that is re-armed often. Armed timers are kept apart from the other events, and go first where
 * they are first by the same order.
 */
export class Scheduler<Event> {
  private readonly heap = new SlotHeap();
  private readonly events: (Event | undefined)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly timers: Timer<Event>[] = [];
  private readonly armed = new ArmedTimers<Event>();
  private readonly tiePolicy: TiePolicy["kind"];
  private readonly shuffleSeed: number;
  private ordinals = 0;
  private foremost = 0;
  /** Events and armed timers that are still to come, foremost ones aside. */
  private waiting = 0;
  private clock: Instant = start;
  /** The clock in whole milliseconds, and when it was last read: several times an event, and a division is slow. */
  private millis = 0;
  private millisReadAt: Instant = start;
  private firedSoFar = 0;

  constructor(ties: TiePolicy = fifo) {
    this.tiePolicy = ties.kind;
    this.shuffleSeed = ties.kind === "shuffle" ? scramble(ties.seed) : 0;
  }

  get ties(): TiePolicy["kind"] {
    return this.tiePolicy;
  }

  get now(): Instant {
    return this.clock;
  }

  /** The same on a clock that counts whole milliseconds. */
  get nowMillis(): number {
    if (this.millisReadAt !== this.clock) {
      this.millisReadAt = this.clock;
      this.millis = wholeMillis(this.clock);
    }
    return this.millis;
  }

  /** How many events have been handed out. */
  get fired(): number {
    return this.firedSoFar;
  }

  /** Whether nothing is left to come but foremost events: the run would end if it were left alone. */
  get settled(): boolean {
    return this.waiting === 0;
  }

  /** Whether nothing is left to come but timers, foremost events aside. */
  get onlyTimersWait(): boolean {
    return this.waiting === this.armed.count;
  }

  /** Puts an event on the agenda; not before now. */
  schedule(due: Instant, event: Event): void {
    if (due < this.clock) comesTooLate("an event due at", due, this.clock);
    this.waiting++;
    this.heap.push(due, this.rank(this.ordinals++), this.keep(event));
  }

  /**
   * Puts an event before all others that are due at `due`, whatever the tie policy; several go in the order of these
   * calls. It takes no ordinal: every other tie falls as it would fall without it. So what is done to a run from outside
   * can be left out or put back (a fault that is due after the end, say) and the rest keeps its order.
   */
  scheduleForemost(due: Instant, event: Event): void {
    if (due < this.clock) comesTooLate("an event due at", due, this.clock);
    this.heap.push(due, this.foremost++ - foremostRanks, this.keep(event));
  }

  /** Makes a timer that hands out `event` each time it fires. It is not armed yet. */
  timer(event: Event): TimerId {
    this.timers.push(unarmedTimer(event));
    return (this.timers.length - 1) as TimerId;
  }

  /** Lets the timer fire at `due` and at no other time; at `never`, that is not at all. */
  arm(id: TimerId, due: Instant): void {
    if (due < this.clock) comesTooLate("a timer armed for", due, this.clock);
    if (due === never) {
      this.disarm(id);
      return;
    }
    const timer = this.timers[id] as Timer<Event>;
    if (timer.place < 0) this.waiting++;
    this.armed.put(timer, due, this.rank(this.ordinals++));
  }

  disarm(id: TimerId): void {
    const timer = this.timers[id] as Timer<Event>;
    if (timer.place < 0) return;
    this.waiting--;
    this.armed.take(timer);
  }

  /** When a timer fires; `undefined`: it is not armed. */
  dueOf(id: TimerId): Instant | undefined {
    const timer = this.timers[id] as Timer<Event>;
    return timer.place < 0 ? undefined : timer.due;
  }

  /** Everything that is to come, in the order in which it will be handed out if nothing is added: for those who look on. */
  agenda(): readonly { readonly due: Instant; readonly event: Event }[] {
    const entries = [...this.heap.entries()].map(({ due, rank, slot }) => {
      return { due: due as Instant, rank, event: this.events[slot] as Event };
    });
    return [...entries, ...this.armed.all].toSorted((one, other) => one.due - other.due || one.rank - other.rank);
  }

  /**
   * Moves the clock to the next event and hands it out; `undefined` when nothing is left to come up to `until`. What
   * comes later stays on the agenda, and the clock does not move past what happened.
   */
  next(until: Instant = never): Event | undefined {
    const heap = this.heap;
    const timer = this.armed.first;
    if (timer !== undefined && (heap.size === 0 || this.goesFirst(timer))) {
      if (timer.due > until) return undefined;
      this.armed.take(timer);
      this.waiting--;
      this.clock = timer.due;
      this.firedSoFar++;
      return timer.event;
    }
    if (heap.size === 0) return undefined;
    const due = heap.firstDue;
    if (due > until) return undefined;
    if (heap.firstRank > leastUsualRank) this.waiting--;
    const slot = heap.pop();
    this.clock = due as Instant;
    this.firedSoFar++;
    const event = this.events[slot] as Event;
    this.events[slot] = undefined;
    this.freeSlots.push(slot);
    return event;
  }

  /** Whether a timer comes before all that lies in the heap. */
  private goesFirst(timer: Timer<Event>): boolean {
    const due = this.heap.firstDue;
    return timer.due < due || (timer.due === due && timer.rank < this.heap.firstRank);
  }

  private keep(event: Event): number {
    const slot = this.freeSlots.pop() ?? this.events.length;
    this.events[slot] = event;
    return slot;
  }

  private rank(ordinal: number): number {
    if (this.tiePolicy === "fifo") return ordinal;
    if (this.tiePolicy === "lifo") return -ordinal;
    // The shuffled rank leads, the ordinal decides where two ranks agree: still a total order.
    return (scramble(this.shuffleSeed ^ (ordinal | 0)) >>> 12) * 4_294_967_296 + (ordinal % 4_294_967_296);
  }
}

function comesTooLate(what: string, due: Instant, now: Instant): never {
  throw new InvariantError(`${what} ${due} comes too late: it is ${now}`);
}
