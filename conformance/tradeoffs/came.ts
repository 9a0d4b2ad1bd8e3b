import { Latencies } from "../../src/lab/sweep/latencies.ts";

/** What came of one run of a setting, real or simulated; times in microseconds. A sweep's rows have all of it. */
export interface Came {
  readonly records: number;
  readonly failed: number;
  /** How many failed by which exception. */
  readonly errors: Readonly<Record<string, number>>;
  /** Produce requests. */
  readonly requests: number;
  /** The slowest record. */
  readonly maxMicros: number;
  /** From send to callback: an HDR histogram, compressed, in base 64. */
  readonly latencies: string;
}

/** What the real producer says of one record; times since the load began. */
export interface Told {
  readonly sentMicros: number;
  readonly decidedMicros: number;
  readonly error?: string;
}

/** What came of a real run. */
export function cameOf(told: readonly Told[], requests: number): Came {
  const latencies = new Latencies();
  const errors: Record<string, number> = {};
  let maxMicros = 0;
  for (const { sentMicros, decidedMicros, error } of told) {
    const micros = Math.max(0, decidedMicros - sentMicros);
    latencies.record(micros);
    maxMicros = Math.max(maxMicros, micros);
    if (error !== undefined) errors[error] = (errors[error] ?? 0) + 1;
  }
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  return { records: told.length, failed, errors, requests, maxMicros, latencies: latencies.encoded() };
}
