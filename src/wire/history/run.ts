import type { ProducedRecord, RecordBatch } from "../../model/protocol.ts";
import { type SentRecord, unwritten } from "../../model/run/records.ts";
import { type Instant, start } from "../../sim/index.ts";
import { identitiesOf, type RecordIdentity } from "./identity.ts";
import type { Nameless } from "./names.ts";

/** What became of one send, or of each of a run alike. */
export interface Fate {
  /** Copies in the log, and where the first of them lies; -1 without one. */
  copies: number;
  firstOffset: number;
  /** A client was told that it is stored: where (-1: the answer did not say), and when. */
  told: boolean;
  toldOffset: number;
  toldAt: Instant | undefined;
  /** Requests with it whose answer is neither given nor lost. */
  open: number;
  /** How often it was in a request. */
  attempts: number;
}

/**
 * What the wire shows of one call of `send`: it begins with the first request that carries the record, and every later
 * request that carries it again belongs to it.
 */
export interface Send extends Fate {
  readonly record: SentRecord;
  /** Whether it is known by its bytes, and not by a name that the application gave it. */
  readonly byContent: boolean;
  readonly identity: RecordIdentity;
  /** From whom to where a repetition of it would go, as long as its bytes may be repeated. */
  place: string | undefined;
  /** Its bytes, where it waits for a repetition: some answer to it was lost. */
  waitsAs: string | undefined;
}

/** Who sent a batch. */
export interface Sender {
  /** As `writtenClient` writes it. */
  readonly client: string;
  /** Which life of a producer: each producer id is one, and so is each client without one. */
  readonly session: number;
}

/** What a run is of. */
export interface RunSource {
  readonly batch: RecordBatch;
  readonly sender: Sender;
  /** Number of the first send; those behind it count on. */
  readonly first: number;
  /** Number of the first record; those behind it count on. */
  readonly firstRecord: number;
  readonly count: number;
}

/** From whom to where records go. */
export const placeOf = (client: string, { topicPartition }: RecordBatch): string => `${client} ${topicPartition.index}`;

/**
 * The sends of one batch whose records nobody had seen before. As long as all that happens to them happens to all alike,
 * as it does wherever every answer arrives, this one object stands for them; `apart` makes one for each. A history of
 * single sends took ten times as much of a busy broker's time as all else (`bench:serve`).
 */
export class SendRun implements RunSource, Fate, Nameless {
  readonly batch: RecordBatch;
  readonly sender: Sender;
  readonly first: number;
  readonly firstRecord: number;
  readonly count: number;
  copies = 0;
  firstOffset = -1;
  told = false;
  toldOffset = -1;
  toldAt: Instant | undefined = undefined;
  open = 1;
  attempts = 1;
  #sends: readonly Send[] | undefined;

  constructor({ batch, sender, first, firstRecord, count }: RunSource) {
    this.batch = batch;
    this.sender = sender;
    this.first = first;
    this.firstRecord = firstRecord;
    this.count = count;
  }

  /** A single send, which goes its own way from the beginning. */
  static single(send: Send, batch: RecordBatch, sender: Sender): SendRun {
    const run = new SendRun({ batch, sender, first: send.record.send, firstRecord: send.record.id, count: 1 });
    run.#sends = [send];
    return run;
  }

  /** Whether each of them goes its own way: what the run itself says of its fate counts no more. */
  get isApart(): boolean {
    return this.#sends !== undefined;
  }

  /** Each send by itself, from now on. */
  apart(): readonly Send[] {
    this.#sends ??= this.#made();
    return this.#sends;
  }

  /** By what its records are known again. */
  identities(): readonly RecordIdentity[] {
    return this.#sends?.map(({ identity }) => identity) ?? identitiesOf(this.batch);
  }

  /** What became of its n-th send, from 0. */
  fateOf(nth: number): Fate {
    const send = this.#sends?.[nth];
    if (send !== undefined) return send;
    const { copies, firstOffset, told, toldOffset, toldAt, open, attempts } = this;
    const offsets = { firstOffset: further(firstOffset, nth), toldOffset: further(toldOffset, nth) };
    return { copies, told, toldAt, open, attempts, ...offsets };
  }

  /** The n-th record, as far as it is known without reading it. */
  recordAt(nth: number): SentRecord {
    const id = this.firstRecord + nth;
    return sentRecord({ id, keyBytes: undefined, valueBytes: 0, timestamp: 0 }, this.#sent(nth));
  }

  #sent(nth: number): Sent {
    const { topicPartition } = this.batch;
    return { send: this.first + nth, topicPartition, session: this.sender.session, earlierSend: undefined };
  }

  #made(): readonly Send[] {
    const { batch, sender, told } = this;
    const identities = this.identities();
    const place = told ? undefined : placeOf(sender.client, batch);
    return batch.records.map((produced, nth): Send => {
      const record = sentRecord(produced, this.#sent(nth));
      record.writtenUnderEpoch = batch.producerEpoch;
      const identity = identities[nth] as RecordIdentity;
      return { ...this.fateOf(nth), record, byContent: true, identity, place, waitsAs: undefined };
    });
  }
}

const further = (offset: number, by: number): number => (offset < 0 ? offset : offset + by);

/** What a record has beyond what was produced. */
export type Sent = Pick<SentRecord, "send" | "topicPartition" | "session" | "earlierSend">;

export const sentRecord = ({ id, keyBytes, valueBytes, timestamp }: ProducedRecord, sent: Sent): SentRecord => ({
  id,
  keyBytes,
  valueBytes,
  timestamp,
  send: sent.send,
  topicPartition: sent.topicPartition,
  session: sent.session,
  earlierSend: sent.earlierSend,
  writtenUnderEpoch: unwritten,
  renumberedInDoubt: false,
  written: 0,
  writtenAt: start,
});
