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

const bitsOfKind = 5;
const mostOfKind = 2 ** bitsOfKind - 1;

/** How many faults of one kind there can be at most: all kinds together are counted in one whole number of 30 bits. */
export const mostFaults = mostOfKind;

/** The faults of one kind in a count of all. */
export const faultsOf = (spent: number, kind: FaultKind): number =>
  (spent >>> (bitsOfKind * faultKinds.indexOf(kind))) & mostOfKind;

/** What one more fault of a kind adds to a count of all. */
export const oneMore = (kind: FaultKind): number => 1 << (bitsOfKind * faultKinds.indexOf(kind));

/** All faults of a count together. */
export const allFaults = (spent: number): number => faultKinds.reduce((sum, kind) => sum + faultsOf(spent, kind), 0);
