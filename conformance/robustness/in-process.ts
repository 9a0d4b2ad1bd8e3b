import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { Broker } from "../../src/model/broker/broker.ts";
import { servedBroker } from "../../src/wire/serve.ts";
import { Connection } from "../../src/wire/server/connection.ts";
import type { ServedBroker } from "../../src/wire/server/call.ts";
import type { Door, Holdings, Line } from "./door.ts";
import { partitionCount, spareTopic, spareTopicId, topicId, topicName } from "./requests.ts";
import { split, type Seen } from "./verdict.ts";

/** As much of a socket as a connection of the server touches. */
class SocketStandIn extends EventEmitter {
  readonly localAddress = "127.0.0.1";
  readonly localPort = 9092;
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 50_000;
  readonly writable = true;
  written: Buffer[] = [];
  isClosed = false;
  isPaused = false;
  /** Every so many writes the client is slow for once. */
  private writes = 0;

  write(bytes: Buffer): boolean {
    this.written.push(bytes);
    this.writes += 1;
    if (this.writes % 16 !== 0) return true;
    queueMicrotask(() => void this.emit("drain"));
    return false;
  }

  cork(): void {}
  uncork(): void {}
  setNoDelay(): void {}
  setTimeout(): void {}

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  destroySoon(): void {
    this.destroy();
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.emit("close");
  }
}

/** Microtasks and turns of the event loop after which an answer that hangs on nothing has come. */
const microtasks = 8;
const turns = 3;

class InProcessLine implements Line {
  private readonly socket = new SocketStandIn();
  /** Lives as long as the socket that it listens to. */
  readonly connection: Connection;
  /** What was sent while the server did not read. */
  private held: Buffer[] = [];

  constructor(served: ServedBroker, onMistake: (error: unknown) => void) {
    this.connection = new Connection(this.socket as unknown as Socket, served, 1, onMistake);
  }

  send(chunk: Buffer): void {
    this.held.push(chunk);
    this.pass();
  }

  async look(): Promise<Seen> {
    for (let index = 0; index < microtasks + turns && this.isOwed; index += 1) {
      await (index < microtasks ? undefined : turn());
      this.pass();
    }
    const { written, isClosed } = this.socket;
    this.socket.written = [];
    return { answers: written.length === 0 ? [] : split(Buffer.concat(written)).frames, closed: isClosed };
  }

  hangUp(): void {
    this.socket.destroy();
  }

  private get isOwed(): boolean {
    const { isClosed, isPaused, written } = this.socket;
    return !isClosed && (isPaused || this.held.length > 0 || written.length === 0);
  }

  private pass(): void {
    while (this.held.length > 0 && !this.socket.isPaused && !this.socket.isClosed) {
      this.socket.emit("data", this.held.shift());
    }
  }
}

/** The server's connections without a network: all that it does with bytes, and nothing that the kernel does. */
export class InProcessDoor implements Door {
  /** What has not come after some turns of the event loop does not come. */
  readonly patienceMillis = 0;
  private served = freshBroker();
  private wrong: string[] = [];

  get advertised() {
    return this.served.advertised;
  }

  open(): Promise<Line> {
    return Promise.resolve(new InProcessLine(this.served, (error) => void this.wrong.push(described(error))));
  }

  renew(): Promise<Holdings> {
    const held = holdingsOf(this.served.broker);
    this.served.groupRequests.end();
    this.served = freshBroker();
    return Promise.resolve(held);
  }

  mistakes(): readonly string[] {
    const { wrong } = this;
    this.wrong = [];
    return wrong;
  }
}

export const described = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error);

function freshBroker(): ServedBroker {
  const served = servedBroker({ autoCreateTopics: false });
  addTopics(served.broker);
  return served;
}

/** The topics that the requests speak of. */
export function addTopics(broker: Broker): void {
  const common = { replicationFactor: 1, assignments: new Map(), configs: new Map() };
  broker.createTopic({ ...common, name: topicName, topicId, partitionCount });
  broker.createTopic({ ...common, name: spareTopic, topicId: spareTopicId, partitionCount: 1 });
}

export function holdingsOf(broker: Broker): Holdings {
  const topics = broker.topics.list();
  const partitions = topics.flatMap((topic) => topic.partitions);
  return { topics: topics.length, batches: partitions.reduce((sum, one) => sum + broker.log(one).length, 0) };
}
