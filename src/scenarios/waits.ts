import { batchWords, chainWords, standingWords } from "../model/run/stuck-words.ts";
import { type KeptBy, type Standing, keptBy } from "../model/run/stuck.ts";
import type { RunResult } from "./run.ts";

/** One application that a run left before it had come to its end, and whom it waits for. */
export interface WaitReport {
  readonly producer: string;
  /** What it is at, and the same in words. */
  readonly standing: Standing;
  readonly says: string;
  /** What keeps it, in a word: `refused`, `producer-id`, `answer`, … */
  readonly keptBy: KeptBy;
  readonly batches: readonly BatchWaitReport[];
  /** How many more of its batches wait. */
  readonly batchesLeftOut: number;
}

/** A batch, or a `send` that blocks, without an outcome. */
export interface BatchWaitReport {
  readonly records: readonly string[];
  readonly topicPartition: string;
  readonly place: "in-flight" | "queued" | "blocked";
  /** Who it is to the broker, and how often it was written. */
  readonly says: string;
  /** Whom it waits for: each kind of wait because of the next. */
  readonly chain: readonly string[];
  readonly waitsFor: string;
}

/** Batches of one application that are told one by one. */
const mostTold = 20;

/** Who waits for whom in a run that is over before all of its applications have come to their end; else empty. */
export function waitsOf({ simulation }: RunResult): readonly WaitReport[] {
  const nameOf = (record: number): string => simulation.plan.names.nameOf(record);
  return simulation.stuck().map((stuck) => {
    const { application, standing, batches } = stuck;
    return {
      producer: application,
      standing,
      says: standingWords[standing],
      keptBy: keptBy(stuck),
      batches: batches.slice(0, mostTold).map((batch) => ({
        records: batch.records.map(({ id }) => nameOf(id)),
        topicPartition: batch.topicPartition.name,
        place: batch.place,
        says: batchWords(batch),
        chain: batch.links.map(({ kind }) => kind),
        waitsFor: chainWords(batch, nameOf),
      })),
      batchesLeftOut: Math.max(0, batches.length - mostTold),
    };
  });
}
