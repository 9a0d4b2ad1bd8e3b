import { BadInput } from "../input/bad-input.ts";
import type { Prepared } from "../scenarios/compile.ts";
import type { RunResult } from "../scenarios/run.ts";
import type { Repro } from "../scenarios/spec.ts";
import type { Duration } from "../sim/index.ts";
import type { Drawing } from "./commands/drawing.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { exitCodeOf } from "./session.ts";
import type { Source } from "./source.ts";
import type { Terminal } from "./terminal.ts";

export interface ReplayOptions extends Drawing {
  readonly seed?: number;
  readonly until?: string;
  readonly break?: readonly string[];
  readonly step?: boolean;
  readonly json?: boolean;
}

/** A repro with the run that it is to give. */
export interface Replaying {
  readonly source: Source;
  readonly repro: Repro;
  readonly prepared: Prepared;
  readonly until: Duration | undefined;
}

/** Puts the option before what is wrong with a condition. */
export function breaking<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(`--break ${error.message}`) : error;
  }
}

/** The exit code of the whole run; first of all it has to be the run that the repro was written of. */
export function verdictOf({ source, repro }: Replaying, result: RunResult, terminal: Terminal): ExitCode {
  if (result.digest === repro.digest) return exitCodeOf(result.outcome, result.violations);
  terminal.err(
    `onceproof: ${source.given} was written of a run with the digest ${repro.digest}; this one has ${result.digest}`,
  );
  return exitCodes.notDeterministic;
}
