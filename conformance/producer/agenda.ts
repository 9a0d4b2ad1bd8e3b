/** Leaves the script's run: its end has come, or it does not come to one. */
export class Finished extends Error {
  readonly why: "end" | "passes";

  constructor(why: "end" | "passes") {
    super(why);
    this.why = why;
  }
}

interface Due {
  readonly at: number;
  readonly act: () => void;
}

/** Virtual time in whole milliseconds, and what is to come, by time and then by the order of entry. */
export class Agenda {
  nowMillis = 0;
  /** Something was due or the clock moved since this was last put down. */
  stirred = false;
  readonly #endMillis: number;
  /** Sorted; the next one is the last. */
  readonly #due: Due[] = [];

  constructor(endMillis: number) {
    this.#endMillis = endMillis;
  }

  enter(at: number, act: () => void): void {
    const due = this.#due;
    let low = 0;
    let high = due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((due[middle] as Due).at <= at) high = middle;
      else low = middle + 1;
    }
    due.splice(low, 0, { at, act });
  }

  get nextMillis(): number {
    return this.#due.at(-1)?.at ?? Infinity;
  }

  doWhatIsDue(): void {
    while (this.nextMillis <= this.nowMillis) {
      this.stirred = true;
      this.#due.pop()?.act();
    }
  }

  /** @throws Finished when the clock would reach the end. */
  moveTo(millis: number): void {
    this.stirred = true;
    this.nowMillis = Math.min(millis, this.#endMillis);
    if (millis >= this.#endMillis) throw new Finished("end");
  }

  /** Time passes without the sender looking. */
  elapse(millis: number): void {
    const until = this.nowMillis + millis;
    while (this.nextMillis <= until) {
      this.moveTo(Math.max(this.nowMillis, this.nextMillis));
      this.doWhatIsDue();
    }
    this.moveTo(until);
  }
}
