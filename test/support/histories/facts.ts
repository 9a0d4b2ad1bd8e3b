/**
 * A complete history of a run at the level of what properties are told, as data: who judges it later needs nobody else.
 * Sends are numbered from 0 in their order; times are milliseconds.
 */
export type Fact =
  | { readonly kind: "wait"; readonly millis: number }
  | ({ readonly kind: "begin"; readonly session: number } & Allowed)
  | {
      readonly kind: "send";
      readonly send: number;
      /** Sends of one record mean the same. */
      readonly record: number;
      readonly session: number;
      readonly partition: Partition;
      /** The send before it of the same record. */
      readonly again: number | undefined;
    }
  | ({
      readonly kind: "append";
      readonly partition: Partition;
      /** -1: a record that nobody sent. */
      readonly sends: readonly number[];
    } & Claimed)
  | ({ readonly kind: "suppress"; readonly partition: Partition; readonly count: number } & Claimed)
  | ({ readonly kind: "remember"; readonly partition: Partition; readonly count: number } & Claimed)
  | { readonly kind: "acknowledge"; readonly send: number; readonly offset: number }
  | { readonly kind: "fail"; readonly send: number; readonly exception: string; readonly attempts: number }
  | { readonly kind: "refuse"; readonly send: number }
  | { readonly kind: "write"; readonly send: number }
  | { readonly kind: "ask-for-id"; readonly session: number }
  | { readonly kind: "identify"; readonly session: number; readonly producerId: number }
  /** The end of a log goes, from this offset on, and nobody is told. */
  | { readonly kind: "lose"; readonly partition: Partition; readonly from: number }
  /** A follower takes its leader's place without what lies from this offset on, at the boundary of a batch. */
  | { readonly kind: "take-over"; readonly partition: Partition; readonly from: number }
  /** A restart, after which the batches at these two places of a log have changed their records. */
  | { readonly kind: "restart"; readonly swapped: readonly [Partition, number, number] | undefined }
  | {
      readonly kind: "consume";
      readonly consumer: string;
      readonly send: number;
      readonly offset: number;
      readonly applied: boolean;
    }
  /** Code of an application took on to send the record of this number. */
  | { readonly kind: "accept"; readonly record: number }
  | { readonly kind: "spin"; readonly session: number }
  | { readonly kind: "throw"; readonly application: string; readonly error: string }
  | { readonly kind: "unsettled"; readonly stuck: readonly { readonly application: string; readonly by: string }[] }
  | { readonly kind: "end"; readonly settled: boolean };

export type Partition = 0 | 1;
export type Kind = Fact["kind"];

/** What the settings of a session allow it; its n-th backoff is n times `backoffMillis`. */
export interface Allowed {
  readonly writes: number;
  readonly backoffMillis: number;
  readonly decisionMillis: number;
  readonly needsId: boolean;
}

/** A batch as it is named in requests, tables and answers, and where it lies or is said to lie. */
export interface Claimed {
  readonly producerId: number;
  readonly epoch: number;
  readonly baseSequence: number;
  readonly baseOffset: number;
}

export const partitionName = (partition: Partition): string => `t-${partition}`;
export const recordName = (record: number): string => `r${record}`;
