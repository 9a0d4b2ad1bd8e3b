/**
 * What an application waits for: an answer, a time, a write. The callback that was given with it runs once it has come;
 * a generator waits for it by `const value = yield* pending`. There is no promise in it: it settles in a turn of its
 * application's own thread, at an instant of virtual time, and never inside the call that made it.
 */
export interface Pending<Value> {
  /** Whether it has come. */
  readonly isSettled: boolean;
  [Symbol.iterator](): Generator<Pending<unknown>, Value, unknown>;
}

/** A wait that its application can call off: its callback then never runs, and nobody must be waiting for it. */
export interface Timer extends Pending<void> {
  cancel(): void;
}

/** What a generator function of an application gives: `function* relay(app: App): Steps { … }`. */
export type Steps<Result = void> = Generator<Pending<unknown>, Result, unknown>;

/** The same from the side of who settles it. */
export class Settleable<Value> implements Pending<Value> {
  private outcome: { readonly value: Value } | undefined;
  private readonly waiting: ((value: Value) => void)[] = [];

  get isSettled(): boolean {
    return this.outcome !== undefined;
  }

  /** Lets everybody go on who waits for it, in the order in which they began to. */
  settle(value: Value): void {
    this.outcome = { value };
    for (const goOn of this.waiting.splice(0)) goOn(value);
  }

  /** `goOn` runs when it settles: only of one that has not. */
  whenSettled(goOn: (value: Value) => void): void {
    this.waiting.push(goOn);
  }

  *[Symbol.iterator](): Generator<Pending<unknown>, Value, unknown> {
    if (this.outcome === undefined) yield this;
    return (this.outcome as unknown as { readonly value: Value }).value;
  }
}
