import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { FaultEngine } from "../../src/wire/faults/fault-engine.ts";
import type { Effect } from "../../src/wire/faults/fault-plan.ts";
import type { FaultFile, WireFaultSpec } from "../../src/wire/faults/fault-spec.ts";
import { writtenClient } from "../../src/wire/faults/address.ts";
import { apiNamed, type ApiName } from "../../src/wire/protocol/apis.ts";
import { FrameReader, readdress } from "./frames.ts";
import { answeredWith, refusable } from "./produce-errors.ts";

const host = "127.0.0.1";

/** A request that the broker owes an answer. */
interface Asked {
  readonly api: ApiName;
  readonly version: number;
  readonly client: string;
  /** Goes to the client in place of the broker's answer. */
  readonly instead: number | undefined;
}

/**
 * Stands between clients and a real broker, and does to its messages what a fault file says, so that the same file can
 * be put before the real thing and before a server of ours: what a client does wrong on both is the client's doing. Of
 * the faults it knows those of messages: `drop`, `swallow`, `cut`, `delay`, and errors of produce responses.
 */
export class FaultProxy {
  private readonly server: Server;
  private readonly upstreamPort: number;
  private readonly engine: FaultEngine;
  private readonly sockets = new Set<Socket>();

  private constructor(upstreamPort: number, faults: FaultFile) {
    this.upstreamPort = upstreamPort;
    this.engine = new FaultEngine(faults);
    this.server = createServer((client) => this.accept(client));
  }

  /** Listens on a free port of loopback. */
  static start(upstreamPort: number, faults: FaultFile): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstreamPort, faults);
    return new Promise((resolve, reject) => {
      proxy.server.once("error", reject);
      proxy.server.listen(0, host, () => resolve(proxy));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What met its message, in order. */
  get struck(): readonly WireFaultSpec[] {
    return this.engine.struck;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private accept(client: Socket): void {
    const broker = connect(this.upstreamPort, host);
    const asked = new Map<number, Asked>();
    // A reset, as from a peer that is gone, and not a goodbye.
    const cut = (): void => {
      client.resetAndDestroy();
      broker.destroy();
    };
    const requests = new Direction(broker, cut, (frame) => this.onRequest(frame, asked));
    const responses = new Direction(client, cut, (frame) => this.onResponse(frame, asked));
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

  private onRequest(frame: Buffer, asked: Map<number, Asked>): Passage {
    const api = apiNamed(frame.readInt16BE(4));
    if (api === undefined) return { frame, effect: undefined };
    const clientIdLength = frame.readInt16BE(12);
    const client = writtenClient(clientIdLength < 0 ? null : frame.toString("utf8", 14, 14 + clientIdLength));
    const effect = this.judge(api, "request", client);
    const refused = effect?.do === "error" && api === "Produce";
    asked.set(frame.readInt32BE(8), {
      api,
      version: frame.readInt16BE(6),
      client,
      instead: refused ? effect.code : undefined,
    });
    // The broker answers a request that it was to refuse, and stores nothing: an empty one keeps the answers in order.
    return { frame: refused ? refusable(frame) : frame, effect };
  }

  private onResponse(frame: Buffer, asked: Map<number, Asked>): Passage {
    const id = frame.readInt32BE(4);
    const request = asked.get(id);
    asked.delete(id);
    readdress(frame, host, this.upstreamPort, this.port);
    if (request === undefined) return { frame, effect: undefined };
    const effect = this.judge(request.api, "response", request.client);
    const code = request.instead ?? (effect?.do === "error" ? effect.code : undefined);
    const said = code === undefined ? frame : answeredWith(frame, request.version, code);
    return { frame: said, effect };
  }

  private judge(api: ApiName, direction: "request" | "response", client: string): Effect | undefined {
    return this.engine.judge({ client, broker: "broker-1", api, direction, partitions: [], producerIds: [] }).effect;
  }
}

interface Passage {
  readonly frame: Buffer;
  readonly effect: Effect | undefined;
}

/** Frames that go one way over one connection, in order. */
class Direction {
  private readonly to: Socket;
  private readonly cut: () => void;
  private readonly rule: (frame: Buffer) => Passage;
  private readonly frames = new FrameReader();
  private isSilent = false;
  private isHeld = false;
  private readonly waiting: Buffer[] = [];

  constructor(to: Socket, cut: () => void, rule: (frame: Buffer) => Passage) {
    this.to = to;
    this.cut = cut;
    this.rule = rule;
  }

  take(data: Buffer): void {
    for (const frame of this.frames.take(data)) this.pass(frame);
  }

  private pass(received: Buffer): void {
    if (this.isSilent) return;
    const { frame, effect } = this.rule(received);
    switch (effect?.do) {
      case "drop":
        this.isSilent = true;
        return;
      case "swallow":
        return;
      case "cut":
        this.cut();
        return;
      case "delay":
        this.hold(effect.by / 1_000);
    }
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
