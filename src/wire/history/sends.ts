import type { ProducedRecord, RecordBatch } from "../../model/protocol.ts";
import { RecordNames, type SentRecord, unwritten } from "../../model/run/records.ts";
import type { RecordIdentity } from "./identity.ts";

/**
 * What the wire shows of one call of `send`: it begins with the first request that carries the record, and every later
 * request that carries it again belongs to it.
 */
export interface Send {
  readonly record: SentRecord;
  /** Whether it is known by its bytes, and not by a name that the application gave it. */
  readonly byContent: boolean;
  readonly content: string;
  /** Under which its client may send it again: see `SendsOnTheWire`. */
  readonly waitsAs: string;
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

/** How many places of batches, by sequence, are remembered. */
const rememberedSlots = 200_000;

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
  readonly names = new RecordNames();
  readonly #slots = new Map<string, Send>();
  /** By client, partition and content: sends that may still be repeated. */
  readonly #waiting = new Map<string, Send[]>();
  /** By record: the last send of it. */
  readonly #named = new Map<number, Send>();
  /** By what a record holds: the number that the next one of these bytes gets. */
  readonly #counted = new Map<string, number>();
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
    return identities.map((identity, at) => {
      const slot = slotOf(batch, at);
      const known = this.#known(identity, slot, batch, sender);
      const send = known ?? this.#open(batch, at, identity, sender);
      if (known === undefined) opened(send);
      if (slot !== undefined) this.#take(slot, send);
      send.open++;
      send.attempts++;
      return send;
    });
  }

  /** An answer was given or lost. */
  decided(send: Send, told: boolean): void {
    send.open--;
    if (!told || send.told) return;
    send.told = true;
    this.#waitsNoMore(send);
  }

  #waitsNoMore(send: Send): void {
    const left = this.#waiting.get(send.waitsAs)?.filter((other) => other !== send) ?? [];
    if (left.length === 0) this.#waiting.delete(send.waitsAs);
    else this.#waiting.set(send.waitsAs, left);
  }

  #known(identity: RecordIdentity, slot: string | undefined, batch: RecordBatch, sender: Sender): Send | undefined {
    const there = slot === undefined ? undefined : this.#slots.get(slot);
    if (there !== undefined && there.content === identity.content) return there;
    const candidate =
      identity.given === undefined ? this.#repeatable(waitingKey(batch, identity, sender)) : this.#lastNamed(identity);
    return candidate?.record.session === sender.session && candidate.record.topicPartition === batch.topicPartition
      ? candidate
      : undefined;
  }

  #repeatable(key: string): Send | undefined {
    return this.#waiting.get(key)?.find(({ open }) => open === 0);
  }

  #lastNamed({ given = "" }: RecordIdentity): Send | undefined {
    return this.names.has(given) ? this.#named.get(this.names.named(given)) : undefined;
  }

  #open(batch: RecordBatch, at: number, identity: RecordIdentity, sender: Sender): Send {
    const waitsAs = waitingKey(batch, identity, sender);
    const byContent = identity.given === undefined;
    const before = byContent ? this.#repeatable(waitsAs) : this.#lastNamed(identity);
    const id = before?.record.id ?? this.names.named(identity.given ?? this.#freeName(identity.text));
    const produced = batch.records[at] as ProducedRecord;
    const record = sentRecord(produced, {
      id,
      send: this.#sends++,
      topicPartition: batch.topicPartition,
      session: sender.session,
      earlierSend: before?.record.send,
    });
    const send: Send = { record, byContent, content: identity.content, waitsAs, told: false, open: 0, attempts: 0 };
    this.#named.set(id, send);
    // Who sent it again in another session will not repeat the first.
    if (before !== undefined) this.#waitsNoMore(before);
    if (byContent) this.#waiting.set(waitsAs, [...(this.#waiting.get(waitsAs) ?? []), send]);
    return send;
  }

  /** A name for a record that has none: what it holds, and a number where another one holds the same. */
  #freeName(text: string): string {
    if (!this.names.has(text)) return text;
    for (let nth = this.#counted.get(text) ?? 2; ; nth++) {
      const name = `${text} (${nth})`;
      this.#counted.set(text, nth + 1);
      if (!this.names.has(name)) return name;
    }
  }

  #take(slot: string, send: Send): void {
    // The first batch in a slot is the one that a retry of it repeats, unless the slot was given away again.
    if (this.#slots.get(slot) === send) return;
    this.#slots.delete(slot);
    this.#slots.set(slot, send);
    if (this.#slots.size <= rememberedSlots) return;
    const [oldest] = this.#slots.keys();
    if (oldest !== undefined) this.#slots.delete(oldest);
  }
}

const circle = 2_147_483_648;

function slotOf(
  { producerId, producerEpoch, baseSequence, topicPartition }: RecordBatch,
  at: number,
): string | undefined {
  if (producerId < 0 || baseSequence < 0) return undefined;
  return `${producerId} ${producerEpoch} ${topicPartition.index} ${(baseSequence + at) % circle}`;
}

const waitingKey = ({ topicPartition }: RecordBatch, { content }: RecordIdentity, { client }: Sender): string =>
  `${client} ${topicPartition.index} ${content}`;

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
