import type { ProducedRecord, RecordBatch } from "../../model/protocol.ts";
import type { LedgerEntry } from "../../model/run/ledger.ts";
import { SoundBatch } from "../sound-batch.ts";
import type { RecordIdentity } from "./identity.ts";
import { Lane, sequenceCircle } from "./lane.ts";
import { WireNames } from "./names.ts";
import { placeOf, type Send, type Sender, sentRecord, SendRun } from "./run.ts";
import { SendBook } from "./send-book.ts";
import { Waiting } from "./waiting.ts";

/** A record that no send on its way explains. */
interface Newcomer {
  readonly identity: RecordIdentity;
  readonly place: string;
  /** The send of the same record before this one, as far as it can be known again. */
  readonly before: Send | undefined;
}

/**
 * Finds out which call of `send` a record on the wire belongs to. Nobody says so there, and this is how it is concluded:
 *
 * 1. The same producer id, epoch, partition and sequence with the same bytes is the same send: a retry as Kafka means it.
 * 2. A record with a name (`recordHeader`) is the same send as the one before of that name in its session; in another
 *    session it is the same record, sent again.
 * 3. A record without a name is a retry of one with the same bytes, from the same client to the same partition, that
 *    nobody was told of and of which no answer is under way: who had heard of it would have no reason to repeat it. Under
 *    another producer id it is that record, sent again.
 * 4. Anything else is a new send of a new record.
 *
 * What this cannot know: an application that sends two records of the same bytes on purpose, and loses the answer to the
 * first, looks like one that retries. And an answer that was written to a connection may never have been read.
 */
export class SendsOnTheWire {
  readonly names = new WireNames();
  readonly #book: SendBook;
  /** By producer id, then epoch and partition. */
  readonly #lanes = new Map<number, Map<number, Lane>>();
  readonly #waiting = new Waiting();
  /** By record: the last send of it, of those with names. */
  readonly #named = new Map<number, Send>();

  /** `limit`: how many sends are remembered at the least. */
  constructor(limit: number) {
    this.#book = new SendBook(limit);
  }

  /** All sends that are remembered, the oldest first. */
  get runs(): readonly SendRun[] {
    return this.#book.list();
  }

  /** How many are remembered no more. */
  get forgotten(): number {
    return this.#book.forgotten;
  }

  /** What became of a send, by its number. */
  entry(send: number): LedgerEntry {
    return this.#book.entry(send);
  }

  /**
   * The sends of a batch all of whose records are new: nothing can have carried them before. `undefined`: that takes a
   * look at each of them.
   */
  anew(batch: RecordBatch, sender: Sender): SendRun | undefined {
    if (!(batch instanceof SoundBatch) || batch.hasHeaders) return undefined;
    const { recordCount: count, firstRecordId: firstRecord, baseSequence } = batch;
    const lane = this.#laneOf(batch);
    if (lane?.isNew(baseSequence, count) === false || this.#waiting.mayBeAt(sender.client, batch)) return undefined;
    const run = new SendRun({ batch, sender, first: this.#book.next, firstRecord, count });
    lane?.takeRun(run);
    this.names.unnamed(run);
    this.#enter(run);
    return run;
  }

  /** The sends of a batch's records, in their order. `opened` is told of each that was not seen before. */
  of(
    batch: RecordBatch,
    identities: readonly RecordIdentity[],
    sender: Sender,
    opened: (send: Send) => void,
  ): readonly Send[] {
    const lane = this.#laneOf(batch);
    const { records } = batch;
    const place = placeOf(sender.client, batch);
    return identities.map((identity, at) => {
      const sequence = (batch.baseSequence + at) % sequenceCircle;
      const there = lane?.at(sequence);
      const isThere = there !== undefined && there.identity.content === identity.content;
      const before = isThere ? there : this.#before(identity, place);
      const isRetry = isThere || isOf(before, batch, sender);
      const send =
        isRetry && before !== undefined
          ? before
          : this.#open(records[at] as ProducedRecord, { identity, place, before }, batch, sender);
      if (send !== before) opened(send);
      if (lane !== undefined && there !== send) lane.take(sequence, send);
      send.open++;
      send.attempts++;
      return send;
    });
  }

  /** An answer was given or lost. */
  decided(send: Send, told: boolean): void {
    send.open--;
    if (send.told) return;
    if (told) {
      send.told = true;
      this.#waiting.remove(send);
    } else if (send.open === 0) this.#waiting.add(send);
  }

  /** The send of the same record before this one, as far as it can be known again. */
  #before(identity: RecordIdentity, place: string): Send | undefined {
    const { given } = identity;
    if (given === undefined) return this.#waiting.find(identity, place);
    const number = this.names.numberOf(given);
    return number === undefined ? undefined : this.#named.get(number);
  }

  #open(produced: ProducedRecord, { identity, place, before }: Newcomer, batch: RecordBatch, sender: Sender): Send {
    const { given } = identity;
    const byContent = given === undefined;
    const id = before?.record.id ?? (byContent ? produced.id : this.names.named(given, produced.id));
    const { topicPartition } = batch;
    const sent = { send: this.#book.next, topicPartition, session: sender.session, earlierSend: before?.record.send };
    const send: Send = {
      record: sentRecord({ ...produced, id }, sent),
      byContent,
      identity,
      place: byContent ? place : undefined,
      waitsAs: undefined,
      copies: 0,
      firstOffset: -1,
      told: false,
      toldOffset: -1,
      toldAt: undefined,
      open: 0,
      attempts: 0,
    };
    // Who sent it again in another session will not repeat the first.
    if (before !== undefined) this.#waiting.remove(before);
    const run = SendRun.single(send, batch, sender);
    if (!byContent) this.#named.set(id, send);
    else if (before === undefined) this.names.unnamed(run);
    this.#enter(run);
    return send;
  }

  #enter(run: SendRun): void {
    for (const forgotten of this.#book.enter(run)) this.#forget(forgotten);
  }

  #forget(run: SendRun): void {
    const { batch, firstRecord, count } = run;
    this.names.forget(firstRecord, count);
    const lane = this.#laneOf(batch);
    lane?.forget(run);
    if (lane?.isEmpty === true) this.#lanes.get(batch.producerId)?.delete(laneKey(batch));
    if (!run.isApart) return;
    for (const send of run.apart()) {
      this.#waiting.remove(send);
      if (this.#named.get(send.record.id) === send) this.#named.delete(send.record.id);
    }
  }

  /** `undefined`: batches without a sequence have no place that a retry would have again. */
  #laneOf(batch: RecordBatch): Lane | undefined {
    const { producerId, baseSequence } = batch;
    if (producerId < 0 || baseSequence < 0) return undefined;
    let ofProducer = this.#lanes.get(producerId);
    if (ofProducer === undefined) {
      ofProducer = new Map();
      this.#lanes.set(producerId, ofProducer);
    }
    const key = laneKey(batch);
    let lane = ofProducer.get(key);
    if (lane === undefined) {
      lane = new Lane();
      ofProducer.set(key, lane);
    }
    return lane;
  }
}

/** Epochs go up to 32767, indexes of partitions are far below 2^32. */
const laneKey = ({ producerEpoch, topicPartition }: RecordBatch): number =>
  producerEpoch * 4_294_967_296 + topicPartition.index;

/** Whether the next one like it from this sender would be a retry. */
const isOf = (send: Send | undefined, { topicPartition }: RecordBatch, { session }: Sender): boolean =>
  send?.record.session === session && send.record.topicPartition === topicPartition;
