import { type Overrides, type Prepared, prepare } from "../scenarios/compile.ts";
import { faultOf } from "../scenarios/faults.ts";
import { type RunResult, run } from "../scenarios/run.ts";
import type { Repro } from "../scenarios/spec.ts";

/** A repro made ready: nothing is drawn, so that the seed decides nothing. @throws BadInput as `prepare` does. */
export const prepareRepro = (repro: Repro, overrides: Overrides = {}): Prepared =>
  prepare(repro.scenario, { ...overrides, replay: { faults: repro.faults.map(faultOf), tapes: repro.tapes } });

export interface Replayed {
  readonly result: RunResult;
  /** Whether it is the run that the repro was written of. */
  readonly same: boolean;
}

/** Runs a repro again and holds its digest against the one it was written with. */
export function replay(repro: Repro, overrides: Overrides = {}): Replayed {
  const result = run(prepareRepro(repro, overrides));
  return { result, same: result.digest === repro.digest };
}
