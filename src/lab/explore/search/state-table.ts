const chunkBits = 16;
const chunkSize = 2 ** chunkBits;
const chunkMask = chunkSize - 1;

/** Room beside a state's numbers: for the state it was reached from, and for how many steps lie before it. */
const extra = 2;

/**
 * The states that were met, each once: compared in full, and found by a hash. They lie in chunks of typed arrays, beside
 * the way in which each was met.
 */
export class StateTable {
  private readonly width: number;
  private readonly stride: number;
  private readonly chunks: Int32Array[] = [];
  private count = 0;
  /** By hash: one more than the number of the state, 0: free. */
  private slots = new Int32Array(1 << 16);

  constructor(width: number) {
    this.width = width;
    this.stride = width + extra;
  }

  get size(): number {
    return this.count;
  }

  /** About how much memory it takes. */
  get bytes(): number {
    return this.chunks.length * chunkSize * this.stride * 4 + this.slots.byteLength;
  }

  /** The number of a state that was not met before, which it has from now on; `~number`: it was met, and has that one. */
  add(state: Int32Array, from: number, steps: number): number {
    if (this.count * 2 >= this.slots.length) this.grow();
    const mask = this.slots.length - 1;
    let slot = hashOf(state, 0, this.width) & mask;
    for (let held = this.slots[slot] as number; held !== 0; held = this.slots[slot] as number) {
      if (this.isAt(held - 1, state)) return ~(held - 1);
      slot = (slot + 1) & mask;
    }
    const number = this.count++;
    this.slots[slot] = number + 1;
    this.store(number, state, from, steps);
    return number;
  }

  /** A state was reached in another way. */
  reach(number: number, from: number, steps: number): void {
    const base = (number & chunkMask) * this.stride + this.width;
    const chunk = this.chunk(number);
    chunk[base] = from;
    chunk[base + 1] = steps;
  }

  /** The numbers of a state, as a view that stays valid. */
  state(number: number): Int32Array {
    const base = (number & chunkMask) * this.stride;
    return this.chunk(number).subarray(base, base + this.width);
  }

  /** The state that one was reached from; -1: it is the first. */
  origin(number: number): number {
    return this.chunk(number)[(number & chunkMask) * this.stride + this.width] as number;
  }

  /** How many steps lead to a state. */
  steps(number: number): number {
    return this.chunk(number)[(number & chunkMask) * this.stride + this.width + 1] as number;
  }

  private chunk(number: number): Int32Array {
    return this.chunks[number >>> chunkBits] as Int32Array;
  }

  private store(number: number, state: Int32Array, from: number, steps: number): void {
    if ((number & chunkMask) === 0) this.chunks.push(new Int32Array(chunkSize * this.stride));
    const chunk = this.chunk(number);
    let at = (number & chunkMask) * this.stride;
    for (let place = 0; place < this.width; place++) chunk[at++] = state[place] as number;
    chunk[at++] = from;
    chunk[at] = steps;
  }

  private isAt(number: number, state: Int32Array): boolean {
    const chunk = this.chunk(number);
    const base = (number & chunkMask) * this.stride;
    for (let place = 0; place < this.width; place++) if (chunk[base + place] !== state[place]) return false;
    return true;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      const base = (number & chunkMask) * this.stride;
      let slot = hashOf(this.chunk(number), base, this.width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.slots = slots;
  }
}

function hashOf(numbers: Int32Array, base: number, width: number): number {
  let hash = 0x2545f491;
  for (let at = base; at < base + width; at++) {
    hash = Math.imul(hash ^ (numbers[at] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
