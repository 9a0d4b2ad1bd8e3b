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

  constructor(socket: Socket, served: ServedBroker, onMistake: (error: unknown) => void) {
    this.socket = socket;
    this.served = served;
    this.onMistake = onMistake;
    this.origin = {
      host: plainAddress(socket.localAddress),
      port: socket.localPort ?? 0,
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

  /** Breaks it off. */
  destroy(): void {
    this.socket.destroy();
  }

  private received(chunk: Buffer): void {
    // Of a client that will never be answered again nothing is kept.
    if (this.state === "deaf") return;
    this.frames.push(chunk);
    this.work();
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
    else if (outcome === "mute-connection") this.deafen();
    else if (outcome !== "no-answer" && !this.socket.write(outcome)) this.state = "draining";
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
    this.goneCallback?.();
  }
}

/** An address without the form that IPv4 has within IPv6. */
const plainAddress = (address = "127.0.0.1"): string => address.replace(/^::ffff:/, "");
