import { expect, test } from "vitest";
import { breachLines } from "../../src/cli/text/breaches.ts";
import type { LiveViolation } from "../../src/wire/history/reports.ts";

const breach = (subject: string, more: Partial<LiveViolation> = {}): LiveViolation => ({
  property: "order-as-sent",
  kind: "safety",
  atMicros: 0,
  subject,
  expected: false,
  wanted: "this",
  got: "that",
  because: [],
  replay: "",
  ...more,
});

test("a few breaches are told one by one, those that nobody promised against with the reason", () => {
  expect(breachLines([breach("a"), breach("b", { expected: true, because: ["why"] })], "there")).toEqual([
    "broken: order-as-sent, a: wanted this; got that",
    "note: order-as-sent, b: got that, for why",
  ]);
  expect(breachLines([], "there")).toEqual([]);
});

test("of many breaches the first three of each promise are told, how many more there are, and where", () => {
  const many = Array.from({ length: 1_203 }, (_, at) => breach(`record ${at}`));
  const other = breach("x", { property: "stored-once-end-to-end" });
  expect(breachLines([...many, other], "in the file")).toEqual([
    "broken: order-as-sent, record 0: wanted this; got that",
    "broken: order-as-sent, record 1: wanted this; got that",
    "broken: order-as-sent, record 2: wanted this; got that",
    "broken: order-as-sent, 1 200 more times",
    "broken: stored-once-end-to-end, x: wanted this; got that",
    "note: 1 204 breaches in all: in the file",
  ]);
});
