import { RecordNames } from "../../model/run/records.ts";
import type { RecordIdentity } from "./identity.ts";

/**
 * The names of records on the wire: those that applications gave, and for the others what they hold. Such a name is made
 * only when somebody asks for any, which is seldom, and is the same whenever that is.
 */
export class WireNames extends RecordNames {
  /** Records that have a number and no name yet, in the order of their numbers. */
  #nameless: RecordIdentity[] = [];
  /** By what a record holds: the number that the next one of these bytes gets. */
  readonly #counted = new Map<string, number>();
  #count = 0;

  /** The number of a new record that nobody named. */
  unnamed(identity: RecordIdentity): number {
    this.#nameless.push(identity);
    return this.#count++;
  }

  override named(name: string): number {
    if (!this.has(name)) this.#count++;
    return super.named(name);
  }

  override has(name: string): boolean {
    this.#nameAll();
    return super.has(name);
  }

  override isNamed(record: number): boolean {
    this.#nameAll();
    return super.isNamed(record);
  }

  override nameOf(record: number): string {
    this.#nameAll();
    return super.nameOf(record);
  }

  #nameAll(): void {
    if (this.#nameless.length === 0) return;
    const nameless = this.#nameless;
    this.#nameless = [];
    for (const { text } of nameless) super.named(this.#freeName(text));
  }

  /** What the record holds, and a number where another one has that name. */
  #freeName(text: string): string {
    if (!super.has(text)) return text;
    for (let nth = this.#counted.get(text) ?? 2; ; nth++) {
      const name = `${text} (${nth})`;
      this.#counted.set(text, nth + 1);
      if (!super.has(name)) return name;
    }
  }
}
