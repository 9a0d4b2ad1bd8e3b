/**
 * A binary heap of slots keyed by (due, rank), smallest first. The keys lie in typed arrays and only small integers move
 * while sifting: the bench `heap-hold-64` is this heap alone, and every event of a run but timers passes through it once.
 */
export class SlotHeap {
  private due: Float64Array;
  private rank: Float64Array;
  private slot: Int32Array;
  private count = 0;

  constructor() {
    ({ due: this.due, rank: this.rank, slot: this.slot } = room(8));
  }

  get size(): number {
    return this.count;
  }

  /** When the first entry is due; only where `size` is not 0. */
  get firstDue(): number {
    return this.due[0] as number;
  }

  /** The rank of the first entry; only where `size` is not 0. */
  get firstRank(): number {
    return this.rank[0] as number;
  }

  push(due: number, rank: number, slot: number): void {
    if (this.count === this.due.length) this.grow();
    const dues = this.due;
    const ranks = this.rank;
    const slots = this.slot;
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentDue = dues[parent] as number;
      if (parentDue < due || (parentDue === due && (ranks[parent] as number) < rank)) break;
      dues[hole] = parentDue;
      ranks[hole] = ranks[parent] as number;
      slots[hole] = slots[parent] as number;
      hole = parent;
    }
    dues[hole] = due;
    ranks[hole] = rank;
    slots[hole] = slot;
  }

  /** Takes the first entry out and gives its slot; only where `size` is not 0. */
  pop(): number {
    const dues = this.due;
    const ranks = this.rank;
    const slots = this.slot;
    const first = slots[0] as number;
    const size = --this.count;
    const due = dues[size] as number;
    const rank = ranks[size] as number;
    const slot = slots[size] as number;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < size) {
        const gap = (dues[right] as number) - (dues[child] as number);
        if (gap < 0 || (gap === 0 && (ranks[right] as number) < (ranks[child] as number))) child = right;
      }
      const childDue = dues[child] as number;
      if (due < childDue || (due === childDue && rank < (ranks[child] as number))) break;
      dues[hole] = childDue;
      ranks[hole] = ranks[child] as number;
      slots[hole] = slots[child] as number;
      hole = child;
    }
    dues[hole] = due;
    ranks[hole] = rank;
    slots[hole] = slot;
    return first;
  }

  /** All entries, in no order that means anything. */
  *entries(): Generator<{ readonly due: number; readonly rank: number; readonly slot: number }> {
    for (let at = 0; at < this.count; at++) {
      yield { due: this.due[at] as number, rank: this.rank[at] as number, slot: this.slot[at] as number };
    }
  }

  private grow(): void {
    const { due, rank, slot } = room(this.due.length * 2);
    due.set(this.due);
    rank.set(this.rank);
    slot.set(this.slot);
    this.due = due;
    this.rank = rank;
    this.slot = slot;
  }
}

/**
 * Room for `entries`. A hunt makes a heap for each of its many short runs, and few of them ever hold more than eight
 * entries: arrays of that length an engine keeps among its objects, for longer ones it asks the host for memory.
 */
const room = (entries: number): { due: Float64Array; rank: Float64Array; slot: Int32Array } => ({
  due: new Float64Array(entries),
  rank: new Float64Array(entries),
  slot: new Int32Array(entries),
});
