import * as fc from "fast-check";
import { type Choices, smallerChoices, trimmed } from "./choices.ts";

/** A scheduler as fast-check has it, whose interleaving is a list of small choices. */
export interface Scheduler<Metadata = unknown> extends fc.Scheduler<Metadata> {
  /** The choices made so far, without the natural ones at the end: what `schedulerFor` takes. */
  choices(): readonly number[];
}

/**
 * In place of `fc.scheduler()`: the same scheduler with the same methods, and every order as likely as there. Where a
 * property fails the order is shrunk as well, towards the natural one in which the task that has waited longest goes
 * first, and the counterexample prints as `schedulerFor([…])`, which replays it.
 */
export const scheduler = <Metadata = unknown>(
  constraints?: fc.SchedulerConstraints,
): fc.Arbitrary<Scheduler<Metadata>> => new SchedulerArbitrary<Metadata>(constraints);

/**
 * A scheduler with a fixed interleaving: each time that more than one task waits, the place, from 0, of the one that goes
 * on, in the order in which they were scheduled. Beyond the list, and with an empty one, everything goes in natural order.
 * Fits into `examples` of `fc.assert` beside `scheduler()`, and is shrunk from there.
 */
export const schedulerFor = <Metadata = unknown>(
  choices: readonly number[],
  constraints?: fc.SchedulerConstraints,
): Scheduler<Metadata> => {
  for (const choice of choices) {
    if (Number.isSafeInteger(choice) && choice >= 0) continue;
    throw new RangeError(
      `schedulerFor takes places among the tasks that wait, whole numbers from 0, and not ${choice}`,
    );
  }
  return made<Metadata>(listed([...choices]), constraints);
};

/** Where a scheduler's choices come from: a list that is known, or chance, as far as anybody asks. */
interface Source {
  /** Begins at the first choice; each call gives the next one. */
  begin(): () => number;
  smaller(): Iterable<Choices>;
}

const listed = (choices: Choices): Source => ({
  begin: () => {
    let step = 0;
    return () => choices[step++] ?? 0;
  },
  smaller: () => smallerChoices(choices),
});

/** How many choices a drawn order may need to fail and still be shrunk. */
const longest = 16_384;

/** Far more than tasks that wait, so that each of them is as likely as the others. */
const greatest = 2 ** 30;

/** An order drawn step by step. What is smaller is its beginning, gone on with in natural order: the shortest first. */
const drawn = (random: fc.Random): Source => ({
  begin: () => {
    const luck = random.clone();
    return () => luck.nextInt(0, greatest);
  },
  *smaller() {
    yield [];
    for (let length = 1; length <= longest; length *= 2) {
      const luck = random.clone();
      yield trimmed(Array.from({ length }, () => luck.nextInt(0, greatest)));
    }
  },
});

/** By scheduler that was made here: where its choices come from. */
const sources = new WeakMap<object, Source>();

/**
 * fast-check's own scheduler, so that it behaves as that of the version that is installed, with its luck replaced: it
 * asks its generator for a place among the tasks that wait, and for nothing else.
 */
function made<Metadata>(source: Source, constraints: fc.SchedulerConstraints | undefined): Scheduler<Metadata> {
  const places: number[] = [];
  const choose = source.begin();
  const luck = {
    clone: () => luck,
    nextInt: (_low: number, high: number): number => {
      // Where one task waits alone there is nothing to choose.
      if (high === 0) return 0;
      const place = choose() % (high + 1);
      places.push(place);
      return place;
    },
  };
  const plain = fc.scheduler<Metadata>(constraints).generate(luck as unknown as fc.Random, undefined).value;
  const chosen = Object.assign(plain, {
    choices: () => trimmed(places),
    toString: () => described(plain, trimmed(places)),
    [fc.cloneMethod]: () => made<Metadata>(source, constraints),
  });
  sources.set(chosen, source);
  return chosen;
}

function described<Metadata>(by: fc.Scheduler<Metadata>, choices: readonly number[]): string {
  const tasks = by.report().map(({ taskId, schedulingType, label, status, outputValue }) => {
    const what = label === "" ? schedulingType : `${schedulingType}::${label}`;
    const value = outputValue === undefined ? "" : ` with value ${outputValue}`;
    return `-> [task ${taskId}] ${what} ${status}${value}`.replaceAll("*/", "*\\/");
  });
  const replay = `schedulerFor([${choices.join(", ")}])`;
  return tasks.length === 0 ? replay : [`${replay} /*`, ...tasks, "*/"].join("\n");
}

class SchedulerArbitrary<Metadata> extends fc.Arbitrary<Scheduler<Metadata>> {
  readonly #constraints: fc.SchedulerConstraints | undefined;

  constructor(constraints: fc.SchedulerConstraints | undefined) {
    super();
    this.#constraints = constraints;
  }

  generate(random: fc.Random): fc.Value<Scheduler<Metadata>> {
    return this.#valueOf(drawn(random.clone()));
  }

  canShrinkWithoutContext(value: unknown): value is Scheduler<Metadata> {
    return typeof value === "object" && value !== null && sources.has(value);
  }

  shrink(value: Scheduler<Metadata>): fc.Stream<fc.Value<Scheduler<Metadata>>> {
    const smaller = sources.get(value)?.smaller() ?? [];
    return fc
      .stream(smaller[Symbol.iterator]() as IterableIterator<Choices>)
      .map((choices) => this.#valueOf(listed(choices)));
  }

  #valueOf(source: Source): fc.Value<Scheduler<Metadata>> {
    return new fc.Value(made<Metadata>(source, this.#constraints), undefined);
  }
}
