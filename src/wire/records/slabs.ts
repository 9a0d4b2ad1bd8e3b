const slabBytes = 1 << 20;
/** Larger ones get a piece of memory of their own. */
const largestShared = slabBytes / 8;

/** Some bytes that stay: where in which piece of memory they begin. */
export interface Kept {
  readonly slab: Buffer;
  readonly at: number;
}

/**
 * Keeps the bytes of batches, one behind the other in large pieces of memory. What a socket read goes when its requests
 * were answered: a small batch would keep all of it, and the garbage collector would have a buffer for each request to
 * watch over as long as the log lives. A slab goes when no batch in it is in a log any more.
 */
export class Slabs {
  #slab = Buffer.alloc(0);
  #used = 0;

  keep(bytes: Uint8Array): Kept {
    const { byteLength } = bytes;
    if (byteLength > largestShared) return { slab: Buffer.from(bytes), at: 0 };
    if (this.#used + byteLength > this.#slab.byteLength) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#used = 0;
    }
    const at = this.#used;
    this.#slab.set(bytes, at);
    this.#used += byteLength;
    return { slab: this.#slab, at };
  }
}
