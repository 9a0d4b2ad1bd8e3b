import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraries } from "../../src/fast-check.ts";
import { application } from "../../src/model/run/code/api.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { run } from "../../src/scenarios/run.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";
import { Tally } from "../support/promises.ts";

/** Keeps each task in its storage until it is acknowledged, and sends what it still holds after a crash. */
const outbox = application({
  name: "outbox",
  *start(app) {
    app.spawn(function* () {
      for (;;) {
        const { record, to } = yield* app.work.next();
        app.storage.set(record, to);
        yield* app.storage.flush();
        app.work.commit();
      }
    });
    for (;;) {
      for (const [record, to] of app.storage.entries<string>()) {
        const { kind } = yield* app.send({ to, record });
        if (kind === "acknowledged") app.storage.delete(record);
      }
      yield* app.storage.flush();
      yield* app.idle("5ms");
    }
  },
});

/** Counts each record once, and keeps what it has counted. */
const reader = application({
  name: "reader",
  produces: false,
  *start(app) {
    const orders = app.subscribe("orders");
    for (;;) {
      const { record } = yield* orders.next();
      const count = app.storage.get<number>("count") ?? 0;
      if (app.storage.get(`seen/${record}`) !== true)
        app.storage.setAll({ count: count + 1, [`seen/${record}`]: true });
      yield* app.storage.flush();
      orders.commit();
    }
  },
});

const code = { applications: [outbox, reader] };
const shape = {
  restarts: ["producer", "broker"],
  profiles: [{}, { broker: "kafka-2.4" }, { producer: "java-4.4" }],
  applications: ["outbox", "reader"],
} as const;

describe("scenarios for one's own applications", () => {
  test("have all in them that was asked for, and each can be run", () => {
    const seen = new Tally();
    const runnable = fc.property(arbitraries.scenario(shape), (scenario) => {
      const { marks, violations } = run(prepare(scenario, code));
      seen.add(marks);
      seen.add(wordsOf(scenario));
      seen.add(Object.fromEntries(violations.map(({ property }) => [property, 1])));
      // An outbox loses nothing, whatever crashes; that it may send twice is no secret.
      expect(violations.filter(({ property }) => property === "accepted-work-stored")).toEqual([]);
      expect(violations.filter(({ property }) => property === "application-threw")).toEqual([]);
    });
    fc.assert(runnable, { numRuns: 300, seed: 11 });
    const words = ["crash shop", "crash reader", "pause reader", "torn", "lost", "kafka-2.4", "java-4.4"];
    expect(
      seen.missing([...words, "producer-restarted", "record-replayed", "stored-once-end-to-end", "work-committed"]),
    ).toEqual([]);
  });

  test("shrink to the usual profile, writes that are lost, and the one crash that it takes", () => {
    const stored = fc.property(arbitraries.scenario(shape), (scenario) => {
      const { violations } = run(prepare(scenario, code));
      return !violations.some(({ property }) => property === "stored-once-end-to-end");
    });
    const { counterexample } = fc.check(stored, { numRuns: 1_000, seed: 5 });
    const smallest = counterexample?.[0] as Scenario;
    expect(smallest.profiles).toEqual({ broker: "kafka-4.4", producer: "java-3.9" });
    expect(smallest.producers[0]).toMatchObject({
      application: "outbox",
      storage: { unflushed: "lost", flush: "0ms" },
    });
    expect(smallest.producers[0]?.sends).toHaveLength(1);
    expect(smallest.faults).toMatchObject([{ do: "crash", node: "shop", for: "0ms" }]);
  });
});

test("scenarios come without a shape, too: the usual network, a patient producer, nobody restarts", () => {
  const usual = fc.property(arbitraries.scenario(), ({ network, producers, faults, profiles }) => {
    expect(network.discipline).toBe("tcp");
    expect(producers.map(({ name, application: code_ }) => [name, code_])).toEqual([["shop", undefined]]);
    expect(faults.filter(({ do: what }) => what === "crash" || what.startsWith("restart"))).toEqual([]);
    expect(profiles).toEqual({ broker: "kafka-4.4", producer: "java-3.9" });
  });
  fc.assert(usual, { numRuns: 100, seed: 2 });
});

/** What of it a test looks for, as marks. */
function wordsOf({ profiles, producers, faults }: Scenario): Readonly<Record<string, number>> {
  const words = [
    ...Object.values(profiles),
    ...producers.flatMap(({ storage }) => storage?.unflushed ?? []),
    ...faults.flatMap((fault) => ("node" in fault ? [`${fault.do} ${fault.node}`] : [])),
  ];
  return Object.fromEntries(words.map((word) => [word, 1]));
}
