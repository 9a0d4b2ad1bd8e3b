import type { Instant } from "../../sim/index.ts";
import type { ProducedRecord } from "../protocol.ts";
import type { TopicPartition } from "../core/topic-partition.ts";

/** A record on its way, with the call of `send` that put it there: what the producer is given, and gives back. */
export interface SentRecord extends ProducedRecord {
  /** Number of the call of `send`, counted over the run. */
  readonly send: number;
  readonly topicPartition: TopicPartition;
  /** Which life of which producer took it. */
  readonly session: number;
  /** The send before this one that carried the same record, where the application sent it again. */
  readonly earlierSend: number | undefined;
  /** The producer epoch under which it was last written to a socket (P-99 changes it on the way); `unwritten`: never. */
  writtenUnderEpoch: number;
  /** Whether it was written again under another epoch before anybody knew what became of it (P-99). */
  renumberedInDoubt: boolean;
  /** Of the first record of a batch: how often that was written to a socket, and when it last was. */
  written: number;
  writtenAt: Instant;
}

export const unwritten = -2;

/** Every record that an application of this run sent carries its send; what lay in a log before does not. */
export const isSent = (record: ProducedRecord): record is SentRecord =>
  // By what it holds: to ask whether the key is there takes an engine several times as long (bench `model-event`).
  (record as Partial<SentRecord>).send !== undefined;

/**
 * The application's names of records. Named ones are numbered as they come; streams take a block of numbers and name
 * each by its place, so that ten million records need no ten million names.
 */
export class RecordNames {
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly blocks: { readonly first: number; readonly count: number; readonly prefix: string }[] = [];
  private next = 0;

  /** The number of the record called `name`: the same each time. */
  named(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.next++;
    this.numbers.set(name, number);
    this.names[number] = name;
    return number;
  }

  /** The same names, to which a run can add its own: the plan that it comes from is that of other runs, too. */
  copy(): RecordNames {
    const copy = new RecordNames();
    copy.names.push(...this.names);
    for (const [name, number] of this.numbers) copy.numbers.set(name, number);
    copy.blocks.push(...this.blocks);
    copy.next = this.next;
    return copy;
  }

  has(name: string): boolean {
    return this.numbers.has(name);
  }

  /** The number of the record called `name`, named by itself or by its place in a block; `undefined`: there is none. */
  numberOf(name: string): number | undefined {
    const own = this.numbers.get(name);
    if (own !== undefined) return own;
    const [, prefix, digits] = /^(.*)-(0|[1-9]\d{0,9})$/.exec(name) ?? [];
    const block = this.blocks.find((known) => known.prefix === prefix && Number(digits) < known.count);
    return block === undefined ? undefined : block.first + Number(digits);
  }

  /** Numbers for `count` records called `prefix-0`, `prefix-1`, …; gives the first. */
  block(prefix: string, count: number): number {
    const first = this.next;
    this.blocks.push({ first, count, prefix });
    this.next += count;
    return first;
  }

  /** Whether the record was named one by one: others may send it too. */
  isNamed(record: number): boolean {
    return this.names[record] !== undefined;
  }

  nameOf(record: number): string {
    const named = this.names[record];
    if (named !== undefined) return named;
    const block = this.blocks.find(({ first, count }) => first <= record && record < first + count);
    return block === undefined ? `record ${record}` : `${block.prefix}-${record - block.first}`;
  }
}
