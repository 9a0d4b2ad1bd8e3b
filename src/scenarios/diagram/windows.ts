interface Remembered {
  readonly epoch: number;
  readonly batches: readonly (readonly [first: number, last: number])[];
}

/**
 * What a broker remembers of each producer on each partition, followed from the trace alone: the newest batches of one
 * epoch (B-28, B-30).
 */
export class Windows {
  readonly #size: number;
  readonly #entries = new Map<string, Remembered>();

  constructor(size: number) {
    this.#size = size;
  }

  add(partition: number, producerId: number, epoch: number, batch: readonly [first: number, last: number]): void {
    const key = keyOf(partition, producerId);
    const before = this.#entries.get(key);
    const kept = before === undefined || before.epoch !== epoch ? [] : before.batches;
    this.#entries.set(key, { epoch, batches: [...kept, batch].slice(-this.#size) });
  }

  forget(partition: number, producerId: number): void {
    this.#entries.delete(keyOf(partition, producerId));
  }

  clear(): void {
    this.#entries.clear();
  }

  /** `[0-0][1-1][ ][ ][ ]`; of a producer without an id there is none. */
  text(partition: number, producerId: number): string | undefined {
    if (producerId < 0) return undefined;
    const { batches } = this.#entries.get(keyOf(partition, producerId)) ?? { batches: [] };
    const slots = batches.map(([first, last]) => `[${first}-${last}]`);
    while (slots.length < this.#size) slots.push("[ ]");
    return slots.join("");
  }
}

const keyOf = (partition: number, producerId: number): string => `${partition} ${producerId}`;
