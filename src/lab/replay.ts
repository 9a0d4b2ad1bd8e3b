import { placedIn } from "../input/document.ts";
import type { Overrides } from "../scenarios/compile.ts";
import { prepareRepro } from "../scenarios/repro.ts";
import { type RunResult, run } from "../scenarios/run.ts";
import type { Repro } from "../scenarios/spec.ts";

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
