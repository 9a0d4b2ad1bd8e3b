import { BadInput } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "./compile.ts";
import { faultOf } from "./faults.ts";
import type { Repro } from "./spec.ts";

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
