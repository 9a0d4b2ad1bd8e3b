import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  InvariantError,
  assert,
  formatTime,
  instant,
  micros,
  millis,
  never,
  parseDuration,
  plus,
  seconds,
  since,
  unreachable,
  wholeMillis,
} from "../../src/sim/index.ts";

describe("virtual time", () => {
  it("adds a wait to an instant and takes it off again", () => {
    expect(plus(instant(5), millis(2))).toBe(2_005);
    expect(since(instant(5), plus(instant(5), seconds(1)))).toBe(1_000_000);
  });

  it("refuses what is no instant: halves, waits into the past, and what lies beyond the last one", () => {
    expect(() => plus(instant(1), micros(0.5))).toThrow("is no instant");
    expect(() => plus(instant(9), micros(-1))).toThrow("is no instant");
    expect(() => plus(never, micros(1))).toThrow("is no instant");
    expect(() => since(instant(2), instant(1))).toThrow("1 is before 2");
  });

  it("reads whole milliseconds as a clock does that has no finer ones", () => {
    expect([0, 999, 1_000, 1_999].map((at) => wholeMillis(instant(at)))).toEqual([0, 0, 1, 1]);
  });

  it("is written for people without dropping a digit", () => {
    expect([999, 12_345, 1_500_000, 120_000_001].map((at) => formatTime(instant(at)))).toEqual([
      "999us",
      "12.345ms",
      "1.5s",
      "2m0.000001s",
    ]);
  });

  it("is read back as it was written, for every duration below a minute", () => {
    fc.assert(
      fc.property(fc.nat(59_999_999), (time) => {
        expect(parseDuration(formatTime(micros(time)))).toBe(time);
      }),
      { numRuns: 2_000 },
    );
    // Floating point turns these two into something that is no whole number.
    expect(parseDuration("1.005ms")).toBe(1_005);
    expect(parseDuration("16.001001s")).toBe(16_001_001);
  });

  it.each([
    ["250us", 250],
    ["5ms", 5_000],
    ["30s", 30_000_000],
    ["1.50s", 1_500_000],
    [" 2m ", 120_000_000],
    ["1.1h", 3_960_000_000],
    ["2.0us", 2],
  ])("reads %s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(["5", "ms", "-5ms", "1.5us", "1.0000001s", "5 ms", "5min", "", "1e3ms", "9007199254740993us"])(
    "refuses %j as a duration",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe("an invariant", () => {
  it("that holds costs no message, and one that is broken throws it", () => {
    let built = 0;
    const message = (): string => `message ${++built}`;
    assert(true, message);
    expect(built).toBe(0);
    expect(() => assert(false, message)).toThrow(new InvariantError("message 1"));
  });

  it("closes a union against values from outside", () => {
    expect(() => unreachable("else" as never)).toThrow('impossible case: "else"');
  });
});
