/** What names a batch on the wire. */
export interface BatchIdentity {
  readonly epoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** Whether a batch was handed over before, and as what where it has another identity now. */
export type Before = "never" | "as-it-is" | BatchIdentity;

interface KnownBatch {
  identity: BatchIdentity;
  /** The sends whose records it holds, as far as nobody knows yet what became of them. */
  readonly inDoubt: Set<number>;
}

/** One partition of one life of a producer. */
interface Lane {
  /** Sends that are in no batch yet, in their order. */
  readonly waiting: Set<number>;
  /** In the order in which they were first handed over. */
  readonly batches: KnownBatch[];
}

/**
 * Follows batches through the trace of their sends, to tell a batch that comes again from a new one. No entry says which
 * records a batch holds: they are the next of its partition in the order of their sends. A batch that comes under a new
 * epoch, or under none after the last, is the oldest of which nobody knows what became of it, numbered anew (P-96, P-99,
 * P-100).
 */
export class Batches {
  readonly #lanes = new Map<string, Lane>();
  readonly #laneOf = new Map<number, Lane>();

  sent(producer: number, partition: number, send: number): void {
    const lane = this.#lane(producer, partition);
    lane.waiting.add(send);
    this.#laneOf.set(send, lane);
  }

  /** A callback has run: its record is in doubt no more. */
  decided(send: number): void {
    const lane = this.#laneOf.get(send);
    if (lane === undefined) return;
    this.#laneOf.delete(send);
    if (lane.waiting.delete(send)) return;
    for (const { inDoubt } of lane.batches) if (inDoubt.delete(send)) return;
  }

  handedOver(producer: number, partition: number, identity: BatchIdentity): Before {
    if (identity.baseSequence < 0) return "never";
    const { batches, waiting } = this.#lane(producer, partition);
    if (batches.some((batch) => isSame(batch.identity, identity))) return "as-it-is";
    const renumbered = batches.find(
      (batch) =>
        batch.inDoubt.size > 0 &&
        isLater(identity.epoch, batch.identity.epoch) &&
        batch.identity.count === identity.count,
    );
    if (renumbered !== undefined) {
      const before = renumbered.identity;
      renumbered.identity = identity;
      return before;
    }
    const inDoubt = new Set([...waiting].slice(0, identity.count));
    for (const send of inDoubt) waiting.delete(send);
    batches.push({ identity, inDoubt });
    return "never";
  }

  /** A new life of a producer: what it sends is no repetition. */
  reborn(producer: number): void {
    for (const lane of this.#lanes.keys()) if (lane.startsWith(`${producer} `)) this.#lanes.delete(lane);
  }

  #lane(producer: number, partition: number): Lane {
    const key = `${producer} ${partition}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { waiting: new Set(), batches: [] };
    this.#lanes.set(key, lane);
    return lane;
  }
}

/** Past the last epoch there is none, which is written as -1, and what goes out so keeps that (P-100). */
const isLater = (epoch: number, before: number): boolean => before >= 0 && (epoch < 0 || epoch > before);

const isSame = (one: BatchIdentity, other: BatchIdentity): boolean =>
  one.epoch === other.epoch && one.baseSequence === other.baseSequence && one.count === other.count;
