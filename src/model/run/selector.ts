import type { Connection, NodeId } from "../../sim/index.ts";
import { add, empty, takeFirst } from "../core/arrays.ts";
import type { PollResult } from "../producer/seam.ts";
import type { Request, Response } from "../protocol.ts";
import type { RunContext } from "./context.ts";
import { labelOf } from "./notes.ts";

/** What arrived on a connection and was not read yet, in the shape in which a poll brings it. */
type Arrival =
  | { readonly kind: "response"; readonly node: number; readonly response: Response }
  | { readonly kind: "connected"; readonly node: number }
  | { readonly kind: "lost"; readonly node: number; readonly state: "refused" | "gone" };

/** One broker as the client sees it: the connection to it, if any, and what waits in its socket. */
interface Peer {
  readonly node: number;
  connection: Connection | undefined;
  readonly arrived: Arrival[];
}

/** A poll's result whose lists are filled anew each time: a run polls several times for every record. */
class ReusedPollResult implements PollResult {
  readonly written: { node: number; request: Request }[] = [];
  readonly received: { readonly node: number; readonly response: Response }[] = [];
  readonly disconnected: { readonly node: number; readonly state: "refused" | "gone" }[] = [];
  readonly connected: number[] = [];

  clear(): void {
    empty(this.written);
    empty(this.received);
    empty(this.disconnected);
    empty(this.connected);
  }
}

/** What a poll has brought whose time was over. */
export const nothing: PollResult = new ReusedPollResult();

/**
 * The client's sockets in the simulated world. A poll writes what was handed over, then takes at most one arrival from
 * each connection, by ascending broker id (producer-measured 5): between two answers of one instant lies a whole pass.
 */
export class Selector {
  private readonly result = new ReusedPollResult();
  private readonly context: RunContext;
  private readonly client: NodeId;
  private readonly peers: Peer[] = [];
  private readonly outgoing: { node: number; request: Request }[] = [];
  /** What lies in the sockets of all peers together. */
  private unread = 0;
  private woken = false;

  constructor(context: RunContext, client: NodeId) {
    this.context = context;
    this.client = client;
  }

  connect(node: number): void {
    this.peer(node).connection = this.context.network.connect(this.client, this.context.brokerNode(node));
  }

  disconnect(node: number): void {
    const peer = this.peer(node);
    if (peer.connection !== undefined) this.context.network.close(peer.connection);
    this.forget(peer);
    for (let at = this.outgoing.length - 1; at >= 0; at--) {
      if (this.outgoing[at]?.node === node) this.outgoing.splice(at, 1);
    }
  }

  send(node: number, request: Request): void {
    this.outgoing.push({ node, request });
  }

  wakeup(): void {
    this.woken = true;
  }

  /** Whether a poll would bring nothing. */
  get hasNothing(): boolean {
    return this.unread === 0 && this.outgoing.length === 0;
  }

  /** The wake-up has been heeded. */
  heed(): void {
    this.woken = false;
  }

  /** Whether the next poll returns at once because somebody asked for it. */
  get isWoken(): boolean {
    return this.woken;
  }

  /** A response came in on a connection; whether it belongs to the present life of it. */
  answered(connection: Connection, response: Response): boolean {
    const peer = this.peerOn(connection);
    if (peer === undefined) return false;
    peer.arrived.push({ kind: "response", node: peer.node, response });
    this.unread++;
    return true;
  }

  /** A connection was established, refused or broken; whether it is the present one. */
  changed(connection: Connection, state: "connected" | "refused" | "gone"): boolean {
    const peer = this.peerOn(connection);
    if (peer === undefined) return false;
    const { node } = peer;
    peer.arrived.push(state === "connected" ? { kind: state, node } : { kind: "lost", node, state });
    this.unread++;
    return true;
  }

  /** Writes and reads what there is to write and read now; `undefined`: nothing, and the poll goes on waiting. */
  poll(): PollResult | undefined {
    // More than half of the polls of a run end here (bench `model-event`).
    if (this.hasNothing && !this.woken) return undefined;
    return this.exchange();
  }

  private exchange(): PollResult {
    const result = this.result;
    result.clear();
    for (const sent of this.outgoing) {
      this.write(sent);
      add(result.written, sent);
    }
    empty(this.outgoing);
    for (const peer of this.peers) this.take(peer);
    this.woken = false;
    return result;
  }

  /** The process ends: every connection with it. */
  closeAll(): void {
    for (const peer of this.peers) this.disconnect(peer.node);
  }

  private write(sent: { readonly node: number; readonly request: Request }): void {
    const { connection } = this.peer(sent.node);
    if (connection === undefined) return;
    const label = labelOf(sent.request.api, this.context.requestLabels);
    this.context.network.send(connection, true, label, sent.request);
  }

  private take(peer: Peer): void {
    const arrival = takeFirst(peer.arrived);
    if (arrival === undefined) return;
    this.unread--;
    switch (arrival.kind) {
      case "response":
        add(this.result.received, arrival);
        break;
      case "connected":
        this.result.connected.push(arrival.node);
        break;
      case "lost":
        this.result.disconnected.push(arrival);
        this.forget(peer);
    }
  }

  private forget(peer: Peer): void {
    peer.connection = undefined;
    this.unread -= peer.arrived.length;
    empty(peer.arrived);
  }

  private peerOn(connection: Connection): Peer | undefined {
    for (const peer of this.peers) if (peer.connection === connection) return peer;
    return undefined;
  }

  private peer(node: number): Peer {
    for (const peer of this.peers) if (peer.node === node) return peer;
    const peer: Peer = { node, connection: undefined, arrived: [] };
    this.peers.push(peer);
    this.peers.sort((one, other) => one.node - other.node);
    return peer;
  }
}
