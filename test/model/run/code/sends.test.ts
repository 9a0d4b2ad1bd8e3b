import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type App, type SendResult, application } from "../../../../src/model/run/code/api.ts";
import type { Steps } from "../../../../src/model/run/code/pending.ts";
import { type Shape, arbitraries } from "../../../../src/scenarios/arbitraries.ts";
import { prepare } from "../../../../src/scenarios/compile.ts";
import { reportOf } from "../../../../src/scenarios/report.ts";
import { type RunResult, deliveriesOf, logsOf, run } from "../../../../src/scenarios/run.ts";
import type { Scenario } from "../../../../src/scenarios/spec.ts";
import { Tally, brokenPromises } from "../../../support/promises.ts";
import { report } from "../../../support/code.ts";
import { ends, logOf } from "../../../support/story-run.ts";

describe("a send", () => {
  test("that fails says with which exception, and whether the client holds it retriable", () => {
    const results: SendResult[] = [];
    const both = (app: App): void => {
      results.length = 0;
      app.send({ to: "orders-0", record: "large", value: "x".repeat(200) }, (result) => void results.push(result));
      app.send({ to: "orders-0", record: "late" }, (result) => void results.push(result));
    };
    const config = { "max.request.size": 150, "request.timeout.ms": 100, "delivery.timeout.ms": 200 };
    const result = report(both, {
      shop: { config },
      faults: [
        { message: "broker-1>shop Produce response #1", do: "drop" },
        { at: "11ms", do: "split", between: ["shop", "broker-1"] },
      ],
    });
    expect(results).toEqual([
      { kind: "failed", error: "RecordTooLargeException", retriable: false },
      { kind: "failed", error: "TimeoutException", retriable: true },
    ]);
    expect(ends(result)).toEqual(["large RecordTooLargeException", "late TimeoutException"]);
  });

  test("that would block lets those after it wait in line, and other work of the process go on", () => {
    const seen: string[] = [];
    const blocked = (app: App): void => {
      seen.length = 0;
      for (const record of ["a", "b"]) app.send({ to: "orders-0", record }, () => void seen.push(record));
      app.after("1ms", () => void seen.push("meanwhile"));
    };
    const result = report(blocked, { shop: { knowsMetadata: false } });
    expect(seen).toEqual(["meanwhile", "a", "b"]);
    expect(logOf(result, "orders-0")).toEqual(["a", "b"]);
  });

  test("that blocks for longer than max.block.ms fails, and the next one in line has its own time", () => {
    const at: number[] = [];
    const blocked = (app: App): void => {
      at.length = 0;
      for (const record of ["a", "b"]) app.send({ to: "orders-0", record }, () => void at.push(app.now()));
    };
    const result = report(blocked, {
      shop: { knowsMetadata: false, config: { "max.block.ms": 50 } },
      faults: [{ at: "0ms", do: "split", between: ["shop", "broker-1"] }],
    });
    expect(ends(result)).toEqual(["a TimeoutException", "b TimeoutException"]);
    expect(at).toEqual([50, 100]);
  });

  test("of what was sent before is a resend: another record to the producer, and the application's doing", () => {
    const impatient = function* (app: App): Steps {
      const first = app.send({ to: "orders-0", record: "order-1" });
      if ((yield* app.within("20ms", first)) === undefined) app.send({ to: "orders-0", record: "order-1" });
    };
    const result = report(impatient, {
      faults: [{ message: "broker-1>shop Produce response #1", do: "delay", by: "100ms" }],
    });
    expect(logOf(result, "orders-0")).toEqual(["order-1", "order-1"]);
    expect(result.marks["application-resent"]).toBe(1);
    expect(result.violations[0]?.because).toEqual([
      "the application sent a record again: to the producer that is another record (Z24)",
    ]);
    expect(report(impatient).violations).toEqual([]);
  });
});

describe("a close", () => {
  test("settles when all that was sent is decided, and the next send makes a producer that knows nothing of it", () => {
    const renewing = function* (app: App): Steps {
      app.send({ to: "orders-0", record: "a" }, () => void app.note("decided"));
      yield* app.close();
      app.note("closed");
      yield* app.send({ to: "orders-0", record: "a" });
    };
    const result = report(renewing);
    expect(result.logs["orders-0"]).toMatchObject([
      { record: "a", producerId: 0, sequence: 0 },
      { record: "a", producerId: 1, sequence: 0 },
    ]);
    expect(result.violations[0]?.because[0]).toContain("a producer restarted");
  });

  test("of a process that has sent nothing has nothing to wait for", () => {
    let closed = false;
    report((app) => app.close(() => void (closed = true)));
    expect(closed).toBe(true);
  });
});

describe("code that does what the built-in application does", () => {
  const shape: Shape = { discipline: "tcp", inFlight: [1, 5], mayGiveUp: true, restarts: ["broker"] };
  const obedient = application({
    name: "shop",
    *start(app) {
      for (;;) {
        const { to, record, key, value } = yield* app.work.next();
        app.send({ to, record, key, value });
      }
    },
  });
  const check = (scenarios: fc.Arbitrary<Scenario>, held: (built: RunResult, coded: RunResult) => void): Tally => {
    const tally = new Tally();
    const agree = fc.property(scenarios, (scenario) => {
      const [built, coded] = [run(prepare(scenario)), run(prepare(scenario, { applications: [obedient] }))];
      tally.add(coded.marks);
      held(built, coded);
    });
    fc.assert(agree, { numRuns: 200, seed: 3 });
    return tally;
  };
  const met = ["request-lost", "batch-retried", "failed", "duplicate-suppressed", "broker-restarted"];

  /** The same with all that is to be sent asked for at the start: then no turn of the code ties with the sender's. */
  const atOnce = (scenario: Scenario): Scenario => ({
    ...scenario,
    producers: scenario.producers.map((producer) => ({
      ...producer,
      sends: (producer.sends ?? []).map((send) => ({ ...send, at: "0ms" })),
    })),
  });

  test("comes to the same run, time by time, whatever is done to it", () => {
    const tally = check(arbitraries(fc).scenario(shape).map(atOnce), (built, coded) => {
      expect(deliveriesOf(coded)).toEqual(deliveriesOf(built));
      expect(logsOf(coded)).toEqual(logsOf(built));
    });
    expect(tally.missing(met)).toEqual([]);
  });

  test("keeps the promises of idempotence as that does, whenever it sends", () => {
    const tally = check(arbitraries(fc).scenario(shape), (_built, coded) => {
      const renumbered = coded.marks["renumbered-in-doubt"] !== undefined;
      if (!renumbered) expect(brokenPromises(reportOf(coded, ""))).toEqual([]);
      expect(coded.outcome === "as-expected" || renumbered).toBe(true);
    });
    expect(tally.missing(met)).toEqual([]);
  });
});

test("a process that pauses does nothing meanwhile, and does all that has come due when it goes on", () => {
  const seen: string[] = [];
  report(
    (app) => {
      seen.length = 0;
      app.storage.set("a", 1);
      app.after("10ms", () => {
        seen.push(`late at ${app.now()}`);
        app.after("1ms", () => void seen.push(`next at ${app.now()}`));
      });
      app.after("20ms", () => app.storage.flush(() => void seen.push(`flushed at ${app.now()}`)));
    },
    { faults: [{ at: "5ms", do: "pause", node: "shop", for: "50ms" }] },
  );
  expect(seen).toEqual(["late at 55", "next at 56", "flushed at 56"]);
});
