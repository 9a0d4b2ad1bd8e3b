/** How many faults of each kind a run may suffer, and how many records each producer sends. */
export interface Scope {
  readonly records: number;
  /** Messages lost. */
  readonly losses: number;
  /** Messages that come twice; datagrams only. */
  readonly duplicates: number;
  /** Messages that are late: others overtake them, and time passes meanwhile. */
  readonly reorder: number;
  /** Producers that die and start again. */
  readonly crashes: number;
  /** Brokers that are killed and start again. */
  readonly restarts: number;
}

export type FaultKind = Exclude<keyof Scope, "records">;

export const faultKinds: readonly FaultKind[] = ["losses", "duplicates", "reorder", "crashes", "restarts"];

/** How many faults of one kind there can be at most. */
export const mostFaults = 15;
