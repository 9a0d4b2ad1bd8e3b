import type { Digest, Instant } from "../../sim/index.ts";

/** The instants at which something happens, by number: in the order in which they were met. */
export class Instants {
  private readonly known: Instant[] = [];
  private readonly numbers = new Map<Instant, number>();

  at(number: number): Instant {
    return this.known[number] as Instant;
  }

  number(at: Instant): number {
    const known = this.numbers.get(at);
    if (known !== undefined) return known;
    this.known.push(at);
    this.numbers.set(at, this.known.length - 1);
    return this.known.length - 1;
  }

  mixInto(digest: Digest): void {
    for (const at of this.known) digest.mix(at);
  }
}
