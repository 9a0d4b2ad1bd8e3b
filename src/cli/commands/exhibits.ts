import type { Diagnosis } from "../../lab/doctor/diagnosis.ts";
import { prepare } from "../../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";

/** A run that shows something, with nothing left to chance, and the file in which it lies. */
export interface Exhibit {
  readonly name: string;
  /** With its trace. */
  readonly result: RunResult;
  readonly repro: Repro;
  readonly file: string | undefined;
}

/** The runs that belong to a diagnosis, by what they show. */
export interface Exhibits {
  /** By guarantee. */
  readonly counterexamples: ReadonlyMap<string, Exhibit>;
  /** By guarantee: the same faults with changed settings. */
  readonly mended: ReadonlyMap<string, Exhibit>;
  /** By limit. */
  readonly limits: ReadonlyMap<string, Exhibit>;
  readonly all: readonly Exhibit[];
}

/** Runs what a diagnosis shows; `fileOf` says where each is to be kept. */
export function exhibitsOf(
  diagnosis: Diagnosis,
  fileOf: (exhibit: Pick<Exhibit, "name" | "repro">) => string | undefined,
): Exhibits {
  const exhibit = (scenario: Scenario): Exhibit => {
    const result = run(prepare(scenario, { recordTapes: true, trace: { keep: "all" } }));
    const { name } = scenario;
    const repro = reproOf(result);
    return { name, result, repro, file: fileOf({ name, repro }) };
  };
  const { judgements, treatment, limits } = diagnosis;
  const counterexamples = new Map(
    judgements.flatMap(({ guarantee, counterexample }) =>
      counterexample === undefined ? [] : [[guarantee.name, exhibit(counterexample.scenario)]],
    ),
  );
  const mended = new Map((treatment?.runs ?? []).map(({ guarantee, scenario }) => [guarantee, exhibit(scenario)]));
  const shown = new Map(
    limits.flatMap(({ limit, shown: one }) => (one === undefined ? [] : [[limit.name, exhibit(one.scenario)]])),
  );
  const all = [...counterexamples.values(), ...mended.values(), ...shown.values()];
  return { counterexamples, mended, limits: shown, all };
}
