import { describe, expect, test } from "vitest";
import type { App } from "../../../../src/model/run/code/api.ts";
import type { Steps } from "../../../../src/model/run/code/pending.ts";
import { property } from "../../../../src/model/properties/property.ts";
import { type Stage, asked, report } from "../../../support/code.ts";
import { ends, logOf } from "../../../support/story-run.ts";

const crashAt = (at: string, stage: Stage = {}): Stage => ({
  ...stage,
  faults: [...(stage.faults ?? []), { at, do: "crash", node: "shop", for: "10ms" }],
});

/** What has come through to a storage when the run is over, told by a property that always breaks. */
const atEnd = (storage: string) =>
  property({
    name: "shows-storage",
    promise: "",
    begin: (facts) => ({
      ended: () => {
        const got = JSON.stringify(Object.fromEntries(facts.storage(storage)));
        facts.report({ shape: "shown", subject: storage, expected: "", got });
      },
    }),
  });

const stored = (start: (app: App) => unknown, stage: Stage, storage = "shop"): unknown => {
  const { violations } = report(start, stage, { properties: [atEnd(storage)] });
  return JSON.parse(violations.find(({ property: name }) => name === "shows-storage")?.got ?? "null");
};

describe("a crash", () => {
  test("takes with it what was in variables, what was waited for, and nothing else", () => {
    const seen: string[] = [];
    report(function* (app) {
      if (app.life === 0) seen.length = 0;
      let rounds = 0;
      app.after("20ms", () => void seen.push(`life ${app.life} came to its end at ${app.now()}`));
      while (rounds < 3) {
        seen.push(`life ${app.life} round ${rounds++} at ${app.now()}`);
        yield* app.after("4ms");
      }
    }, crashAt("6ms"));
    expect(seen).toEqual([
      "life 0 round 0 at 0",
      "life 0 round 1 at 4",
      "life 1 round 0 at 16",
      "life 1 round 1 at 20",
      "life 1 round 2 at 24",
      "life 1 came to its end at 36",
    ]);
  });

  test("loses writes that were not flushed, and keeps those that were; the flush under way does not count", () => {
    const writer = function* (app: App): Steps {
      if (app.life > 0) return;
      app.storage.set("early", { total: 99.5, items: ["a"] });
      app.storage.set("gone", true);
      yield* app.storage.flush();
      app.storage.delete("gone");
      app.storage.set("late", 1);
      yield* app.storage.flush();
      app.storage.set("never", 1);
      yield* app.after("1s");
    };
    expect(stored(writer, crashAt("500us"))).toEqual({});
    expect(stored(writer, crashAt("1500us"))).toEqual({ early: { total: 99.5, items: ["a"] }, gone: true });
    expect(stored(writer, crashAt("5ms"))).toEqual({ early: { total: 99.5, items: ["a"] }, late: 1 });
  });

  test("lets a process read what it wrote before it has come through, and no other", () => {
    const seen: unknown[] = [];
    const both = function* (app: App): Steps {
      if (app.name === "shop") {
        app.storage.set("a", 1);
        app.storage.setAll({ b: 2, c: 3 });
        app.storage.delete("b");
        seen.push([app.storage.get("a"), app.storage.get("b"), app.storage.entries(), app.storage.entries("c")]);
        yield* app.after("5ms");
        yield* app.storage.flush();
      } else {
        yield* app.after("3ms");
        seen.push(app.storage.entries());
        yield* app.after("4ms");
        seen.push(app.storage.entries());
      }
    };
    report(both, {
      shop: { application: "shop", storage: { name: "db" } },
      others: [{ name: "till", application: "shop", storage: { name: "db" } }],
    });
    const own = [
      ["a", 1],
      ["c", 3],
    ];
    expect(seen).toEqual([[1, undefined, own, [["c", 3]]], [], own]);
  });

  test("tears what was not flushed where the scenario says so: each write survives or not, those that are one together", () => {
    const writer = (app: App): void => {
      if (app.life > 0) return;
      for (let nth = 0; nth < 6; nth++) app.storage.setAll({ [`a${nth}`]: nth, [`b${nth}`]: nth });
      app.after("1s");
    };
    const survivors = [1, 2, 3, 4, 5, 6].map((seed) =>
      Object.keys(stored(writer, crashAt("5ms", { seed, shop: { storage: { unflushed: "torn" } } })) as object),
    );
    expect(new Set(survivors.map((keys) => keys.join())).size).toBeGreaterThan(3);
    for (const keys of survivors) {
      const of = (letter: string): string[] => keys.filter((key) => key.startsWith(letter)).map((key) => key.slice(1));
      expect(of("a")).toEqual(of("b"));
    }
    expect(survivors.some((keys) => keys.length > 0 && keys.length < 12)).toBe(true);
  });

  test("of a process that nothing starts again ends it, and the run with it", () => {
    const result = report((app) => void app.after("1h"), { faults: [{ at: "5ms", do: "crash", node: "shop" }] });
    expect(result.outcome).toBe("as-expected");
    expect(result.virtualMicros).toBeLessThan(10_000);
  });

  test("leaves what was sent in doubt, and a record that is sent again after it is in the log twice, by a producer that restarted", () => {
    const sendsUntilAcknowledged = function* (app: App): Steps {
      if (app.storage.get("done") === true) return;
      yield* app.send({ to: "orders", record: "order-1" });
      app.storage.set("done", true);
      yield* app.storage.flush();
    };
    // The acknowledgement comes at 12ms, and is flushed at 13ms.
    const late = report(sendsUntilAcknowledged, crashAt("12500us"));
    expect(logOf(late, "orders-0")).toEqual(["order-1", "order-1"]);
    expect(ends(late)).toEqual(["order-1 acked", "order-1 acked"]);
    expect(late.violations).toMatchObject([{ property: "stored-once-end-to-end", expected: false }]);
    expect(late.violations[0]?.because[0]).toContain("a producer restarted");
    expect(late.marks).toMatchObject({ "producer-restarted": 1, "record-replayed": 1 });

    const before = report(sendsUntilAcknowledged, crashAt("11ms"));
    expect(ends(before)).toEqual(["order-1 undecided", "order-1 acked"]);
    expect(before.violations.filter(({ expected }) => !expected).map(({ property: name }) => name)).toEqual([
      "stored-once-end-to-end",
    ]);
  });
});

describe("work", () => {
  const takesOn = (commitFirst: boolean) =>
    function* (app: App): Steps {
      for (;;) {
        const { record, to, atMillis } = yield* app.work.next();
        app.note(`${record} at ${app.now()}, asked for at ${atMillis}`);
        if (commitFirst) app.work.commit();
        yield* app.after("2ms");
        app.send({ to, record });
        if (!commitFirst) app.work.commit();
      }
    };

  test("comes at its time, in its order, and with what the scenario wrote down", () => {
    const tasks: unknown[] = [];
    report(
      function* (app) {
        tasks.length = 0;
        for (;;) tasks.push([app.now(), yield* app.work.next()]);
      },
      { shop: { sends: [{ to: "orders-0", key: "k", value: "v" }, ...asked("3ms").map((send) => ({ ...send }))] } },
    );
    expect(tasks).toEqual([
      [0, { to: "orders-0", record: "k", key: "k", value: "v", atMillis: 0 }],
      [0, { to: "orders-0", record: "order-1", key: undefined, value: undefined, atMillis: 3 }],
    ]);
  });

  test("can be a stream, whose records are called after the producer", () => {
    const result = report(takesOn(false), { shop: { stream: { count: 3, every: "1ms", to: ["orders-0"] } } });
    expect(logOf(result, "orders-0")).toEqual(["shop-0", "shop-1", "shop-2"]);
  });

  test("that was not committed comes to the next life once more; that which was does not, and is lost if nobody kept it", () => {
    const stage = crashAt("1ms", { shop: { sends: asked("0ms", "5ms") } });
    const careful = report(takesOn(false), stage);
    expect(logOf(careful, "orders-0")).toEqual(["order-1", "order-2"]);
    expect(careful.violations).toEqual([]);

    const careless = report(takesOn(true), stage);
    expect(logOf(careless, "orders-0")).toEqual(["order-2"]);
    expect(careless.violations).toMatchObject([
      { property: "accepted-work-stored", subject: "order-1", got: "it lies in none", expected: false },
    ]);
    expect(careless.marks["work-committed"]).toBe(2);
  });
});

describe("a topic", () => {
  /** Reads all of it, and commits after each message or never. */
  const reads = (seen: string[], commits: boolean) =>
    function* (app: App): Steps {
      if (app.life === 0) seen.length = 0;
      const orders = app.subscribe("orders");
      for (;;) {
        const { record, offset, value, topicPartition } = yield* orders.next();
        seen.push(`life ${app.life} ${topicPartition} ${offset} ${record} ${value}`);
        app.applied(record);
        if (commits) orders.commit();
      }
    };
  const till = [{ name: "till", sends: [{ to: "orders-0", record: "a", value: "x" }, ...asked("30ms")] }];

  test("is read in the order of the log, what built-in applications and other code wrote", () => {
    const seen: string[] = [];
    const result = report(reads(seen, true), { others: till });
    expect(seen).toEqual(["life 0 orders-0 0 a x", "life 0 orders-0 1 order-1 undefined"]);
    expect(result.marks["effect-applied"]).toBe(2);
    expect(result.violations).toEqual([]);
  });

  test("is read from where the last life committed: without a commit from the beginning, and effects happen twice", () => {
    const seen: string[] = [];
    const stage = crashAt("20ms", { others: till });
    expect(report(reads(seen, true), stage).violations).toEqual([]);
    expect(seen.map((line) => line.slice(0, 21))).toEqual(["life 0 orders-0 0 a x", "life 1 orders-0 1 ord"]);

    const twice = report(reads(seen, false), stage);
    expect(seen).toHaveLength(3);
    expect(twice.violations).toMatchObject([{ property: "applied-once", subject: "a", got: "applied again" }]);
  });

  test("of several partitions is read from all of them, and a record goes where its key belongs", () => {
    const seen: string[] = [];
    const both = function* (app: App): Steps {
      if (app.life === 0) seen.length = 0;
      for (const key of ["21", "foobar", "abc"]) app.send({ to: "orders", record: `order-${key}`, key });
      const orders = app.subscribe("orders");
      for (;;) {
        const { record, topicPartition, key } = yield* orders.next();
        seen.push(`${topicPartition} ${record} ${key}`);
      }
    };
    const result = report(both, { topics: { orders: { partitions: 3 } } });
    expect(seen.toSorted()).toEqual(
      Object.entries(result.logs)
        .flatMap(([name, log]) => log.map(({ record }) => `${name} ${record} ${record.slice(6)}`))
        .toSorted(),
    );
    expect(seen).toHaveLength(3);
    const keyless = report((app) => app.send({ to: "orders", record: "a" }), { topics: { orders: { partitions: 3 } } });
    expect(keyless.violations[0]?.got).toContain("orders has 3 partitions; give the record a key");
  });
});
