import type { Scenario } from "../../scenarios/spec.ts";
import { isExplicit } from "../shrinking/case.ts";
import type { ToldFailure } from "../shrinking/told.ts";
import { sparseRepro, sparseScenario } from "./sparse.ts";

/** What of a failure goes into a file: a scenario where that alone is the run, and else a repro with its tapes. */
export interface Emitted {
  readonly kind: "scenario" | "repro";
  readonly value: Readonly<Record<string, unknown>>;
  readonly faults: Scenario["faults"];
}

export function emittedOf({ subject, repro }: ToldFailure): Emitted {
  const { scenario } = subject;
  const { faults } = scenario;
  if (isExplicit(subject)) return { kind: "scenario", value: sparseScenario(scenario), faults };
  return { kind: "repro", value: sparseRepro(repro), faults: repro.faults };
}
