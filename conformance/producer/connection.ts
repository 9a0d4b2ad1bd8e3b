import type { Response } from "../../src/model/protocol.ts";
import type { Agenda } from "./agenda.ts";

/** What one poll of one connection brings. */
export type Arrival =
  | { readonly kind: "connected" }
  | { readonly kind: "refused" }
  | { readonly kind: "gone" }
  | { readonly kind: "answer"; readonly response: Response; readonly event: Readonly<Record<string, unknown>> };

/** The connection of the client to one broker; a new life begins with each attempt to connect. */
export class Connection {
  readonly node: number;
  readonly arrived: Arrival[] = [];
  readonly #agenda: Agenda;
  #life = 0;
  #connecting = false;
  #peerAlive = false;
  #lastArrivalMillis = 0;

  constructor(node: number, agenda: Agenda) {
    this.node = node;
    this.#agenda = agenda;
  }

  connect(delayMillis: number, refused: boolean): void {
    this.connectInVain();
    this.#later(delayMillis, () => {
      if (!this.#connecting) return;
      this.#connecting = false;
      if (!refused) this.#peerAlive = true;
      this.arrived.push({ kind: refused ? "refused" : "connected" });
    });
  }

  /** An attempt of which nobody ever hears. */
  connectInVain(): void {
    this.newLife();
    this.#connecting = true;
  }

  /** The client lets go of the connection. */
  newLife(): void {
    this.#life++;
    this.#connecting = false;
    this.#peerAlive = false;
    this.#lastArrivalMillis = 0;
    this.arrived.length = 0;
  }

  /** The broker's end goes away: what it sent before still arrives, what it would have sent later does not. */
  brokerGone(): void {
    if (this.#connecting) this.arrived.push({ kind: "refused" });
    else if (this.#peerAlive) this.arrived.push({ kind: "gone" });
    this.#connecting = false;
    this.#peerAlive = false;
  }

  goneAfter(delayMillis: number): void {
    if (this.#peerAlive) this.#later(delayMillis, () => this.brokerGone());
  }

  neverAnswer(): void {
    this.#lastArrivalMillis = Infinity;
  }

  /** Sends an answer to the client after a delay, never before what was sent earlier. */
  answer(delayMillis: number, response: Response, event: Readonly<Record<string, unknown>>): void {
    if (!this.#peerAlive || this.#lastArrivalMillis === Infinity) return;
    this.#lastArrivalMillis = Math.max(this.#lastArrivalMillis, this.#agenda.nowMillis + delayMillis);
    this.#later(this.#lastArrivalMillis - this.#agenda.nowMillis, () => {
      if (this.#peerAlive) this.arrived.push({ kind: "answer", response, event });
    });
  }

  /** Something that happens only if the connection still lives then. */
  #later(delayMillis: number, act: () => void): void {
    const life = this.#life;
    this.#agenda.enter(this.#agenda.nowMillis + delayMillis, () => {
      if (this.#life === life) act();
    });
  }
}
