import { connect, type Socket } from "node:net";
import { BytesIn, BytesOut } from "./bytes.ts";

/** What came of a request: its answer behind the correlation id, a connection that the broker closed, or nothing. */
export type Reply = BytesIn | "closed" | "silent";

export interface Call {
  readonly api: number;
  readonly version: number;
  readonly body: Buffer;
  /** Flexible versions have tagged fields in the header of the request, and all but ApiVersions in that of the answer. */
  readonly flexible?: boolean;
}

/**
 * How long to wait for an answer. With `probe` the silence counts only if the broker answers others meanwhile: on a busy
 * machine a late answer must not pass for none.
 */
export interface Patience {
  readonly millis: number;
  readonly probe?: () => Promise<unknown>;
}

const clientId = "conformance";
const afterProbeMillis = 300;
const apiVersionsKey = 18;

/** One connection to a broker. Requests may be sent before earlier ones are answered; answers are told apart by id. */
export class Connection {
  private readonly socket: Socket;
  private readonly waiting = new Map<number, { settle: (reply: Reply) => void; flexible: boolean }>();
  private readonly closing: Promise<void>;
  private received: Buffer = Buffer.alloc(0);
  private correlationId = 0;
  /** Once closed, or silent where an answer was due: nothing more will come of it. */
  isDead = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (data: Buffer) => this.receive(data));
    socket.on("error", () => socket.destroy());
    this.closing = new Promise((resolve) => {
      socket.on("close", () => {
        this.isDead = true;
        for (const { settle } of this.waiting.values()) settle("closed");
        this.waiting.clear();
        resolve();
      });
    });
    socket.on("end", () => socket.destroy());
  }

  /** Rejects when nobody listens there. */
  static open(host: string, port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Sends a request and waits for its answer as long as `patience` lasts. */
  async call(call: Call, patience: Patience): Promise<Reply> {
    this.correlationId += 1;
    const id = this.correlationId;
    const answer = new Promise<Reply>((settle) => {
      const flexible = call.flexible === true && call.api !== apiVersionsKey;
      if (this.isDead) settle("closed");
      else this.waiting.set(id, { settle, flexible });
    });
    this.send(encodeRequest(call, id));
    return this.within(answer, patience);
  }

  /** Sends a request that gets no answer. */
  tell(call: Call): void {
    this.correlationId += 1;
    this.send(encodeRequest(call, this.correlationId));
  }

  /** Sends bytes as they are. */
  send(bytes: Buffer): void {
    if (!this.isDead) this.socket.write(bytes);
  }

  /** Whether the broker closes the connection, before `patience` ends. */
  async closes(patience: Patience): Promise<boolean> {
    const closed = this.closing.then((): Reply => "closed");
    return (await this.within(closed, patience)) === "closed";
  }

  close(): void {
    this.isDead = true;
    this.socket.destroy();
  }

  private within(answer: Promise<Reply>, { millis, probe }: Patience): Promise<Reply> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.isDead = true;
        resolve("silent");
      };
      const answered = async (): Promise<void> => {
        await probe?.();
        late = setTimeout(giveUp, afterProbeMillis);
      };
      let late = setTimeout(() => (probe === undefined ? giveUp() : void answered()), millis);
      void answer.then((reply) => {
        clearTimeout(late);
        resolve(reply);
      });
    });
  }

  private receive(data: Buffer): void {
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
    while (this.received.length >= 4) {
      const length = this.received.readInt32BE(0);
      if (this.received.length < 4 + length) return;
      const frame = new BytesIn(this.received.subarray(4, 4 + length));
      this.received = this.received.subarray(4 + length);
      const id = frame.int32();
      const waiter = this.waiting.get(id);
      this.waiting.delete(id);
      if (waiter?.flexible === true) frame.skipTags();
      waiter?.settle(frame);
    }
  }
}

/** A frame: its length, the header, the body. */
export function encodeRequest({ api, version, body, flexible }: Call, correlationId: number): Buffer {
  const header = new BytesOut().int16(api).int16(version).int32(correlationId).string(clientId);
  if (flexible === true) header.unsignedVarint(0);
  const message = header.raw(body).done();
  return new BytesOut().int32(message.length).raw(message).done();
}
