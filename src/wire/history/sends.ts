import type { ProducedRecord, RecordBatch } from "../../model/protocol.ts";
import { type SentRecord, unwritten } from "../../model/run/records.ts";
import type { RecordIdentity } from "./identity.ts";
import { WireNames } from "./names.ts";

/**
 * What the wire shows of one call of `send`: it begins with the first request that carries the record, and every later
 * request that carries it again belongs to it.
 */
export interface Send {
  readonly record: SentRecord;
  /** Whether it is known by its bytes, and not by a name that the application gave it. */
  readonly byContent: boolean;
  readonly identity: RecordIdentity;
  /** From whom to where a repetition of it would go, as long as its bytes may be repeated. */
  place: string | undefined;
  /** Its bytes, where it waits for a repetition: some answer to it was lost. */
  waitsAs: string | undefined;
  /** A client was told that it is stored. */
  told: boolean;
  /** Requests with it whose answer is neither given nor lost. */
  open: number;
  /** How often it was in a request. */
  attempts: number;
}

/** Who sent a batch. */
export interface Sender {
  /** As `writtenClient` writes it. */
  readonly client: string;
  /** Which life of a producer: each producer id is one, and so is each client without one. */
  readonly session: number;
}

/** A record that no send on its way explains. */
interface Newcomer {
  readonly identity: RecordIdentity;
  readonly place: string;
  /** The send of the same record before this one, as far as it can be known again. */
  readonly before: Send | undefined;
}

/** By sequence: the last send that had it. In two generations, so that the old can go all at once. */
interface Lane {
  young: Map<number, Send>;
  old: ReadonlyMap<number, Send>;
}

/** How many sequences are remembered of each producer on each partition, at the least. */
const rememberedSlots = 20_000;

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
  /** By producer id, epoch and partition. */
  readonly #lanes = new Map<string, Lane>();
  /** By place and content: sends that may still be repeated and have been without an answer, the oldest first. */
  readonly #waiting = new Map<string, Map<string, Send[]>>();
  /** By record: the last send of it. */
  readonly #named = new Map<number, Send>();
  #sends = 0;

  /**
   * The sends of a batch's records, in their order. `opened` is told of each that was not seen before.
   */
  of(
    batch: RecordBatch,
    identities: readonly RecordIdentity[],
    sender: Sender,
    opened: (send: Send) => void,
  ): readonly Send[] {
    const lane = this.#laneOf(batch);
    const { records } = batch;
    const place = `${sender.client} ${batch.topicPartition.index}`;
    return identities.map((identity, at) => {
      const sequence = (batch.baseSequence + at) % circle;
      const there = lane?.young.get(sequence) ?? lane?.old.get(sequence);
      const isThere = there !== undefined && there.identity.content === identity.content;
      const before = isThere ? there : this.#before(identity, place);
      const isRetry = isThere || isOf(before, batch, sender);
      const send =
        isRetry && before !== undefined
          ? before
          : this.#open(records[at] as ProducedRecord, { identity, place, before }, batch, sender);
      if (send !== before) opened(send);
      if (lane !== undefined && there !== send) this.#take(lane, sequence, send);
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
      this.#waitsNoMore(send);
    } else if (send.open === 0) this.#waits(send);
  }

  #waits(send: Send): void {
    const { place, waitsAs, identity } = send;
    if (place === undefined || waitsAs !== undefined) return;
    const { content } = identity;
    send.waitsAs = content;
    const there = this.#waiting.get(place) ?? new Map<string, Send[]>();
    this.#waiting.set(place, there);
    const alike = there.get(content) ?? [];
    there.set(content, alike);
    alike.push(send);
    alike.sort((one, other) => one.record.send - other.record.send);
  }

  #waitsNoMore(send: Send): void {
    const { place, waitsAs } = send;
    send.place = undefined;
    send.waitsAs = undefined;
    const there = place === undefined ? undefined : this.#waiting.get(place);
    const alike = waitsAs === undefined ? undefined : there?.get(waitsAs);
    if (place === undefined || waitsAs === undefined || there === undefined || alike === undefined) return;
    if (alike.length > 1) alike.splice(alike.indexOf(send), 1);
    else if (there.size > 1) there.delete(waitsAs);
    else this.#waiting.delete(place);
  }

  /** The send of the same record before this one, as far as it can be known again. */
  #before(identity: RecordIdentity, place: string): Send | undefined {
    const { given } = identity;
    if (given !== undefined) return this.names.has(given) ? this.#named.get(this.names.named(given)) : undefined;
    // Most of the time nothing waits, and nobody need look at what the record holds.
    return this.#waiting
      .get(place)
      ?.get(identity.content)
      ?.find(({ open }) => open === 0);
  }

  #open(produced: ProducedRecord, { identity, place, before }: Newcomer, batch: RecordBatch, sender: Sender): Send {
    const { given } = identity;
    const byContent = given === undefined;
    const id = before?.record.id ?? (byContent ? this.names.unnamed(identity) : this.names.named(given));
    const record = sentRecord(produced, {
      id,
      send: this.#sends++,
      topicPartition: batch.topicPartition,
      session: sender.session,
      earlierSend: before?.record.send,
    });
    const send: Send = {
      record,
      byContent,
      identity,
      place: byContent ? place : undefined,
      waitsAs: undefined,
      told: false,
      open: 0,
      attempts: 0,
    };
    // Who sent it again in another session will not repeat the first.
    if (before !== undefined) this.#waitsNoMore(before);
    if (!byContent) this.#named.set(id, send);
    return send;
  }

  /** `undefined`: batches without a sequence have no place that a retry would have again. */
  #laneOf({ producerId, producerEpoch, baseSequence, topicPartition }: RecordBatch): Lane | undefined {
    if (producerId < 0 || baseSequence < 0) return undefined;
    const key = `${producerId} ${producerEpoch} ${topicPartition.index}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { young: new Map(), old: new Map() };
    this.#lanes.set(key, lane);
    return lane;
  }

  #take(lane: Lane, sequence: number, send: Send): void {
    lane.young.set(sequence, send);
    if (lane.young.size < rememberedSlots) return;
    lane.old = lane.young;
    lane.young = new Map();
  }
}

const circle = 2_147_483_648;

/** Whether the next one like it from this sender would be a retry. */
const isOf = (send: Send | undefined, { topicPartition }: RecordBatch, { session }: Sender): boolean =>
  send?.record.session === session && send.record.topicPartition === topicPartition;

type Sent = Pick<SentRecord, "id" | "send" | "topicPartition" | "session" | "earlierSend">;

const sentRecord = ({ keyBytes, valueBytes, timestamp }: ProducedRecord, sent: Sent): SentRecord => ({
  id: sent.id,
  keyBytes,
  valueBytes,
  timestamp,
  send: sent.send,
  topicPartition: sent.topicPartition,
  session: sent.session,
  earlierSend: sent.earlierSend,
  writtenUnderEpoch: unwritten,
  renumberedInDoubt: false,
});
