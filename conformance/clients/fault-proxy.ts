import { createServer, connect, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { WireFault } from "./fault-file.ts";

/** Labels of the messages that faults may name, by API key. */
const labels: ReadonlyMap<number, string> = new Map([
  [0, "Produce"],
  [1, "Fetch"],
  [3, "Metadata"],
  [22, "InitProducerId"],
]);

const host = "127.0.0.1";

/**
 * Stands between clients and a real broker, and does to its messages what a fault file says, so that the same file can
 * be put before the real thing and before a server of ours. It looks into nothing but the headers, and into the ports
 * that the broker advertises: clients have to come back here.
 *
 * As on any TCP connection, what a lost message would have been followed by does not arrive either: `drop` silences its
 * direction until the connection ends.
 */
export class FaultProxy {
  private readonly server: Server;
  private readonly upstreamPort: number;
  private readonly faults: readonly WireFault[];
  private readonly counts = new Map<string, number>();
  private readonly sockets = new Set<Socket>();
  /** Faults that met their message. */
  readonly struck = new Set<WireFault>();

  private constructor(upstreamPort: number, faults: readonly WireFault[]) {
    this.upstreamPort = upstreamPort;
    this.faults = faults;
    this.server = createServer((client) => this.accept(client));
  }

  static start(upstreamPort: number, faults: readonly WireFault[]): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstreamPort, faults);
    return new Promise((resolve, reject) => {
      proxy.server.once("error", reject);
      proxy.server.listen(0, host, () => resolve(proxy));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private accept(client: Socket): void {
    const broker = connect(this.upstreamPort, host);
    const apis = new Map<number, string>();
    const cut = (): void => {
      // A reset, as from a peer that is gone, and not a goodbye.
      client.resetAndDestroy();
      broker.destroy();
    };
    const requests = new Direction(broker, cut, (frame) => {
      const label = labels.get(frame.readInt16BE(4));
      if (label !== undefined) apis.set(frame.readInt32BE(8), label);
      return label === undefined ? undefined : this.faultOn("request", `${label} request`);
    });
    const responses = new Direction(client, cut, (frame) => {
      this.advertiseHere(frame);
      const label = apis.get(frame.readInt32BE(4));
      apis.delete(frame.readInt32BE(4));
      return label === undefined ? undefined : this.faultOn("response", `${label} response`);
    });
    for (const socket of [client, broker]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.sockets.delete(socket));
    }
    client.on("data", (data: Buffer) => requests.take(data));
    broker.on("data", (data: Buffer) => responses.take(data));
    client.on("close", () => broker.destroy());
    broker.on("close", () => client.destroy());
  }

  private faultOn(way: "request" | "response", label: string): WireFault | undefined {
    const occurrence = (this.counts.get(label) ?? 0) + 1;
    this.counts.set(label, occurrence);
    const end = way === "request" ? "to" : "from";
    const fault = this.faults.find(
      ({ on }) => on.label === label && on.occurrence === occurrence && on[end] === "broker-1",
    );
    if (fault !== undefined) this.struck.add(fault);
    return fault;
  }

  /** A port behind this host in an answer is the broker's own: all answers that name it have it in this shape. */
  private advertiseHere(frame: Buffer): void {
    const advertised = Buffer.alloc(host.length + 4);
    advertised.write(host, "latin1");
    advertised.writeInt32BE(this.upstreamPort, host.length);
    for (let at = frame.indexOf(advertised); at >= 0; at = frame.indexOf(advertised, at + 1)) {
      frame.writeInt32BE(this.port, at + host.length);
    }
  }
}

/** Frames that go one way over one connection, in order. */
class Direction {
  private readonly to: Socket;
  private readonly cut: () => void;
  private readonly faultOn: (frame: Buffer) => WireFault | undefined;
  private received: Buffer = Buffer.alloc(0);
  private isSilent = false;
  private isHeld = false;
  private readonly waiting: Buffer[] = [];

  constructor(to: Socket, cut: () => void, faultOn: (frame: Buffer) => WireFault | undefined) {
    this.to = to;
    this.cut = cut;
    this.faultOn = faultOn;
  }

  take(data: Buffer): void {
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
    while (this.received.length >= 4) {
      const length = 4 + this.received.readInt32BE(0);
      if (this.received.length < length) return;
      const frame = Buffer.from(this.received.subarray(0, length));
      this.received = this.received.subarray(length);
      this.pass(frame);
    }
  }

  private pass(frame: Buffer): void {
    const fault = this.isSilent ? undefined : this.faultOn(frame);
    if (fault?.do === "drop") this.isSilent = true;
    if (this.isSilent) return;
    if (fault?.do === "cut") {
      this.cut();
      return;
    }
    if (fault?.do === "delay") this.hold(fault.byMillis);
    // What follows a message that is late waits behind it.
    if (this.isHeld) this.waiting.push(frame);
    else this.write(frame);
  }

  private hold(millis: number): void {
    this.isHeld = true;
    setTimeout(() => {
      this.isHeld = false;
      for (const frame of this.waiting.splice(0)) this.write(frame);
    }, millis);
  }

  private write(frame: Buffer): void {
    if (!this.to.destroyed) this.to.write(frame);
  }
}
