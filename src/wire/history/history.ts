import { circumstances } from "../../model/properties/circumstances.ts";
import { acknowledgedExactlyOnce } from "../../model/properties/acknowledged-exactly-once.ts";
import { acknowledgedOffsetHoldsRecord } from "../../model/properties/acknowledged-offset-holds-record.ts";
import { orderAsSent } from "../../model/properties/order-as-sent.ts";
import { storedOnceEndToEnd } from "../../model/properties/stored-once-end-to-end.ts";
import type { RecordBatch } from "../../model/protocol.ts";
import { GroundTruth, type Violation } from "../../model/run/ground-truth.ts";
import { type SentRecord, unwritten } from "../../model/run/records.ts";
import type { Instant, Trace } from "../../sim/index.ts";
import { identitiesOf, recordHeader } from "./identity.ts";
import { type Send, SendsOnTheWire } from "./sends.ts";

/**
 * What can be judged from the wire. Whether a client tells its application what it was told, in which order, and whether
 * it ever does, cannot; nor what an application meant by a send that no request ever carried.
 */
const judged = [acknowledgedExactlyOnce, orderAsSent, acknowledgedOffsetHoldsRecord, storedOnceEndToEnd] as const;

export const judgedProperties: readonly string[] = judged.map(({ name }) => name);

/** Who sends a produce request, and how. */
export interface ProduceSender {
  readonly client: string;
  /** The number that the trace has for the client. */
  readonly node: number;
  readonly acks: number;
}

/** What an answer says of one batch. */
export interface ToldBatch {
  readonly errorCode: number;
  readonly baseOffset: number;
}

/** What clients were told, held against what the logs hold, as it happens. */
export class History {
  readonly truth: GroundTruth;
  readonly #sends = new SendsOnTheWire();
  readonly #sessions = new Map<string, number>();
  /** The names that applications gave. */
  readonly #given = new Set<string>();

  constructor(options: { readonly trace: Trace; readonly now: () => Instant; readonly brokerNode: number }) {
    this.truth = new GroundTruth({ ...options, names: this.#sends.names, keepHistory: true, properties: judged });
  }

  /** The name of a record, by its number. */
  recordName(record: number): string {
    return this.#sends.names.nameOf(record);
  }

  /** Broken promises so far. */
  get violations(): readonly LiveViolation[] {
    return this.truth.violations.map((violation) => reported(violation, !this.#given.has(violation.subject)));
  }

  /** A produce request was read: what it carries, with each record as part of the send that it belongs to. */
  read(batches: readonly RecordBatch[], sender: ProduceSender): ProduceAttempt {
    // The records are made once, and not by each who asks for them.
    const carried = batches.map((batch) =>
      this.#carry({ ...batch, records: batch.records, ...bytesOf(batch) }, sender),
    );
    return new ProduceAttempt(carried, sender, this.#sends, this.truth);
  }

  #carry(batch: RecordBatch, sender: ProduceSender): CarriedBatch {
    const session = this.#sessionOf(batch, sender);
    const { client, node } = sender;
    const sends = this.#sends.of(batch, identitiesOf(batch), { client, session }, ({ record, byContent }) => {
      if (!byContent) this.#given.add(this.recordName(record.id));
      this.truth.sent(node, client, record);
    });
    if (sends.length === 0) return { batch, sends };
    // Built afresh: this attempt's times and sizes, of the send that it belongs to.
    const records = batch.records.map(({ timestamp, valueBytes, keyBytes }, at): SentRecord => {
      const { record, told, attempts } = sends[at] as Send;
      const before = record.writtenUnderEpoch;
      if (!told && before !== unwritten && before !== batch.producerEpoch) this.truth.renumberedInDoubt([record]);
      record.writtenUnderEpoch = batch.producerEpoch;
      return attempts === 1 ? record : { ...record, timestamp, valueBytes, keyBytes };
    });
    return { batch: { ...batch, records }, sends };
  }

  #sessionOf({ producerId }: RecordBatch, { client, acks }: ProduceSender): number {
    const key = producerId < 0 ? `client ${client}` : `producer ${producerId}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = this.#sessions.size;
    this.#sessions.set(key, session);
    this.truth.identified(session, producerId);
    if (producerId < 0) this.truth.circumstances.add("not-idempotent", { session });
    if (acks === 0) this.truth.circumstances.add("acks-zero", { session });
    return session;
  }
}

const bytesOf = ({ bytes }: RecordBatch): Pick<RecordBatch, "bytes"> => (bytes === undefined ? {} : { bytes });

interface CarriedBatch {
  readonly batch: RecordBatch;
  readonly sends: readonly Send[];
}

/** One produce request on its way, until its answer is given or lost. */
export class ProduceAttempt {
  readonly batches: readonly RecordBatch[];
  readonly #carried: readonly CarriedBatch[];
  readonly #sender: ProduceSender;
  readonly #sends: SendsOnTheWire;
  readonly #truth: GroundTruth;
  #decided = false;

  constructor(carried: readonly CarriedBatch[], sender: ProduceSender, sends: SendsOnTheWire, truth: GroundTruth) {
    this.batches = carried.map(({ batch }) => batch);
    this.#carried = carried;
    this.#sender = sender;
    this.#sends = sends;
    this.#truth = truth;
  }

  /** The client was told; `undefined` for a partition that the answer does not speak of. */
  told(of: (batch: RecordBatch) => ToldBatch | undefined): void {
    if (this.#decided) return;
    this.#decided = true;
    for (const { batch, sends } of this.#carried) {
      const said = of(batch);
      for (const [at, send] of sends.entries()) {
        const acknowledged = said?.errorCode === 0;
        const isFirst = acknowledged && !send.told;
        this.#sends.decided(send, acknowledged);
        if (!isFirst) continue;
        const offset = said.baseOffset < 0 ? -1 : said.baseOffset + at;
        this.#truth.acknowledged(this.#sender.node, send.record, offset, send.attempts);
      }
    }
  }

  /** With acks=0 nobody is told anything, and takes that for success (P-58). */
  unanswered(): void {
    this.told(() => ({ errorCode: 0, baseOffset: -1 }));
  }

  /** Nobody will ever be told what came of it. */
  lost(): void {
    if (this.#decided) return;
    this.#decided = true;
    for (const { sends } of this.#carried) for (const send of sends) this.#sends.decided(send, false);
  }
}

/** A broken promise in the shape of `run --json`. */
export interface LiveViolation {
  readonly property: string;
  readonly kind: "safety" | "liveness";
  /** Wall-clock time since the start. */
  readonly atMicros: number;
  readonly subject: string;
  /** Whether the protocol promises nothing there: `because` says why. */
  readonly expected: boolean;
  readonly wanted: string;
  readonly got: string;
  readonly because: readonly string[];
  readonly replay: string;
}

const replay =
  "the list under `struck` of GET /faults, in a file, for `onceproof serve --faults FILE` (a run in wall-clock time need not come out alike)";

/** A breach that rests on two records being one. */
const rests = /^copy|behind a later record$/;

const knownByBytes = `known by key, value and headers alone: an application that means two records by the same bytes looks like this too (a header ${recordHeader} would name it)`;

function reported(violation: Violation, byContent: boolean): LiveViolation {
  const { property, kind, at, subject, expected, got, excuses, hints } = violation;
  const because = [...excuses, ...hints].map((circumstance) => circumstances[circumstance]);
  return {
    property,
    kind,
    atMicros: at,
    subject,
    expected: excuses.length > 0,
    wanted: expected,
    got,
    because: byContent && rests.test(got) ? [...because, knownByBytes] : because,
    replay,
  };
}
