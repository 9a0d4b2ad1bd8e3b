import type { ActorClock, RunEvent } from "../../../model/run/context.ts";
import { type Instant, type TimerId, never, start, wholeMillis } from "../../../sim/index.ts";

interface Entry {
  readonly event: RunEvent;
  /** `never`: it is not armed, or has come up. */
  due: Instant;
  /** Of two that are due at one instant the one that was armed first goes first, as in a run. */
  ordinal: number;
}

/** The clock of one actor who lives alone, and his timers. Few, so that looking at each of them is fast. */
export class Agenda implements ActorClock {
  now: Instant = start;
  /** By the number of the timer. */
  private readonly entries: Entry[] = [];
  /** What comes up once. */
  private readonly once: Entry[] = [];
  private ordinals = 0;

  get nowMillis(): number {
    return wholeMillis(this.now);
  }

  timer(event: RunEvent): TimerId {
    this.entries.push({ event, due: never, ordinal: 0 });
    return (this.entries.length - 1) as TimerId;
  }

  arm(id: TimerId, due: Instant): void {
    const entry = this.entries[id] as Entry;
    entry.due = due;
    entry.ordinal = this.ordinals++;
  }

  /** Puts an event behind all that is due now. */
  soon(event: RunEvent): void {
    this.once.push({ event, due: this.now, ordinal: this.ordinals++ });
  }

  disarm(id: TimerId): void {
    (this.entries[id] as Entry).due = never;
  }

  /** When the next timer is due; `never`: none is armed. */
  get nextDue(): Instant {
    return this.first()?.due ?? never;
  }

  /** Moves the clock to the next timer that is due by `until` and hands it out; `undefined`: none is. */
  next(until: Instant): RunEvent | undefined {
    const first = this.first();
    if (first === undefined || first.due > until) return undefined;
    if (first.due > this.now) this.now = first.due;
    first.due = never;
    if (this.once[0] === first) this.once.shift();
    return first.event;
  }

  /** When a timer is due; `undefined`: it is not armed. */
  dueOf(id: TimerId): Instant | undefined {
    const { due } = this.entries[id] as Entry;
    return due === never ? undefined : due;
  }

  /** Nothing is under way here but timers: messages are somebody else's. */
  get onlyTimersWait(): boolean {
    return this.once.length === 0;
  }

  isArmed(event: (event: RunEvent) => boolean): boolean {
    return this.entries.some((entry) => entry.due !== never && event(entry.event));
  }

  /** Which timers are armed, in the order in which they will come up. */
  armed(): readonly (readonly [timer: number, due: Instant])[] {
    return this.entries
      .map((entry, timer) => ({ timer, entry }))
      .filter(({ entry }) => entry.due !== never)
      .sort((one, other) => (goesFirst(one.entry, other.entry) ? -1 : 1))
      .map(({ timer, entry }) => [timer, entry.due] as const);
  }

  private first(): Entry | undefined {
    let first = this.once[0];
    for (const entry of this.entries) {
      if (entry.due !== never && (first === undefined || goesFirst(entry, first))) first = entry;
    }
    return first;
  }
}

const goesFirst = (one: Entry, other: Entry): boolean =>
  one.due < other.due || (one.due === other.due && one.ordinal < other.ordinal);
