import { incrementSequence, maxSequence } from "../core/sequence.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noProducerEpoch, noProducerId, type ProducedRecord } from "../protocol.ts";
import type { ProducerIdentity } from "./identity.ts";
import type { RefusedSequence } from "./rulings.ts";
import type { BatchSwitches } from "./switches.ts";
import { Unit } from "./unit.ts";

const sequenceSpace = maxSequence + 1;

/** One partition of a client that gathers records in batches: those that are open, in order, and their sequences. */
export class Lane {
  readonly topicPartition: TopicPartition;
  private readonly switches: BatchSwitches;
  /** Batches without an outcome, by their records. */
  readonly open: Unit[] = [];
  /** Requests with a batch of it that have no outcome yet. */
  inFlight = 0;
  /** Nothing is sent before all that is in flight has an outcome. */
  drains = false;
  /** The last answer was an acknowledgement. */
  acknowledged = false;

  private nextRecord = 0;
  /** The identity under which it counts. */
  private producerId = noProducerId;
  private producerEpoch = noProducerEpoch;
  /** `by-record-number`: the record that has sequence 0. */
  private firstRecord = 0;
  /** The other ways of counting: the sequence of the next batch, and of the oldest open one. */
  private next: number;
  private oldest: number;
  private nextToAcknowledge = 0;
  private nextToFail = 0;

  constructor(topicPartition: TopicPartition, switches: BatchSwitches, firstSequence: number) {
    this.topicPartition = topicPartition;
    this.switches = switches;
    this.next = firstSequence;
    this.oldest = firstSequence;
    this.firstRecord = -firstSequence;
    this.nextToAcknowledge = firstSequence;
    this.nextToFail = firstSequence;
  }

  /** Adds a record to the last batch if that was never sent and has room, and else to a new one. */
  append(record: ProducedRecord, batchSize: number, nowMillis: number): void {
    let last = this.open[this.open.length - 1];
    if (last === undefined || last.onTheWire || last.sends > 0 || last.grownBy(record) > batchSize) {
      last = new Unit(this.topicPartition, this.nextRecord, nowMillis);
      this.open.push(last);
    }
    last.add(record);
    this.nextRecord++;
  }

  /** The oldest batch that is not on the wire. */
  get waiting(): Unit | undefined {
    return this.open.find(({ onTheWire }) => !onTheWire);
  }

  /** What the next batch is numbered with that was never sent. */
  get nextSequence(): number {
    if (this.switches.sequences !== "by-record-number") return this.next;
    const fresh = this.open.find(({ sends, onTheWire }) => sends === 0 && !onTheWire);
    return ((fresh?.firstRecord ?? this.nextRecord) - this.firstRecord) % sequenceSpace;
  }

  /** Whether the identity is another than the one it counts under, so that its sequences begin anew. */
  private isStale({ producerId, producerEpoch }: ProducerIdentity): boolean {
    return this.producerId !== producerId || this.producerEpoch !== producerEpoch;
  }

  /** Whether it has to wait with a new epoch until nothing of the old one is in flight. */
  mustDrainFor(identity: ProducerIdentity): boolean {
    if (!identity.needed || this.inFlight === 0 || this.switches.sequences === "kept") return false;
    return this.producerId !== noProducerId && this.isStale(identity);
  }

  /** Gives a batch that is about to be sent its number (see `BatchSwitches.sequences`). */
  number(unit: Unit, identity: ProducerIdentity): void {
    const { sequences, newEpoch } = this.switches;
    const isNumbered = unit.producerId !== noProducerId;
    if (sequences === "kept" && isNumbered) return;
    const spares = newEpoch === "spares-what-is-in-doubt" && isNumbered;
    if (!spares && this.isStale(identity)) this.begin(unit, identity);
    if (sequences === "by-record-number") {
      const since = unit.firstRecord - this.firstRecord;
      unit.baseSequence = since % sequenceSpace;
    } else {
      unit.baseSequence = this.next;
      this.next = incrementSequence(this.next, unit.records.length);
    }
    if (spares) return;
    unit.producerId = this.producerId;
    unit.producerEpoch = this.producerEpoch;
  }

  /** Begins to count anew with this batch. A first identity keeps the first sequence. */
  private begin(unit: Unit, { producerId, producerEpoch }: ProducerIdentity): void {
    const isFirst = this.producerId === noProducerId;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    if (isFirst) return;
    this.firstRecord = unit.firstRecord;
    this.next = 0;
    this.oldest = 0;
    this.nextToAcknowledge = 0;
    this.nextToFail = 0;
    // Whatever else is open was rejected with it or never written: it gets its number anew.
    if (this.switches.sequences === "rewound") for (const open of this.open) open.producerId = noProducerId;
  }

  /** Counts on behind an acknowledged batch. */
  passed(unit: Unit): void {
    const behind = incrementSequence(unit.baseSequence, unit.records.length);
    this.oldest = behind;
    if (this.nextToFail === this.nextToAcknowledge) this.nextToFail = behind;
    this.nextToAcknowledge = behind;
  }

  failed(unit: Unit): void {
    this.nextToFail = incrementSequence(unit.baseSequence, unit.records.length);
  }

  refused({ baseSequence, retries }: Unit): RefusedSequence {
    const { nextToAcknowledge, nextToFail } = this;
    return { baseSequence, nextToAcknowledge, nextToFail, retries };
  }

  /** Everything that is open goes again from the oldest on, whatever is on the wire. */
  rewind(): void {
    for (const unit of this.open) unit.onTheWire = false;
    this.next = this.oldest;
  }

  remove(unit: Unit): void {
    const at = this.open.indexOf(unit);
    if (at >= 0) this.open.splice(at, 1);
  }
}
