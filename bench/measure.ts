/** One measured figure; `--json` prints one such object a line. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * Nanoseconds for one of the steps that `work` takes: the best of several rounds, after rounds that only warm up. The
 * best, not the mean: whatever else the machine does can only make a round slower.
 */
export function nanosPerStep(
  work: () => number,
  rounds: { readonly warmUp: number; readonly measured: number },
): number {
  for (let round = 0; round < rounds.warmUp; round++) work();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds.measured; round++) {
    const start = process.hrtime.bigint();
    const steps = work();
    const nanos = Number(process.hrtime.bigint() - start);
    best = Math.min(best, nanos / steps);
  }
  return best;
}
