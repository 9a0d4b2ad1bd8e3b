/**
 * Matchers for test runners with Jest's `expect`: `expect.extend(matchers)`. Who uses vitest imports `onceproof/vitest`,
 * which does that and brings the types along.
 */
export { type Expected, type OnceproofMatchers, type SeedOptions, matchers } from "./testing/matchers.ts";
