import { setFlagsFromString } from "node:v8";

/**
 * How much V8 may inline into one function, in bytes of bytecode: three times as much as it would by itself. A run is
 * many small functions, and gets an eighth faster by it (bench `model-event`, with and without `--plain`).
 */
export const inliningFlags = [
  "--max-inlined-bytecode-size=1500",
  "--max-inlined-bytecode-size-cumulative=3000",
] as const;

/** Lets the engine inline more from now on. It changes how fast a run is, never what happens in it. */
export function inlineMore(): void {
  // Bun has another engine, without these flags.
  if (process.versions.bun === undefined) for (const flag of inliningFlags) setFlagsFromString(flag);
}
