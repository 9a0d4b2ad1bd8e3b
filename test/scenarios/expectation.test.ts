import { expect, test } from "vitest";
import { simulate } from "../../src/scenarios/simulate.ts";
import type { ScenarioInput } from "../../src/scenarios/spec.ts";

const lostAnswer: ScenarioInput = {
  name: "lost-answer",
  producers: [{ name: "shop", config: { "enable.idempotence": false }, sends: [{ to: "orders-0", record: "a" }] }],
  faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
};
/** What nobody promises end to end is left out of it. */
const meant = { violations: ["stored-once-end-to-end"] };

test("a property that must hold breaks the run even where the protocol has an excuse", () => {
  expect(simulate({ ...lostAnswer, expect: meant }).outcome).toBe("as-expected");
  const { outcome, shortfalls } = simulate({
    ...lostAnswer,
    expect: { ...meant, holds: ["acknowledged-exactly-once"] },
  });
  expect(outcome).toBe("violated");
  expect(shortfalls).toEqual(["acknowledged-exactly-once was to hold, whatever would excuse it, and broke"]);
  const idempotent = { ...lostAnswer, producers: [{ name: "shop", sends: [{ to: "orders-0", record: "a" }] }] };
  expect(simulate({ ...idempotent, expect: { holds: ["acknowledged-exactly-once"] } }).outcome).toBe("as-expected");
});

test("a property that must hold is one that there is", () => {
  expect(() => simulate({ ...lostAnswer, expect: { holds: ["once"] } })).toThrow(/no property is called "once"/);
});

test("a record that waits longer than it may breaks the run, and the time it took is told", () => {
  const within = (decidedWithin: string) => simulate({ ...lostAnswer, expect: { ...meant, decidedWithin } });
  expect(within("31s").outcome).toBe("as-expected");
  const { outcome, shortfalls } = within("30s");
  expect(outcome).toBe("violated");
  expect(shortfalls).toEqual(["a was to be decided within 30s, and was after 30.118s"]);
});

test("a record without a callback has waited to the end", () => {
  const crashed = {
    ...lostAnswer,
    faults: [{ at: "5ms", do: "crash" as const, node: "shop" }],
    expect: { decidedWithin: "1h", undecided: 1 },
  };
  expect(simulate(crashed).shortfalls).toEqual(["a was to be decided within 1h, and had not been after 6ms"]);
});

test("a mark that is hit more often than it may be breaks the run, and one that there is not is refused", () => {
  const atMost = (most: Readonly<Record<string, number>>) =>
    simulate({ ...lostAnswer, expect: { ...meant, atMost: most } });
  expect(atMost({ "batch-sent": 2 }).outcome).toBe("as-expected");
  const { outcome, shortfalls } = atMost({ "batch-sent": 1 });
  expect(outcome).toBe("violated");
  expect(shortfalls).toEqual(["batch-sent was to happen at most 1 times, and did 2 times"]);
  expect(() => atMost({ "batch-snet": 1 })).toThrow(/no mark is called "batch-snet"; did you mean "batch-sent"/);
});
