import { prepare, reseeded } from "../src/scenarios/compile.ts";
import { run } from "../src/scenarios/run.ts";
import { standard } from "../src/scenarios/stories/standard.ts";
import { SlotHeap } from "../src/sim/heap.ts";
import { Scheduler, type TraceSink, micros, plus } from "../src/sim/index.ts";

const pending = 64;

/** A whole number below 10,000, from a generator small enough to cost nothing beside a heap. */
function spread(): () => number {
  let state = 12_345;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % 10_000;
  };
}

/** Takes the first entry out and puts it back later, on the very heap that the kernel has, with 64 entries in it. */
export function heapHold(steps: number): number {
  const heap = new SlotHeap();
  const next = spread();
  let rank = 0;
  for (let slot = 0; slot < pending; slot++) heap.push(next(), rank++, slot);
  for (let step = 0; step < steps; step++) {
    const due = heap.firstDue;
    heap.push(due + next(), rank++, heap.pop());
  }
  return steps;
}

/** The same through the scheduler: events as values, in total order, a clock that moves. */
export function kernelEvents(steps: number): number {
  const scheduler = new Scheduler<{ readonly kind: "tick"; readonly entity: number }>();
  const next = spread();
  for (let entity = 0; entity < pending; entity++) {
    scheduler.schedule(plus(scheduler.now, micros(next())), { kind: "tick", entity });
  }
  for (let step = 0; step < steps; step++) {
    const event = scheduler.next();
    if (event === undefined) throw new Error("the agenda ran empty");
    scheduler.schedule(plus(scheduler.now, micros(next())), { kind: "tick", entity: event.entity });
  }
  return steps;
}

/** Runs `seeds` seeds of the standard scenario; gives how many events they fired. */
export function standardSeeds(seeds: number, trace: TraceSink = { keep: "none" }): number {
  const prepared = prepare(standard.scenario, { trace });
  let events = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const result = run(reseeded(prepared, seed));
    if (result.outcome !== "as-expected") throw new Error(`seed ${seed} of the standard scenario is ${result.outcome}`);
    events += result.events;
  }
  return events;
}
