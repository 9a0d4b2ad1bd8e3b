import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { inliningFlags, servingFlags } from "../../src/cli/engine.ts";

const takes = (flag: string): boolean => spawnSync(process.execPath, [flag, "--eval", "0"]).status === 0;

test("the engine knows the flags that the command sets, and would say so if it did not", () => {
  expect([...inliningFlags, ...servingFlags].filter((flag) => !takes(flag))).toEqual([]);
  expect(takes("--max-inlined-bytecode-sighs=1500")).toBe(false);
});
