/** Places given up at the front before the list is cut: rarely, for that moves all that is left. */
const cutAt = 1_024;

/** A list that grows at its end and goes at its front. */
export class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  #front = 0;

  get length(): number {
    return this.#items.length - this.#front;
  }

  get head(): Item | undefined {
    return this.#items[this.#front];
  }

  /** The item at a place, counted from the head; `undefined` beyond the last. */
  at(place: number): Item | undefined {
    return this.#items[this.#front + place];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the head, if there is one. */
  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const head = this.#items[this.#front];
    this.#items[this.#front] = undefined;
    this.#front += 1;
    if (this.#front >= cutAt && this.#front * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    return head;
  }

  /** All of them, from the head on. */
  list(): readonly Item[] {
    return this.#items.slice(this.#front) as Item[];
  }

  /**
   * The last item that does not lie behind what is looked for, in a list that is sorted by it; `undefined`: all do.
   */
  lastWhere(isBefore: (item: Item) => boolean): Item | undefined {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.at(middle) as Item)) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.at(low - 1);
  }
}
