import { connect, type Socket } from "node:net";
import { serve, type Serving } from "../../src/wire/serve.ts";
import { advertisedBy } from "../../src/wire/server/advertised.ts";
import type { Door, Holdings, Line } from "./door.ts";
import { addTopics, described, holdingsOf } from "./in-process.ts";
import type { Target } from "./probe.ts";
import { split, type Seen } from "./verdict.ts";

/** A look ends with the first news, or after this time without any. */
const quietMillis = 4;

class SocketLine implements Line {
  private readonly socket: Socket;
  private received: Buffer[] = [];
  private hasNews = false;
  private closed = false;
  private wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.received.push(chunk);
      this.hasNews = true;
      this.wake?.();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
      this.wake?.();
    });
  }

  send(chunk: Buffer): void {
    if (!this.closed) this.socket.write(chunk);
  }

  async look(): Promise<Seen> {
    if (!this.hasNews && !this.closed) await this.news();
    this.hasNews = false;
    const bytes = Buffer.concat(this.received);
    const { frames } = split(bytes);
    const used = frames.reduce((sum, frame) => sum + 4 + frame.byteLength, 0);
    this.received = used === bytes.byteLength ? [] : [bytes.subarray(used)];
    return { answers: frames, closed: this.closed };
  }

  hangUp(): void {
    this.socket.destroy();
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, quietMillis);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }
}

export const dial = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });

export const lineTo = async ({ host, port }: Target): Promise<Line> => new SocketLine(await dial(host, port));

/** Our server on loopback. */
export class SocketDoor implements Door {
  readonly patienceMillis = 10_000;
  private serving: Serving;
  private readonly wrong: string[];

  private constructor(serving: Serving, wrong: string[]) {
    this.serving = serving;
    this.wrong = wrong;
  }

  static async start(): Promise<SocketDoor> {
    const wrong: string[] = [];
    return new SocketDoor(await freshServer(wrong), wrong);
  }

  get advertised() {
    return advertisedBy(this.serving.broker.profile);
  }

  get port(): number {
    return this.serving.port;
  }

  get host(): string {
    return this.serving.host;
  }

  async open(): Promise<Line> {
    return lineTo(this);
  }

  async renew(): Promise<Holdings> {
    const held = holdingsOf(this.serving.broker);
    await this.serving.close();
    this.serving = await freshServer(this.wrong);
    return held;
  }

  mistakes(): readonly string[] {
    return this.wrong.splice(0);
  }

  close(): Promise<void> {
    return this.serving.close();
  }
}

async function freshServer(wrong: string[]): Promise<Serving> {
  const serving = await serve({ autoCreateTopics: false, onMistake: (error) => void wrong.push(described(error)) });
  addTopics(serving.broker);
  return serving;
}
