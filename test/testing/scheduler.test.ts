import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Scheduler, scheduler, schedulerFor } from "../../src/testing/scheduler.ts";

/** Two requests of which the later may be answered first; whoever shows what came last shows the wrong one then. */
async function showsTheLatest(s: fc.Scheduler): Promise<boolean> {
  let shown = "";
  const fetched = s.scheduleFunction(async function fetched(query: string) {
    return query;
  });
  for (const query of ["a", "ab"]) void fetched(query).then((answer) => (shown = answer));
  await s.waitIdle();
  return shown === "ab";
}

const failing = async (
  predicate: (s: Scheduler) => Promise<boolean>,
  parameters: fc.Parameters<[Scheduler]> = {},
): Promise<fc.RunDetails<[Scheduler]>> =>
  fc.check(fc.asyncProperty(scheduler(), predicate), { seed: 1, numRuns: 1_000, ...parameters });

/** A program of tasks that make more tasks, in all the ways of scheduling. */
async function program(s: fc.Scheduler<number>, size: number): Promise<readonly string[]> {
  const done: string[] = [];
  const called = s.scheduleFunction(async function called(name: string) {
    if (name.length > size) throw new Error(`${name} is too long`);
    return name;
  });
  for (let nth = 0; nth < size; nth++) {
    const answered = s
      .schedule(Promise.resolve(nth), `task ${nth}`, nth)
      .then((value) => called("x".repeat(value + 2)));
    void answered.then((name) => void done.push(name)).catch((error: Error) => void done.push(error.message));
  }
  const steps = ["one", "two"].map((label) => ({ label, builder: async () => void done.push(label) }));
  s.scheduleSequence([...steps, async () => void done.push("three")]);
  await s.waitNext(2);
  await s.waitIdle();
  return done;
}

describe("an order of tasks that breaks a property", () => {
  test("is found and shrunk to the one step that is out of natural order", async () => {
    const { failed, counterexample, numShrinks } = await failing(showsTheLatest);
    expect(failed).toBe(true);
    expect(numShrinks).toBeGreaterThan(0);
    expect(counterexample?.[0].choices()).toEqual([1]);
  });

  test("prints as what replays it, with what each task came to", async () => {
    const { counterexample } = await failing(showsTheLatest);
    const printed = fc.stringify(counterexample?.[0]);
    expect(printed).toBe(
      [
        "schedulerFor([1]) /*",
        '-> [task 2] function::fetched("ab") resolved with value "ab"',
        '-> [task 1] function::fetched("a") resolved with value "a"',
        "*/",
      ].join("\n"),
    );
    const replayed = new Function("schedulerFor", `return ${printed}`)(schedulerFor) as Scheduler;
    expect(await showsTheLatest(replayed)).toBe(false);
    expect(await showsTheLatest(schedulerFor([]))).toBe(true);
  });

  test("is replayed by seed and path as any other counterexample, without running what lies between", async () => {
    const { seed, counterexamplePath, counterexample } = await failing(showsTheLatest, { seed: 7 });
    if (counterexamplePath === null) throw new Error("nothing was found");
    const again = await failing(showsTheLatest, { seed, path: counterexamplePath });
    expect(again.failed).toBe(true);
    expect(again.counterexample?.[0].choices()).toEqual(counterexample?.[0].choices());
  });

  test("can be an example, and is made smaller from there", async () => {
    const examples: [Scheduler][] = [[schedulerFor([1, 3, 0, 2])]];
    const details = await failing(showsTheLatest, { examples, numRuns: 1 });
    expect(details.failed).toBe(true);
    expect(details.counterexample?.[0].choices()).toEqual([1]);
  });

  test("keeps the choices that it needs, however late they come, and has none where a task waits alone", async () => {
    const lateRace = async (s: fc.Scheduler): Promise<boolean> => {
      const order: number[] = [];
      const race = (count: number): void => {
        for (let nth = 1; nth <= count; nth++) void s.schedule(Promise.resolve(nth)).then((value) => order.push(value));
      };
      for (let round = 0; round < 5; round++) {
        race(2);
        await s.waitIdle();
        await s.waitFor(s.schedule(Promise.resolve("alone")));
      }
      race(3);
      await s.waitIdle();
      return order.slice(-3).join() !== "3,1,2";
    };
    const { counterexample } = await failing(lateRace);
    expect(counterexample?.[0].choices()).toEqual([0, 0, 0, 0, 0, 2]);
  });

  test("shrinks beside other values, each to its own smallest", async () => {
    const lost = fc.asyncProperty(fc.nat({ max: 30 }), scheduler(), fc.string(), async (calls, s, _text) => {
      let total = 0;
      const [read, write] = [
        s.scheduleFunction(async () => total),
        s.scheduleFunction(async (value: number) => void (total = value)),
      ];
      const increment = async (): Promise<void> => write((await read()) + 1);
      for (let call = 0; call < calls; call++) void s.schedule(Promise.resolve()).then(increment);
      await s.waitIdle();
      return total === calls;
    });
    const { counterexample } = await fc.check(lost, { seed: 3 });
    expect(counterexample?.[0]).toBe(2);
    expect(counterexample?.[1].choices()).toEqual([]);
    expect(counterexample?.[2]).toBe("");
  });
});

describe("a scheduler", () => {
  test("is fast-check's own in everything but where its choices come from", async () => {
    const same = fc.asyncProperty(
      fc.array(fc.nat({ max: 5 })),
      fc.integer({ min: 1, max: 5 }),
      async (choices, size) => {
        const ours = schedulerFor<number>(choices);
        const done = await program(ours, size);
        const theirs = fc.schedulerFor<number>(ours.report().map(({ taskId }) => taskId));
        expect(await program(theirs, size)).toEqual(done);
        expect(theirs.report()).toEqual(ours.report());
        const replayed = schedulerFor<number>(ours.choices());
        expect(await program(replayed, size)).toEqual(done);
      },
    );
    await fc.assert(same, { numRuns: 100, seed: 1 });
  });

  test("tries every order, each as often as the others", async () => {
    const seen = new Map<string, number>();
    const watched = fc.asyncProperty(scheduler(), async (s) => {
      const order: number[] = [];
      for (const nth of [1, 2, 3]) void s.schedule(Promise.resolve(nth)).then((value) => order.push(value));
      await s.waitIdle();
      seen.set(order.join(), (seen.get(order.join()) ?? 0) + 1);
    });
    await fc.assert(watched, { numRuns: 600, seed: 1 });
    expect(seen.size).toBe(6);
    for (const [order, count] of seen) expect(count, order).toBeGreaterThan(60);
  });

  test("runs tasks where its act lets them, and is cloned with its choices", async () => {
    const acted: string[] = [];
    const act = async (run: () => Promise<void>): Promise<void> => {
      acted.push("in");
      await run();
      acted.push("out");
    };
    const s = schedulerFor([1], { act });
    expect(await showsTheLatest(s)).toBe(false);
    expect(acted).toEqual(["in", "out", "in", "out"]);
    const [clone] = [fc.cloneIfNeeded(s)];
    expect(clone).not.toBe(s);
    expect(await showsTheLatest(clone)).toBe(false);
    expect(acted).toHaveLength(8);
  });

  test("serves fast-check's runs of models", async () => {
    const add: fc.AsyncCommand<{ count: number }, { count: number }> = {
      check: () => true,
      run: async (model, real) => {
        model.count++;
        real.count++;
        expect(real).toEqual(model);
      },
    };
    const s = schedulerFor([]);
    await fc.scheduledModelRun(s, () => ({ model: { count: 0 }, real: { count: 0 } }), [add, add]);
    expect(s.report().length).toBeGreaterThan(2);
  });

  test.each([-1, 0.5, Number.NaN])("refuses %s, which is no place among tasks", (choice) => {
    expect(() => schedulerFor([choice])).toThrow("whole numbers from 0");
  });
});
