import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { apis, type ApiName, type RequestFor, type ResponseOf } from "../../src/wire/protocol/apis.ts";
import { decodeResponse, encodeRequest } from "../../src/wire/protocol/frames.ts";
import { serve, type ServeOptions, type Serving } from "../../src/wire/serve.ts";

/** A broker that is gone with the test. What goes wrong inside it fails the test. */
export async function servedForTest(options: ServeOptions = {}): Promise<Serving> {
  const mistakes: unknown[] = [];
  const serving = await serve({ ...options, onMistake: (error) => void mistakes.push(error) });
  onTestFinished(async () => {
    await serving.close();
    if (mistakes.length > 0) throw mistakes[0];
  });
  return serving;
}

/** What came of a request: its answer; or the broker hung up, or said nothing although it had every chance to. */
export type Heard = Buffer | "closed" | "silent";

const silentAfterMillis = 300;

/** A request with an API key that no broker has. */
const encodedUnknown = Buffer.from("000000087fff000000000001", "hex");

/** One connection, spoken to in frames. */
export class WireClient {
  private readonly socket: Socket;
  private readonly address: Pick<Serving, "host" | "port">;
  private bytes: Buffer = Buffer.alloc(0);
  private isClosed = false;
  private wake: (() => void) | undefined;
  private correlationId = 0;

  constructor(address: Pick<Serving, "host" | "port">) {
    this.address = address;
    this.socket = connect(address.port, address.host);
    this.socket.on("data", (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.wake?.();
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isClosed = true;
      this.wake?.();
    });
    onTestFinished(() => void this.socket.destroy());
  }

  /** Bytes as they are, length and all. */
  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Takes nothing more from the broker, until `resume`. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Ends the connection from this side. */
  close(): void {
    this.socket.destroy();
  }

  /**
   * The next answer without its length. On a busy machine no time is long enough to call a broker silent: it is when
   * somebody who came after the time was over has been heard, and this client has not.
   */
  async hear(patienceMillis = silentAfterMillis): Promise<Heard> {
    const until = Date.now() + patienceMillis;
    let isOver = false;
    for (;;) {
      const frame = this.takeFrame();
      if (frame !== undefined) return frame;
      if (this.isClosed) return "closed";
      if (isOver) return "silent";
      if (Date.now() >= until) {
        isOver = true;
        await this.othersAreHeard();
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, until - Date.now());
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Asks and waits for the answer, which must come. */
  async ask<Name extends ApiName>(name: Name, version: number, body: RequestFor<Name>): Promise<ResponseOf<Name>> {
    const heard = await this.attempt(name, version, body, 5_000);
    if (typeof heard === "string") throw new Error(`${name} version ${version}: ${heard}`);
    return heard;
  }

  /** The same where no answer is an answer, too. */
  async attempt<Name extends ApiName>(
    name: Name,
    version: number,
    body: RequestFor<Name>,
    patienceMillis = silentAfterMillis,
  ): Promise<ResponseOf<Name> | "closed" | "silent"> {
    this.correlationId += 1;
    this.send(encodeRequest(name, version, { correlationId: this.correlationId, clientId: "test" }, body));
    const heard = await this.hear(patienceMillis);
    if (typeof heard === "string") return heard;
    const { correlationId, body: answer } = decodeResponse(name, version, heard);
    if (correlationId !== this.correlationId) throw new Error(`answer ${correlationId} to ${this.correlationId}`);
    return answer;
  }

  /** The versions that the broker says it has of an API. */
  async versionsOf(name: ApiName): Promise<readonly [number, number]> {
    const { apiKeys } = await this.ask("ApiVersions", 0, {});
    const found = apiKeys.find(({ apiKey }) => apiKey === apis[name].key);
    if (found === undefined) throw new Error(`no ${name} here`);
    return [found.minVersion, found.maxVersion];
  }

  /** Asks on another connection for an API that there is not, on which a broker hangs up, even one that stands still. */
  private othersAreHeard(): Promise<void> {
    const { port, host } = this.address;
    return new Promise((resolve) => {
      const other = connect(port, host);
      other.on("error", () => {});
      other.on("close", () => resolve());
      other.write(encodedUnknown);
      onTestFinished(() => void other.destroy());
    });
  }

  private takeFrame(): Buffer | undefined {
    if (this.bytes.byteLength < 4) return undefined;
    const end = 4 + this.bytes.readInt32BE(0);
    if (this.bytes.byteLength < end) return undefined;
    const frame = this.bytes.subarray(4, end);
    this.bytes = this.bytes.subarray(end);
    return frame;
  }
}
