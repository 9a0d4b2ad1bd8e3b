import { describe, expect, test } from "vitest";
import type { App, Task } from "../../../../src/model/run/code/api.ts";
import type { Steps } from "../../../../src/model/run/code/pending.ts";
import { asked, enacted, report } from "../../../support/code.ts";
import { ends, logOf } from "../../../support/story-run.ts";

/** Sends all that it is asked to, and counts nothing. */
function* obedient(app: App): Steps {
  for (;;) {
    const { to, record, key, value } = yield* app.work.next();
    app.send({ to, record, key, value });
    app.work.commit();
  }
}

describe("code in callbacks and code in sequence", () => {
  test("are one and the same to a run: digests agree when they do the same things in the same turns", () => {
    const inSequence = function* (app: App): Steps {
      const first = yield* app.send({ to: "orders-0", record: "a" });
      app.note(first.kind);
      yield* app.after("7ms");
      yield* app.send({ to: "orders-0", record: "b" });
    };
    const inCallbacks = (app: App): void => {
      app.send({ to: "orders-0", record: "a" }, (first) => {
        app.note(first.kind);
        app.after("7ms", () => void app.send({ to: "orders-0", record: "b" }));
      });
    };
    expect(enacted(inCallbacks).digest).toBe(enacted(inSequence).digest);
    expect(logOf(report(inCallbacks), "orders-0")).toEqual(["a", "b"]);
  });

  test("a class whose constructor takes the application will do", () => {
    class Relay {
      readonly #app: App;
      constructor(app: App) {
        this.#app = app;
        app.work.next((task) => this.#relay(task));
      }
      #relay({ to, record }: Task): void {
        this.#app.send({ to, record }, () => this.#app.work.next((task) => this.#relay(task)));
      }
    }
    const result = report((app) => new Relay(app), { shop: { sends: asked("0ms", "0ms") } });
    expect(ends(result)).toEqual(["order-1 acked", "order-2 acked"]);
  });

  test("several loops of one process go on side by side", () => {
    const order: string[] = [];
    report((app) => {
      order.length = 0;
      for (const [name, wait] of [
        ["slow", "5ms"],
        ["quick", "2ms"],
      ] as const) {
        app.spawn(function* () {
          for (let round = 1; round <= 2; round++) {
            yield* app.after(wait);
            order.push(`${name} ${round}`);
          }
        });
      }
    });
    expect(order).toEqual(["quick 1", "quick 2", "slow 1", "slow 2"]);
  });

  test("a sub-generator hands its result on, and what has come already holds nobody up", () => {
    const noted: unknown[] = [];
    const result = report(function* (app) {
      noted.length = 0;
      const both = function* (): Steps<number> {
        const one = app.send({ to: "orders-0", record: "a" });
        const other = app.send({ to: "orders-0", record: "b" });
        const [second, first] = [yield* other, yield* one];
        return first.kind === "acknowledged" && second.kind === "acknowledged" ? second.offset - first.offset : -1;
      };
      noted.push(yield* both());
    });
    expect(noted).toEqual([1]);
    expect(logOf(result, "orders-0")).toEqual(["a", "b"]);
  });
});

describe("time", () => {
  test("passes by the clock of the run: waits end in the order of their times, equal ones in the order of their beginnings", () => {
    const ended: string[] = [];
    report((app) => {
      ended.length = 0;
      const note = (name: string) => () => void ended.push(`${name} at ${app.now()}`);
      app.after("3ms", note("c"));
      app.after("1.5ms", note("a"));
      app.after("3ms", note("d"));
      const called = app.after("2ms", note("never"));
      app.after("1999us", () => {
        note("b")();
        called.cancel();
      });
    });
    expect(ended).toEqual(["a at 1", "b at 1", "c at 3", "d at 3"]);
  });

  test("a wait of nothing is another turn, so that a loop of them ends at a limit and not in a standstill", () => {
    const spin = (app: App): void => {
      const again = (): void => void app.after("0ms", again);
      again();
    };
    const result = report(spin, { limits: { events: 500 } });
    expect(result.outcome).toBe("limit-reached");
    expect(result.events).toBe(500);
  });

  test("within gives what came in time, and undefined where it did not; what came too late does no harm", () => {
    const came: unknown[] = [];
    const result = report(
      function* (app) {
        came.length = 0;
        came.push(yield* app.within("1s", app.send({ to: "orders-0", record: "a" })));
        came.push(yield* app.within("50ms", app.send({ to: "orders-0", record: "b" })), app.now());
      },
      { faults: [{ message: "broker-1>shop Produce response #2", do: "delay", by: "200ms" }] },
    );
    expect(came).toEqual([
      { kind: "acknowledged", offset: 0, topicPartition: "orders-0" },
      undefined,
      expect.any(Number),
    ]);
    expect(came[2]).toBeLessThan(100);
    expect(ends(result)).toEqual(["a acked", "b acked"]);
  });
});

describe("a run", () => {
  test("goes on while somebody waits with something to do, and ends when nobody has", () => {
    const late = report((app) => void app.after("5s", () => void app.send({ to: "orders-0", record: "late" })));
    expect(logOf(late, "orders-0")).toEqual(["late"]);
    expect(late.virtualMicros).toBeGreaterThan(5_000_000);
    expect(late.virtualMicros).toBeLessThan(6_000_000);
    expect(late.outcome).toBe("as-expected");
  });

  test("ends though polls would go on for ever, once they have come round in vain", () => {
    let polls = 0;
    const poller = function* (app: App): Steps {
      polls = 0;
      app.storage.set("row", 1);
      yield* app.storage.flush();
      for (;;) {
        polls++;
        if (app.now() > 300) app.storage.delete("row");
        yield* app.idle("100ms");
      }
    };
    const result = report(poller);
    expect(result.outcome).toBe("as-expected");
    // In vain at 101ms already: what code means to do later it has to wait for by `after`.
    expect(polls).toBe(2);
  });

  test("waits for the polls of all, and for whatever is still under way on the network", () => {
    const seen: string[] = [];
    const reader = function* (app: App): Steps {
      seen.length = 0;
      const orders = app.subscribe("orders");
      for (;;) seen.push((yield* orders.next()).record);
    };
    const result = report(reader, {
      network: { discipline: "datagram" },
      others: [{ name: "till", config: { acks: "0", "enable.idempotence": false }, sends: asked("0ms") }],
      faults: [{ message: "till>broker-1 Produce request #1", do: "delay", by: "3s" }],
    });
    expect(result.marks["message-delayed"]).toBe(1);
    expect(seen).toEqual(["order-1"]);
  });

  test("is judged as any other: what a process sent is decided, stored, acknowledged", () => {
    const sends = asked("0ms", "1ms", "2ms");
    const result = report(obedient, {
      shop: { sends },
      faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
    });
    expect(ends(result)).toEqual(["order-1 acked", "order-2 acked", "order-3 acked"]);
    expect(result.marks).toMatchObject({ "duplicate-suppressed": 1, "application-started": 1 });
    expect(result.violations).toEqual([]);
  });

  test("beside built-in applications ends only when those have, too", () => {
    const result = report(obedient, { others: [{ name: "late", sends: asked("2s") }] });
    expect(ends(result)).toEqual(["order-1 acked"]);
  });
});

describe("code that goes wrong", () => {
  test("ends its process for good where it throws, and that is a violation with the exception in it", () => {
    const result = report(
      (app) => {
        app.after("1ms", () => {
          throw new RangeError("no such order");
        });
        app.after("2ms", () => void app.send({ to: "orders-0", record: "a" }));
      },
      { faults: [{ at: "5ms", do: "crash", node: "shop", for: "5ms" }] },
    );
    expect(result.violations).toMatchObject([
      {
        property: "application-threw",
        atMicros: 1_000,
        subject: "shop",
        got: "RangeError: no such order",
        expected: false,
      },
    ]);
    expect(result.deliveries).toEqual([]);
    expect(result.outcome).toBe("violated");
  });

  test.each<[string, (app: App) => unknown, string]>([
    ["sends where no topic is", (app) => app.send({ to: "payments", record: "a" }), "topic or topic partition"],
    ["reads where no topic is", (app) => app.subscribe("payments"), 'no topic is called "payments"'],
    ["says no unit", (app) => app.after("5" as "5ms"), "is no span of time"],
    ["returns a promise", async () => undefined, "use function* and yield*"],
    ["waits for nothing", () => [1][Symbol.iterator](), "waits by yield*"],
    ["keeps what is no data", (app) => app.storage.set("a", (() => 1) as never), "what JSON can write"],
    ["asks twice at a time", (app) => [app.work.next(), app.work.next()], "one item at a time"],
    ["wants a number below nothing", (app) => app.random(-1, 1), "two whole numbers"],
  ])("is told so in words where it %s", (_what, start, words) => {
    expect(report(start).violations).toMatchObject([
      { property: "application-threw", got: expect.stringContaining(words) },
    ]);
  });

  test("and uses a life that is over is told so, too", () => {
    let first: App | undefined;
    const result = report(
      (app) => {
        if (app.life === 0) first = app;
        app.after("10ms", () => void first?.note("still here"));
      },
      { faults: [{ at: "5ms", do: "crash", node: "shop", for: "5ms" }] },
    );
    expect(result.violations).toMatchObject([{ got: "Error: life 0 of shop is over, and nothing can be asked of it" }]);
  });
});
