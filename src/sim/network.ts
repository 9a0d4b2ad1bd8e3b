import { assert } from "./assert.ts";
import { type Connection, type Direction, type Label, type NodeId, newConnection } from "./connection.ts";
import { acceptLabel, connectLabel, isReadIn, ofHandshake } from "./connection.ts";
import { type Fault, type MessageFault, type TimedFault, isTimed } from "./faults.ts";
import { Link } from "./link.ts";
import type { NetworkEvent } from "./network-events.ts";
import { networkNotes } from "./network-notes.ts";
import type { NetworkOptions } from "./network-options.ts";
import { checkOnce } from "./plan.ts";
import { timedFaults } from "./timed-faults.ts";
import type { Agenda } from "./scheduler.ts";
import { type Duration, type Instant, micros, never, plus } from "./time.ts";
import type { NoteKind, Trace } from "./trace.ts";

/** Nodes joined by links. Carries messages it cannot read, does to them what the faults say, and writes all of it down. */
export class Network<Body> {
  readonly nodes: readonly string[];
  /** Everything that was done to this run so far, in order: a plan that repeats it. */
  readonly faults: Fault[] = [];
  /** By label: how many messages were lost, by a fault, by chance, in a split or for want of room. */
  readonly lost: number[] = [];
  private readonly options: NetworkOptions<Body>;
  private readonly scheduler: Agenda<NetworkEvent<Body>>;
  private readonly trace: Trace;
  private readonly links: (Link | undefined)[] = [];
  private readonly labels: readonly string[];
  private readonly open: Connection[] = [];
  private readonly down: boolean[] = [];
  private readonly planned: readonly MessageFault[];
  private healed = false;
  /** How often each node's process has ended. */
  private readonly lives: number[];
  /** How far apart messages of one connection arrive: where ties may be turned around, these may not. */
  private readonly spacing: Duration;
  private connections = 0;

  constructor(options: NetworkOptions<Body>) {
    this.options = options;
    this.nodes = options.nodes;
    this.labels = [...ofHandshake, ...options.labels];
    checkOnce(options.plan, options.nodes, options.labels);
    this.lives = options.nodes.map(() => 0);
    this.scheduler = options.scheduler;
    this.spacing = micros(options.scheduler.ties === "fifo" ? 0 : 1);
    this.trace = options.trace;
    this.planned = options.plan.filter((fault) => !isTimed(fault));
    for (const fault of timedFaults(options)) this.scheduler.scheduleForemost(fault.at, { kind: "fault", fault });
    if (options.healsAt !== undefined) this.scheduler.scheduleForemost(options.healsAt, { kind: "healed" });
  }

  node(name: string): NodeId {
    const id = this.nodes.indexOf(name);
    assert(id >= 0, () => `no node is called ${name}`);
    return id as NodeId;
  }

  nameOf(node: NodeId): string {
    return this.nodes[node] ?? `node ${node}`;
  }

  /** The kind of message that is called `name`: one of the run's labels, or the handshake's `connect` and `accept`. */
  label(name: string): Label {
    const known = this.labels.indexOf(name);
    assert(known >= 0, () => `no message is called ${name}`);
    return known as Label;
  }

  labelName(label: number): string {
    return this.labels[label] ?? `label ${label}`;
  }

  /** How many messages of a kind have been sent from one node to another so far. */
  countSent(from: string, to: string, label: string): number {
    const link = this.links[this.node(from) * this.nodes.length + this.node(to)];
    return link?.sent(this.label(label)) ?? 0;
  }

  /** Begins to connect; `connected` or `refused` follows as an event, for datagrams at once. */
  connect(client: NodeId, server: NodeId): Connection {
    const now = this.scheduler.now;
    const parts = { client, server, ordinal: this.connections++, serverLife: this.life(server) };
    const connection = newConnection(parts, now);
    this.open.push(connection);
    this.trace.note(now, networkNotes.connecting, client, server, connection.ordinal);
    if (this.options.discipline === "datagram") {
      this.scheduler.schedule(now, { kind: "connected", connection });
      return connection;
    }
    this.handshake(connection);
    return connection;
  }

  /** Sends a message over a connection, towards its server or its client. A client that let go of it sends nothing. */
  send(connection: Connection, toServer: boolean, label: Label, body: Body): void {
    if (toServer && connection.closedByClient) return;
    const from = toServer ? connection.client : connection.server;
    const to = toServer ? connection.server : connection.client;
    const link = this.link(from, to);
    const occurrence = link.count(label);
    this.trace.note(this.scheduler.now, networkNotes.sent, from, to, label, occurrence);
    if (!toServer && connection.closedByClient) {
      // Ruled on all the same: the luck of later messages does not depend on it.
      link.rule(label, occurrence, this.options.discipline === "tcp" ? "cut" : "duplicate", this.scheduler.now);
      connection.failedWrites++;
      return;
    }
    const arrival: Arrival<Body> = { kind: "arrival", connection, toServer, body, label, occurrence, link };
    if (this.options.discipline === "tcp") this.sendInOrder(arrival);
    else this.sendDatagram(arrival);
  }

  /** The client lets go of the connection: nothing arrives there any more; what it sent may still arrive. */
  close(connection: Connection): void {
    if (connection.state === "closed") return;
    connection.closedByClient = true;
    this.shut(connection, networkNotes.closed);
  }

  /** The server hangs up: the client is told, and nothing that comes later is read. */
  hangUp(connection: Connection): void {
    if (connection.state === "closed" || connection.closedByServer) return;
    connection.closedByServer = true;
    if (connection.state === "connecting") return;
    const link = this.link(connection.server, connection.client);
    this.break(connection, this.reach(connection.toClient, link, link.farewellDelay()));
  }

  /** The node's process is gone: its connections break, and what arrives there is lost until it is back. */
  takeDown(node: NodeId): void {
    this.down[node] = true;
    this.lives[node] = this.life(node) + 1;
    // A copy: closing takes a connection out of the list.
    for (const connection of this.open.slice()) {
      if (connection.client === node) this.close(connection);
      else if (connection.server === node) this.hangUp(connection);
    }
  }

  bringUp(node: NodeId): void {
    this.down[node] = false;
  }

  isDown(node: NodeId): boolean {
    return this.down[node] === true;
  }

  /** Whether its server still reads from it what has reached it. */
  isRead(connection: Connection): boolean {
    return isReadIn(connection, this.life(connection.server));
  }

  /**
   * Whether an event that has come due still counts: its connection lives and its receiver is up. Notes what arrives and
   * applies timed faults to links; a `node` fault is the caller's to carry out.
   */
  arrives(event: NetworkEvent<Body>): boolean {
    switch (event.kind) {
      case "arrival":
        return this.delivers(event);
      case "connected":
        return this.establishes(event.connection);
      case "refused":
      case "gone":
        return this.ends(event.connection, event.kind === "refused" ? networkNotes.refused : networkNotes.gone);
      case "fault":
        this.apply(event.fault);
        return true;
      case "healed":
        // Chance strikes no message any more. What timed faults did has its end in itself.
        this.healed = true;
        for (const link of this.links) link?.heal();
        return true;
    }
  }

  private delivers(event: Arrival<Body>): boolean {
    const { connection, toServer, link } = event;
    if (link.settings.capacity > 0) link.underWay--;
    const receiver = toServer ? connection.server : connection.client;
    if (this.isDown(receiver)) return false;
    if (toServer ? !this.isRead(connection) : connection.state === "closed") return false;
    const from = toServer ? connection.client : connection.server;
    const { label, occurrence } = event;
    this.trace.note(this.scheduler.now, networkNotes.arrived, from, receiver, label, occurrence, connection.ordinal);
    return true;
  }

  private establishes(connection: Connection): boolean {
    if (connection.state !== "connecting") return false;
    if (connection.closedByServer) {
      this.scheduler.schedule(this.scheduler.now, { kind: "refused", connection });
      return false;
    }
    connection.state = "open";
    this.noteEnds(connection, networkNotes.connected);
    return true;
  }

  private ends(connection: Connection, kind: NoteKind): boolean {
    // A reset reaches the server even where the client had closed by then.
    connection.closedByServer = true;
    if (connection.state === "closed") return false;
    this.shut(connection, kind);
    return true;
  }

  private shut(connection: Connection, kind: NoteKind): void {
    connection.state = "closed";
    // Mostly it is the only one, and `splice` makes a list of what it takes out.
    const at = this.open.indexOf(connection);
    if (at === this.open.length - 1) this.open.pop();
    else this.open.splice(at, 1);
    this.noteEnds(connection, kind);
  }

  private noteEnds({ client, server, ordinal }: Connection, kind: NoteKind): void {
    this.trace.note(this.scheduler.now, kind, client, server, ordinal);
  }

  private life(node: NodeId): number {
    return this.lives[node] ?? 0;
  }

  /** The whole handshake at once: what the links and the server are now decides, and when the client learns of it. */
  private handshake(connection: Connection): void {
    const there = this.link(connection.client, connection.server);
    const back = this.link(connection.server, connection.client);
    const asked = this.shake(there, connectLabel, this.scheduler.now);
    if (asked.at === never) return;
    const answered = this.shake(back, acceptLabel, asked.at);
    if (answered.at === never) return;
    const refused = asked.reset || answered.reset || this.isDown(connection.server);
    this.scheduler.schedule(answered.at, { kind: refused ? "refused" : "connected", connection });
  }

  /** One message of a handshake that leaves at `leaves`: when it gets there, and whether as a reset. */
  private shake(link: Link, label: Label, leaves: Instant): { readonly at: Instant; readonly reset: boolean } {
    const occurrence = link.count(label);
    const verdict = link.rule(label, occurrence, "cut", leaves);
    if (verdict.kind === "drop") {
      this.drop(link, label, occurrence);
      return { at: never, reset: false };
    }
    const reset = verdict.kind === "cut";
    if (reset) this.record(networkNotes.cut, link, label, occurrence, { do: "cut" });
    else this.recordPlanned(link, label, occurrence);
    return { at: link.carries(leaves, verdict.delay), reset };
  }

  private sendInOrder(arrival: Arrival<Body>): void {
    const { connection, toServer, link, label, occurrence } = arrival;
    const direction = toServer ? connection.toServer : connection.toClient;
    const verdict = link.rule(label, occurrence, "cut", this.scheduler.now);
    if (direction.stalled) return;
    if (verdict.kind === "drop") {
      direction.stalled = true;
      this.drop(link, label, occurrence);
      return;
    }
    const at = this.reach(direction, link, verdict.delay);
    if (verdict.kind === "cut") {
      this.record(networkNotes.cut, link, label, occurrence, { do: "cut" });
      this.break(connection, at);
      return;
    }
    if (at === never) return;
    direction.lastArrival = at;
    this.recordPlanned(link, label, occurrence);
    this.deliver(at, arrival);
  }

  private sendDatagram(arrival: Arrival<Body>): void {
    const { link, label, occurrence } = arrival;
    const now = this.scheduler.now;
    const verdict = link.rule(label, occurrence, "duplicate", now);
    if (verdict.kind === "drop" || verdict.kind === "cut") {
      this.drop(link, label, occurrence);
      return;
    }
    if (now < link.blockedUntil || link.full) {
      this.lose(link, label, occurrence);
      return;
    }
    this.recordPlanned(link, label, occurrence);
    this.deliver(link.holds(now, verdict.delay), arrival);
    if (verdict.kind !== "duplicate") return;
    this.record(networkNotes.doubled, link, label, occurrence, { do: "duplicate", after: verdict.copyDelay });
    if (link.full) this.lose(link, label, occurrence);
    else this.deliver(link.holds(now, verdict.copyDelay), arrival);
  }

  /** Puts an arrival on the agenda. What a clog holds for good takes up room on its link and never arrives. */
  private deliver(at: Instant, arrival: Arrival<Body>): void {
    if (arrival.link.settings.capacity > 0) arrival.link.underWay++;
    if (at !== never) this.scheduler.schedule(at, arrival);
  }

  /** When a message sent now over a connection arrives: in order, after splits and clogs; `never` if one of them lasts. */
  private reach(direction: Direction, link: Link, delay: Duration): Instant {
    const arrives = link.carries(this.scheduler.now, delay);
    return arrives > direction.lastArrival ? arrives : plus(direction.lastArrival, this.spacing);
  }

  private break(connection: Connection, at: Instant): void {
    connection.toServer.stalled = true;
    connection.toClient.stalled = true;
    if (at !== never) this.scheduler.schedule(at, { kind: "gone", connection });
  }

  private link(from: NodeId, to: NodeId): Link {
    const index = from * this.nodes.length + to;
    return (this.links[index] ??= this.makeLink(from, to));
  }

  private makeLink(from: NodeId, to: NodeId): Link {
    const ends = { from: this.nameOf(from), to: this.nameOf(to) };
    const { link: settings, swarm, streams } = this.options;
    const link = new Link({ from, to, name: `${ends.from}>${ends.to}` }, settings(ends.from, ends.to), swarm, streams);
    for (const fault of this.planned) {
      if (fault.on.from === ends.from && fault.on.to === ends.to) link.plan(this.label(fault.on.label), fault);
    }
    if (this.healed) link.heal();
    return link;
  }

  private lose(link: Link, label: Label, occurrence: number): void {
    this.lost[label] = (this.lost[label] ?? 0) + 1;
    this.trace.note(this.scheduler.now, networkNotes.lost, link.from, link.to, label, occurrence);
  }

  private drop(link: Link, label: Label, occurrence: number): void {
    this.lose(link, label, occurrence);
    this.faults.push({ on: this.address(link, label, occurrence), do: "drop" });
  }

  private record(kind: NoteKind, link: Link, label: Label, occurrence: number, what: FaultWithoutAddress): void {
    this.trace.note(this.scheduler.now, kind, link.from, link.to, label, occurrence);
    const on = this.address(link, label, occurrence);
    this.faults.push(what.do === "duplicate" ? { on, do: what.do, after: what.after } : { on, do: what.do });
  }

  /** A planned delay or answer shows in no verdict; it belongs to what was done all the same. */
  private recordPlanned(link: Link, label: Label, occurrence: number): void {
    const planned = link.planned(label, occurrence);
    if (planned?.do === "delay" || planned?.do === "answer") this.faults.push(planned);
  }

  private address(link: Link, label: Label, occurrence: number): MessageFault["on"] {
    const [from, to] = [this.nodes[link.from] ?? "", this.nodes[link.to] ?? ""];
    return { from, to, label: this.labelName(label), occurrence };
  }

  private apply(fault: TimedFault): void {
    this.trace.note(this.scheduler.now, networkNotes.fault, this.faults.length);
    this.faults.push(fault);
    if (fault.do === "node") return;
    const [from, to] = [this.node(fault.from), this.node(fault.to)];
    this.link(from, to).suffer(fault);
    if (fault.do === "split" && !fault.oneWay) this.link(to, from).suffer(fault);
  }
}

type Arrival<Body> = NetworkEvent<Body> & { readonly kind: "arrival" };

type FaultWithoutAddress = { readonly do: "cut" } | { readonly do: "duplicate"; readonly after: Duration };
