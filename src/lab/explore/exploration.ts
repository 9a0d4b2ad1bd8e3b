import type { Property } from "../../model/properties/property.ts";
import type { Violation } from "../../model/run/violation.ts";
import { exploredProperties } from "./properties.ts";
import { Search, type SearchEnd, type SearchOptions } from "./search/search.ts";
import type { StateSpace } from "./search/state-space.ts";
import type { Subject } from "./subject.ts";
import { World, type WorldOptions } from "./world.ts";

/** What an exploration may take: states, and memory in bytes. */
export type ExplorationLimits = Pick<SearchOptions, "statesMost" | "bytesMost">;

/** The way to something broken, through the states that stand for those on the way. */
export interface BrokenWay {
  readonly states: readonly Int32Array[];
  /** What is broken at its end, the first first; empty: it never comes to rest. */
  readonly violations: readonly Violation[];
  readonly faults: number;
  /** Whether no way with as few faults has fewer steps; else nobody had the room to look. */
  readonly isShortest: boolean;
}

const reductions: WorldOptions = { commuting: true, symmetry: true };

/** An exploration while it goes on, and when it is over. */
export class Exploration {
  readonly subject: Subject;
  readonly world: World;
  readonly search: Search;
  /** How it ended; `undefined`: it goes on, or was left. */
  end: SearchEnd | undefined;
  /** What was found broken. */
  broken: BrokenWay | undefined;
  /** The search for a shorter way, while and after that goes on. */
  shorter: Search | undefined;
  private readonly limits: ExplorationLimits;

  constructor(subject: Subject, limits: ExplorationLimits, options: WorldOptions = reductions) {
    this.subject = subject;
    this.limits = limits;
    this.world = new World(subject.prepared.plan, subject.scope, { ...options, allowed: subject.allowed });
    this.search = new Search(this.world, { ...limits, beyondBroken: false });
  }

  /**
   * Explores to the end, and yields now and then. `bytes`: the memory that is taken by now, of everything. Where something
   * is broken, all orders of as few faults are tried for a shorter way to it: reductions leave the fewest faults, but may
   * put steps into a way that it does not need.
   */
  *run(bytes: () => number): Generator<this, this> {
    const { search, world, limits } = this;
    this.end = yield* this.through(search.run(bytes));
    const [found] = search.broken;
    if (this.end !== "broken" || found === undefined) return this;
    const faults = search.faults(found);
    this.broken = this.brokenWay(search, found, faults, false);
    const all = new Search(everyOrderOf(world), { ...limits, beyondBroken: false, faultsMost: faults });
    this.shorter = all;
    const end = yield* this.through(all.run(bytes));
    const [shortest] = all.broken;
    if (end === "broken" && shortest !== undefined) this.broken = this.brokenWay(all, shortest, faults, true);
    return this;
  }

  /** Names of the marks that were hit: by producers and by the broker, on whatever way. */
  get marks(): ReadonlySet<string> {
    return this.world.marks();
  }

  /** The promises that are explored. */
  get properties(): readonly Property[] {
    return exploredProperties.filter(({ name }) => !this.subject.allowed.includes(name));
  }

  /** The promises that were not put to the test: nothing that would have tried them came about. */
  get untested(): readonly Property[] {
    const { marks } = this;
    return this.properties.filter(({ mark }) => !marks.has(mark));
  }

  private *through(run: Generator<Search, SearchEnd>): Generator<this, SearchEnd> {
    for (;;) {
      const step = run.next();
      if (step.done === true) return step.value;
      yield this;
    }
  }

  private brokenWay(search: Search, state: number, faults: number, isShortest: boolean): BrokenWay {
    const { world } = this;
    const states = search.way(state);
    const last = states.at(-1) as Int32Array;
    const midway = world.brokenIn(last);
    return { states, violations: midway.length > 0 ? midway : world.brokenAtEnd(last), faults, isShortest };
  }
}

/** The world with every order of steps, and every client called as it is. */
function everyOrderOf(world: World): StateSpace {
  return {
    width: world.width,
    first: world.first,
    expand: (state, emit) => world.expandEveryOrder(state, emit),
    isBroken: (state) => world.isBroken(state),
    isBrokenEnd: (state) => world.isBrokenEnd(state),
  };
}
