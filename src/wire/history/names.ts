import { Fifo } from "./fifo.ts";
import type { RecordIdentity } from "./identity.ts";

/** Records that nobody named, with numbers that count on from the first. */
export interface Nameless {
  readonly firstRecord: number;
  readonly count: number;
  identities(): readonly RecordIdentity[];
}

/**
 * The names of records on the wire: those that applications gave, and for the others what they hold. Such a name is made
 * only when somebody asks for any, which is seldom, and is the same whenever that is.
 */
export class WireNames {
  readonly #names = new Map<number, string>();
  readonly #numbers = new Map<string, number>();
  readonly #given = new Set<string>();
  /** In the order in which they came. */
  readonly #nameless = new Fifo<Nameless>();
  /** By what a record holds: the number that the next one of these bytes gets. */
  readonly #counted = new Map<string, number>();

  /** These records have numbers, and names as soon as somebody asks. */
  unnamed(nameless: Nameless): void {
    this.#nameless.push(nameless);
  }

  /** The number of the record that an application calls so: `number` for the first one of the name. */
  named(name: string, number: number): number {
    this.#nameAll();
    this.#given.add(name);
    const known = this.#numbers.get(name);
    if (known === undefined) this.#set(number, name);
    return known ?? number;
  }

  /** The number of the record of this name, if there is one. */
  numberOf(name: string): number | undefined {
    this.#nameAll();
    return this.#numbers.get(name);
  }

  /** Whether an application gave this name. */
  isGiven(name: string): boolean {
    return this.#given.has(name);
  }

  nameOf(number: number): string {
    this.#nameAll();
    return this.#names.get(number) ?? `record ${number}`;
  }

  /** These records are not asked for any more: the oldest there are. */
  forget(firstRecord: number, count: number): void {
    if (this.#nameless.head?.firstRecord === firstRecord) {
      this.#nameless.shift();
      return;
    }
    for (let number = firstRecord; number < firstRecord + count; number += 1) {
      const name = this.#names.get(number);
      if (name === undefined) continue;
      this.#names.delete(number);
      this.#numbers.delete(name);
      this.#given.delete(name);
    }
  }

  #nameAll(): void {
    for (let next = this.#nameless.shift(); next !== undefined; next = this.#nameless.shift()) {
      for (const [at, { text }] of next.identities().entries()) this.#set(next.firstRecord + at, this.#freeName(text));
    }
  }

  #set(number: number, name: string): void {
    this.#names.set(number, name);
    this.#numbers.set(name, number);
  }

  /** What the record holds, and a number where another one has that name. */
  #freeName(text: string): string {
    if (!this.#numbers.has(text)) return text;
    for (let nth = this.#counted.get(text) ?? 2; ; nth++) {
      const name = `${text} (${nth})`;
      this.#counted.set(text, nth + 1);
      if (!this.#numbers.has(name)) return name;
    }
  }
}
