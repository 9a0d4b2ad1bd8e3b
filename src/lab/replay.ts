import { BadInput } from "../input/bad-input.ts";
import { placedIn } from "../input/document.ts";
import { type Overrides, type Prepared, prepare } from "../scenarios/compile.ts";
import { faultOf } from "../scenarios/faults.ts";
import { type RunResult, run } from "../scenarios/run.ts";
import type { Repro } from "../scenarios/spec.ts";

/**
 * A repro made ready: nothing is drawn, so that the seed decides nothing.
 *
 * @throws BadInput as `prepare` does; its places are those of the repro.
 */
export function prepareRepro(repro: Repro, overrides: Overrides = {}): Prepared {
  try {
    return prepare(repro.scenario, {
      ...overrides,
      replay: { faults: repro.faults.map(faultOf), tapes: repro.tapes },
    });
  } catch (error) {
    if (!(error instanceof BadInput) || error.path === undefined) throw error;
    const [top, ...rest] = error.path;
    throw new BadInput(error.message, top === "replay" ? rest : ["scenario", ...error.path]);
  }
}

export interface Replayed {
  readonly result: RunResult;
  /** Whether it is the run that the repro was written of. */
  readonly same: boolean;
}

/** Runs a repro again and holds its digest against the one it was written with. @throws BadInput as `prepareRepro`. */
export function replay(repro: Repro, overrides: Overrides = {}): Replayed {
  const result = run(placedIn("the repro", () => prepareRepro(repro, overrides)));
  return { result, same: result.digest === repro.digest };
}
