/** How many faults of each kind a run may suffer, and how many records each producer sends. */
export interface Scope {
  readonly records: number;
  /** Messages lost. */
  readonly losses: number;
  /** Messages that come twice; datagrams only. */
  readonly duplicates: number;
  /** Messages that are late: time passes before they arrive. Of datagrams others overtake them, on a connection none does. */
  readonly delays: number;
  /** Messages that others overtake before time moves on; datagrams only. */
  readonly reorder: number;
  /** Producers that die and start again. */
  readonly crashes: number;
  /** Brokers that are killed and start again. */
  readonly restarts: number;
}

export type FaultKind = Exclude<keyof Scope, "records">;

/** In the order in which a state counts them. */
export const faultKinds = ["losses", "duplicates", "delays", "reorder", "crashes", "restarts"] as const;

const bitsOfKind = 4;

/** How many faults of one kind there can be at most: what a state has seen of all kinds is one whole number. */
export const mostFaults = 2 ** bitsOfKind - 1;

/** The faults of one kind in a count of all. */
export const faultsOf = (spent: number, kind: FaultKind): number =>
  (spent >>> (bitsOfKind * faultKinds.indexOf(kind))) & mostFaults;

/** What one more fault of a kind adds to a count of all. */
export const oneMore = (kind: FaultKind): number => 1 << (bitsOfKind * faultKinds.indexOf(kind));

/**
 * How often time moves on at most while the broker is down. Without a bound clients would try to reach it, each time at
 * another instant, until the run's limit of time.
 */
export const mostMovesWhileDown = 2;

const movesAt = bitsOfKind * faultKinds.length;

/** How often time has moved on since the broker went down: counted beside the faults. */
export const movesWhileDown = (spent: number): number => spent >>> movesAt;

/** What one more of them adds to the count. */
export const oneMoreMove = 1 << movesAt;
