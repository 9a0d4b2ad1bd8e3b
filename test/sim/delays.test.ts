import { describe, expect, it } from "vitest";
import {
  type Delay,
  Stream,
  constantDelay,
  drawDelay,
  longTailedDelay,
  micros,
  millis,
  uniformDelay,
} from "../../src/sim/index.ts";

function drawn(delay: Delay, count = 2_000): number[] {
  const stream = new Stream(7);
  return Array.from({ length: count }, () => drawDelay(delay, stream));
}

const share = (values: readonly number[], value: number): number =>
  values.filter((one) => one === value).length / values.length;

describe("a delay", () => {
  it("that is constant is always the same and takes nothing from the stream", () => {
    const used = new Stream(1);
    expect(drawDelay(constantDelay(millis(2)), used)).toBe(2_000);
    expect(used.between(0, 1_000_000)).toBe(new Stream(1).between(0, 1_000_000));
  });

  it("that is uniform hits both ends", () => {
    const values = drawn(uniformDelay(micros(10), micros(14)));
    expect([...new Set(values)].toSorted()).toEqual([10, 11, 12, 13, 14]);
  });

  it("with a long tail is mostly typical, seldom four times and hardly ever twenty times as long", () => {
    const values = drawn(longTailedDelay(millis(1)));
    expect(share(values, 1_000)).toBeGreaterThan(0.9);
    expect(share(values, 4_000)).toBeGreaterThan(0.03);
    expect(share(values, 4_000)).toBeLessThan(0.08);
    expect(share(values, 20_000)).toBeGreaterThan(0);
    expect(share(values, 20_000)).toBeLessThan(0.03);
  });

  it("from samples gives each of them and nothing else", () => {
    const samples = [micros(3), micros(5), micros(8)];
    const values = drawn({ kind: "samples", samples });
    expect([...new Set(values)].toSorted()).toEqual([3, 5, 8]);
    expect(share(values, 5)).toBeGreaterThan(0.25);
  });

  it("from no samples is refused", () => {
    expect(() => drawn({ kind: "samples", samples: [] })).toThrow("needs a sample");
  });
});
