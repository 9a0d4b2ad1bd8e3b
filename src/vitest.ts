/**
 * Onceproof in tests of vitest, which has to be installed beside it. Importing this gives `expect` three matchers:
 *
 *     await expect(scenario).toHoldForSeeds(1000);
 *     await expect(scenario).toBeDeterministic();
 *     await expect("producer-restart").toViolate("stored-once-end-to-end");
 *
 * Where one fails it tells the smallest run that shows why, draws it, and says how to see it again.
 */
import { expect } from "vitest";
import { type OnceproofMatchers, matchers } from "./testing/matchers.ts";

export type { Expected, OnceproofMatchers, SeedOptions } from "./testing/matchers.ts";

declare module "vitest" {
  // Merges with vitest's own, whose parameter has to be declared alike.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends OnceproofMatchers {}
}

expect.extend(matchers);
