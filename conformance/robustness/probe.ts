import { setTimeout as sleep } from "node:timers/promises";

/** A server that listens in this process, so that its memory is the process's. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One question put to a server. `ill`: what it did that no server may; empty: nothing. */
export interface Finding {
  readonly probe: string;
  /** What was measured, for a report. */
  readonly figures: string;
  readonly ill: readonly string[];
}

export type Probe = (target: Target) => Promise<Finding>;

/** Waits for a promise as long as a server may take; `undefined`: longer. */
export async function within<Value>(millis: number, promise: Promise<Value>): Promise<Value | undefined> {
  const timer = new AbortController();
  const late = sleep(millis, undefined, { signal: timer.signal }).catch(() => undefined);
  const first = await Promise.race([promise, late]);
  timer.abort();
  return first;
}
