import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { FrameReader, readdress } from "../clients/frames.ts";
import { restarted } from "./leader-epochs.ts";
import { type Schedule, type Way, arrivalOf, isAway, outagesBy } from "./schedule.ts";

const host = "127.0.0.1";
const [produce, metadata] = [0, 3];

export interface ProxySetup {
  readonly brokerPort: number;
  /** How long a message is on its way, in microseconds. */
  readonly oneWay: number;
  readonly schedule: Schedule;
  /** When the load begins, in microseconds since 1970: the schedule counts from there. */
  readonly begin: number;
}

/** Microseconds since 1970, as exact as the host's clock. */
export const wallMicros = (): number => (performance.timeOrigin + performance.now()) * 1_000;

/**
 * Stands between one producer and a real broker. Every message takes its time, and at the times of its schedule nothing
 * passes, answers are held, or all connections break and new ones are refused. Answers that name the broker name it.
 */
export class TimedProxy {
  /** Produce requests that came, whatever became of them. */
  produceRequests = 0;
  /** How long each of them took from here to the broker and back, those that were answered; in microseconds. */
  readonly roundTrips: number[] = [];
  readonly setup: ProxySetup;
  private readonly server: Server;
  private readonly passages = new Set<Passage>();
  private readonly refused = new Set<Socket>();
  private readonly timers: NodeJS.Timeout[] = [];

  private constructor(setup: ProxySetup) {
    this.setup = setup;
    this.server = createServer({ noDelay: true }, (client) => this.accept(client));
  }

  /** Listens on a free port of loopback. */
  static start(setup: ProxySetup): Promise<TimedProxy> {
    const proxy = new TimedProxy(setup);
    return new Promise((resolve, reject) => {
      proxy.server.once("error", reject);
      proxy.server.listen(0, host, () => {
        proxy.plan();
        resolve(proxy);
      });
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const passage of this.passages) passage.end();
    for (const client of this.refused) client.destroy();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  /** Microseconds since the load began. */
  now(): number {
    return wallMicros() - this.setup.begin;
  }

  private plan(): void {
    for (const { at } of this.setup.schedule.outages) {
      const breakAll = (): void => {
        for (const passage of this.passages) passage.break();
      };
      const left = (at - this.now()) / 1_000;
      if (left > 0) this.timers.push(setTimeout(breakAll, left));
    }
  }

  private accept(client: Socket): void {
    if (isAway(this.setup.schedule, this.now())) {
      this.refuse(client);
      return;
    }
    const passage = new Passage(this, client);
    this.passages.add(passage);
    client.on("close", () => this.passages.delete(passage));
  }

  /**
   * A refusal comes from afar: after a round trip. The host has accepted by then, which the Java client takes for no
   * success before its first request is answered.
   */
  private refuse(client: Socket): void {
    this.refused.add(client);
    client.on("error", () => client.destroy());
    client.on("close", () => this.refused.delete(client));
    this.timers.push(setTimeout(() => client.resetAndDestroy(), (2 * this.setup.oneWay) / 1_000));
  }
}

/** A request that has no answer yet. */
interface Asked {
  readonly api: number;
  readonly version: number;
  readonly at: number;
}

/** One connection of the producer, and the one to the broker that belongs to it. */
class Passage {
  private readonly proxy: TimedProxy;
  private readonly client: Socket;
  private readonly broker: Socket;
  private readonly toBroker: Lane;
  private readonly toClient: Lane;
  /** By correlation id. */
  private readonly asked = new Map<number, Asked>();
  private broken = false;

  constructor(proxy: TimedProxy, client: Socket) {
    this.proxy = proxy;
    this.client = client;
    this.broker = connect({ port: proxy.setup.brokerPort, host, noDelay: true });
    this.toBroker = new Lane(proxy, "to-broker");
    this.toClient = new Lane(proxy, "to-client");
    const [requests, answers] = [new FrameReader(), new FrameReader()];
    client.on("data", (data: Buffer) => requests.take(data).forEach((frame) => this.onRequest(frame)));
    this.broker.on("data", (data: Buffer) => answers.take(data).forEach((frame) => this.onAnswer(frame)));
    for (const socket of [client, this.broker]) socket.on("error", () => socket.destroy());
    // What the client sent before it closed may still arrive, and the news of it after that.
    client.on("close", () => this.toBroker.put(() => this.broker.end()));
    this.broker.on("close", () => this.break());
  }

  /** The broker's end is gone: what was under way to it is lost, and the client is told behind what is under way to it. */
  break(): void {
    if (this.broken) return;
    this.broken = true;
    this.toBroker.clear();
    this.broker.destroy();
    this.toClient.put(() => this.client.resetAndDestroy());
  }

  end(): void {
    this.broken = true;
    this.toBroker.clear();
    this.toClient.clear();
    this.client.destroy();
    this.broker.destroy();
  }

  private onRequest(frame: Buffer): void {
    const api = frame.readInt16BE(4);
    if (api === produce) this.proxy.produceRequests++;
    this.asked.set(frame.readInt32BE(8), { api, version: frame.readInt16BE(6), at: this.proxy.now() });
    if (!this.broken) this.toBroker.put(() => this.broker.write(frame));
  }

  private onAnswer(frame: Buffer): void {
    const id = frame.readInt32BE(4);
    const asked = this.asked.get(id);
    this.asked.delete(id);
    readdress(frame, host, this.proxy.setup.brokerPort, this.proxy.port);
    const restarts = outagesBy(this.proxy.setup.schedule, this.proxy.now());
    const isTold = asked?.api === metadata && restarts > 0;
    const said = isTold ? restarted(frame, asked.version, restarts) : frame;
    this.toClient.put(() => {
      if (asked?.api === produce) this.proxy.roundTrips.push(Math.round(this.proxy.now() - asked.at));
      if (!this.client.destroyed) this.client.write(said);
    });
  }
}

/** What goes one way over one connection, in order and each thing when its time has come. */
class Lane {
  private readonly proxy: TimedProxy;
  private readonly way: Way;
  private readonly waiting: { readonly at: number; readonly act: () => void }[] = [];
  private last = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(proxy: TimedProxy, way: Way) {
    this.proxy = proxy;
    this.way = way;
  }

  put(act: () => void): void {
    const { schedule, oneWay } = this.proxy.setup;
    this.last = Math.max(this.last, arrivalOf(schedule, this.way, this.proxy.now(), oneWay));
    this.waiting.push({ at: this.last, act });
    if (this.waiting.length === 1) this.wait();
  }

  clear(): void {
    this.waiting.length = 0;
    clearTimeout(this.timer);
  }

  private wait(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    // A timer of so many whole milliseconds may end a little before them.
    const left = (first.at - this.proxy.now()) / 1_000;
    this.timer = setTimeout(() => this.pass(), Math.max(0, Math.ceil(left)));
  }

  private pass(): void {
    const now = this.proxy.now();
    while (this.waiting[0] !== undefined && this.waiting[0].at <= now) this.waiting.shift()?.act();
    this.wait();
  }
}
