import type { Socket } from "node:net";
import { MalformedBytes } from "../malformed.ts";
import type { ServedBroker } from "./call.ts";
import { answer, type Origin, type Outcome } from "./dispatch.ts";
import { FrameSplitter } from "./frames.ts";

/** connections.max.idle.ms of every broker. */
const idleMillisMax = 600_000;

/**
 * One client's connection. Like a broker it works on one request at a time: the next is not looked at before the one
 * before it was answered, so that answers come in order, and not read before the client took what it has been sent, so
 * that a slow reader costs no memory.
 */
export class Connection {
  private readonly socket: Socket;
  private readonly served: ServedBroker;
  private readonly onMistake: (error: unknown) => void;
  private readonly frames = new FrameSplitter();
  private readonly origin: Origin;
  private goneCallback: (() => void) | undefined;
  /**
   * `answering`: a request is being worked on; `draining`: its answer was not taken yet; `deaf`: nothing will be read any
   * more.
   */
  private state: "reading" | "answering" | "draining" | "deaf" = "reading";

  /** Requests are read and acted on, and no answer leaves any more. */
  private silent = false;
  private broken = false;
  readonly number: number;
  readonly peer: string;

  constructor(socket: Socket, served: ServedBroker, number: number, onMistake: (error: unknown) => void) {
    this.socket = socket;
    this.number = number;
    this.peer = `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    this.served = served;
    this.onMistake = onMistake;
    this.origin = {
      host: plainAddress(socket.localAddress),
      port: socket.localPort ?? 0,
      connection: this,
      clientHost: `/${plainAddress(socket.remoteAddress)}`,
      onGone: (run) => (this.goneCallback = run),
    };
    socket.setNoDelay(true);
    socket.setTimeout(idleMillisMax, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => this.received(chunk));
    socket.on("drain", () => this.drained());
    // Resets and broken pipes are the client's affair; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => this.closed());
  }

  get isOpen(): boolean {
    return !this.silent && this.socket.writable;
  }

  /** Breaks it off. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Breaks it off in the way that tells the client so. */
  reset(): void {
    this.state = "deaf";
    this.broken = true;
    // Answers that were given before it are on their way.
    this.socket.uncork();
    this.socket.resetAndDestroy();
  }

  get isReset(): boolean {
    return this.broken;
  }

  private received(chunk: Buffer): void {
    // Of a client that will never be answered again nothing is kept.
    if (this.state === "deaf") return;
    this.frames.push(chunk);
    // What came together is answered together: a write for each answer costs as much as all the rest of it.
    this.socket.cork();
    this.work();
    this.socket.uncork();
  }

  private work(): void {
    while (this.state === "reading") {
      const frame = this.frames.next();
      if (frame === undefined) return;
      if (frame === "too-large") this.hangUp();
      else this.handle(frame);
    }
    if (this.state !== "deaf") this.socket.pause();
  }

  private handle(frame: Buffer): void {
    try {
      const outcome = answer(frame, this.served, this.origin);
      if (!(outcome instanceof Promise)) {
        this.carryOut(outcome);
        return;
      }
      this.state = "answering";
      outcome.then(
        (late) => this.answered(late),
        (error: unknown) => this.failed(error),
      );
    } catch (error) {
      this.failed(error);
    }
  }

  private answered(late: Outcome): void {
    // The client may have gone meanwhile.
    if (this.state === "deaf") return;
    this.state = "reading";
    this.carryOut(late);
    if (this.state === "reading") this.goOn();
  }

  private carryOut(outcome: Outcome): void {
    this.goneCallback = undefined;
    if (outcome === "close-connection") this.hangUp();
    else if (outcome === "reset-connection") this.reset();
    else if (outcome === "mute-connection") this.deafen();
    else if (outcome === "silence-connection") this.silent = true;
    else if (outcome !== "no-answer" && !this.silent && !this.socket.write(outcome)) this.state = "draining";
  }

  private drained(): void {
    if (this.state === "draining") this.goOn();
  }

  private goOn(): void {
    this.state = "reading";
    this.work();
    if (this.state === "reading") this.socket.resume();
  }

  private deafen(): void {
    this.state = "deaf";
    this.socket.setTimeout(0);
  }

  private hangUp(): void {
    this.state = "deaf";
    // What was answered before is still sent.
    this.socket.destroySoon();
  }

  private failed(error: unknown): void {
    if (!(error instanceof MalformedBytes)) this.onMistake(error);
    this.hangUp();
  }

  private closed(): void {
    this.state = "deaf";
    this.served.overseer?.gone(this);
    this.goneCallback?.();
  }
}

/** An address without the form that IPv4 has within IPv6. */
const plainAddress = (address = "127.0.0.1"): string => address.replace(/^::ffff:/, "");
