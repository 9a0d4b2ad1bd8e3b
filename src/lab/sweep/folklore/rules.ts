import { failingRules } from "./failing.ts";
import type { Rule } from "./rule.ts";
import { sendingRules } from "./sending.ts";

/** Rules that people repeat, each in circumstances in which it could hold or not. */
export const rules: readonly Rule[] = [...sendingRules, ...failingRules];
