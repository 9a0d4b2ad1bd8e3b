import type { RecordBatch } from "../../model/protocol.ts";
import type { RecordIdentity } from "./identity.ts";
import { placeOf, type Send } from "./run.ts";

/** Sends that may still be repeated and have been without an answer, by place and content. */
export class Waiting {
  /** The oldest first. */
  readonly #sends = new Map<string, Map<string, Send[]>>();

  /** Whether any from this client waits where the batch goes. */
  mayBeAt(client: string, batch: RecordBatch): boolean {
    // Most of the time nothing waits, and nobody need write down where.
    return this.#sends.size > 0 && this.#sends.has(placeOf(client, batch));
  }

  /** The first one that holds the same and of which no answer is under way. */
  find(identity: RecordIdentity, place: string): Send | undefined {
    return this.#sends
      .get(place)
      ?.get(identity.content)
      ?.find(({ open }) => open === 0);
  }

  add(send: Send): void {
    const { place, waitsAs, identity } = send;
    if (place === undefined || waitsAs !== undefined) return;
    const { content } = identity;
    send.waitsAs = content;
    const there = this.#sends.get(place) ?? new Map<string, Send[]>();
    this.#sends.set(place, there);
    const alike = there.get(content) ?? [];
    there.set(content, alike);
    alike.push(send);
    alike.sort((one, other) => one.record.send - other.record.send);
  }

  /** It will not be repeated. */
  remove(send: Send): void {
    const { place, waitsAs } = send;
    send.place = undefined;
    send.waitsAs = undefined;
    const there = place === undefined ? undefined : this.#sends.get(place);
    const alike = waitsAs === undefined ? undefined : there?.get(waitsAs);
    if (place === undefined || waitsAs === undefined || there === undefined || alike === undefined) return;
    if (alike.length > 1) alike.splice(alike.indexOf(send), 1);
    else if (there.size > 1) there.delete(waitsAs);
    else this.#sends.delete(place);
  }
}
