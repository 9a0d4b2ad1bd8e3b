import type { Instant } from "../../../sim/index.ts";
import { Settleable, type Timer } from "./pending.ts";

/** A wait of an application for a time. */
export class Wait extends Settleable<void> implements Timer {
  readonly due: Instant;
  readonly begun: Instant;
  /** Whether its application has nothing to do meanwhile, and said so. */
  readonly isIdle: boolean;
  /** Counts the waits of one life, from 0. */
  readonly ordinal: number;
  private readonly turns: Turns;

  constructor(turns: Turns, times: { readonly begun: Instant; readonly due: Instant }, isIdle: boolean) {
    super();
    this.turns = turns;
    this.begun = times.begun;
    this.due = times.due;
    this.isIdle = isIdle;
    this.ordinal = turns.nextOrdinal();
  }

  cancel(): void {
    this.turns.drop(this);
  }
}

/**
 * What one life of an application has still to do: what is ready, in the order in which it became so, and what waits for
 * its time. The process has one thread: each of its turns is an event of the run, and does what was there when it began.
 */
export class Turns {
  /** By time, then by the order in which they began. */
  private readonly waits: Wait[] = [];
  private ready: (() => void)[] = [];
  private ordinals = 0;

  nextOrdinal(): number {
    return this.ordinals++;
  }

  /** To be done in the next turn. */
  add(deed: () => void): void {
    this.ready.push(deed);
  }

  wait(times: { readonly begun: Instant; readonly due: Instant }, isIdle: boolean): Wait {
    const wait = new Wait(this, times, isIdle);
    const behind = this.waits.findIndex(({ due }) => due > wait.due);
    this.waits.splice(behind < 0 ? this.waits.length : behind, 0, wait);
    return wait;
  }

  /** Nothing of it is to be done any more. */
  clear(): void {
    this.ready.length = 0;
    this.waits.length = 0;
  }

  drop(wait: Wait): void {
    const at = this.waits.indexOf(wait);
    if (at >= 0) this.waits.splice(at, 1);
  }

  get hasReady(): boolean {
    return this.ready.length > 0;
  }

  /** When the next wait ends; `undefined`: there is none. */
  get nextDue(): Instant | undefined {
    return this.waits[0]?.due;
  }

  /** What is ready now, for the turn that does it. */
  takeReady(): readonly (() => void)[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }

  /** How many waits have begun: a turn ends only those that were there when it began, so that it has an end itself. */
  get begun(): number {
    return this.ordinals;
  }

  /** The next wait that is over, of the first `begun`. They go one by one, since one may cancel another. */
  takeDue(now: Instant, begun: number): Wait | undefined {
    const first = this.waits[0];
    return first !== undefined && first.due <= now && first.ordinal < begun ? this.waits.shift() : undefined;
  }

  /**
   * Whether nothing is left but idle waits that show that there is nothing to do: each began after nothing had happened
   * since `quietSince` for as long as it lasts, so that the one before it had come round in vain.
   */
  isAtRest(quietSince: Instant): boolean {
    return !this.hasReady && this.waits.every(({ isIdle, begun, due }) => isIdle && 2 * begun - due >= quietSince);
  }
}
