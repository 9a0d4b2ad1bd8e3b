import * as fc from "fast-check";

/** A program with a race in it: it runs under a scheduler with what was drawn, and says whether its property holds. */
export interface Race {
  readonly name: string;
  /** Which of fast-check's published examples it is modelled on. */
  readonly after: string;
  /** The property, with the scheduler as the first or the last of its values. */
  property(schedulers: fc.Arbitrary<fc.Scheduler>, place: "first" | "last"): RaceProperty;
}

/** Its values: the scheduler, and what else was drawn, in either order. */
export type RaceProperty = fc.IAsyncPropertyWithHooks<readonly unknown[]>;

type Holds<Drawn extends unknown[]> = (s: fc.Scheduler, ...drawn: Drawn) => Promise<boolean>;

/** A race over what the arbitraries draw. */
export const race = <Drawn extends [unknown, ...unknown[]]>(
  name: string,
  after: string,
  drawn: { [Place in keyof Drawn]: fc.Arbitrary<Drawn[Place]> },
  holds: Holds<Drawn>,
): Race => ({
  name,
  after,
  property: (schedulers, place) => {
    const values = fc.tuple<Drawn>(...drawn);
    return place === "first"
      ? fc.asyncProperty(schedulers, values, (s, all) => holds(s, ...all))
      : fc.asyncProperty(values, schedulers, (all, s) => holds(s, ...all));
  },
});

/** A race in which nothing is drawn but the order. */
export const bareRace = (name: string, after: string, holds: (s: fc.Scheduler) => Promise<boolean>): Race => ({
  name,
  after,
  property: (schedulers) => fc.asyncProperty(schedulers, holds),
});
