import { setFlagsFromString } from "node:v8";

/**
 * How much V8 may inline into one function, in bytes of bytecode: three times as much as it would by itself. A run is
 * many small functions, and gets an eighth faster by it (bench `model-event`, with and without `--plain`), once that much
 * more is compiled.
 */
export const inliningFlags = [
  "--max-inlined-bytecode-size=1500",
  "--max-inlined-bytecode-size-cumulative=3000",
] as const;

/**
 * The garbage collector goes through the whole heap when that has grown fourfold since the last time. By itself V8 would
 * do so after a few megabytes, because the heap of a server is small and it counts what sockets read as growth: many
 * times a second under load, for a third of all processor time (`bench:serve`).
 */
export const servingFlags = ["--heap-growing-percent=300"] as const;

/** Lets the engine inline more from now on. It changes how fast a run is, never what happens in it. */
export const inlineMore = (): void => set(inliningFlags);

/**
 * From so many records in all on it has gained by then what compiling more has cost: with fewer it costs up to a third of
 * the time, and more where every thread of a hunt has a core (docs/figures.md).
 */
const worthInlining = 5_000_000;

/** Lets the engine inline more where so many records are going to be sent that it pays. */
export function inlineMoreFor(records: number): void {
  if (records >= worthInlining) inlineMore();
}

/** Lets the heap of this process grow further before it is gone through. */
export const collectLess = (): void => set(servingFlags);

function set(flags: readonly string[]): void {
  // Bun has another engine, without these flags.
  if (process.versions.bun === undefined) for (const flag of flags) setFlagsFromString(flag);
}
