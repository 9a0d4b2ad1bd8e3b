import { spawnSync } from "node:child_process";
import v8 from "node:v8";
import { beforeEach, expect, test, vi } from "vitest";
import { inlineMoreFor, inliningFlags, servingFlags } from "../../src/cli/engine.ts";

vi.mock("node:v8", () => {
  const setFlagsFromString = vi.fn();
  return { default: { setFlagsFromString }, setFlagsFromString };
});

beforeEach(() => vi.mocked(v8.setFlagsFromString).mockClear());

const takes = (flag: string): boolean => spawnSync(process.execPath, [flag, "--eval", "0"]).status === 0;

test("the engine knows the flags that the command sets, and would say so if it did not", () => {
  expect([...inliningFlags, ...servingFlags].filter((flag) => !takes(flag))).toEqual([]);
  expect(takes("--max-inlined-bytecode-sighs=1500")).toBe(false);
});

test("a long hunt lets the engine inline more, and one that is over before it pays leaves it as it is", () => {
  const told = (): readonly unknown[] => vi.mocked(v8.setFlagsFromString).mock.calls.map(([flag]) => flag);
  inlineMoreFor(1_000 * 100);
  expect(told()).toEqual([]);
  inlineMoreFor(200_000 * 100);
  expect(told()).toEqual([...inliningFlags]);
});
