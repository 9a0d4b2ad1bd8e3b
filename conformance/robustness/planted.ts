import { EventEmitter } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Door, Line } from "./door.ts";
import { deliveries } from "./frames.ts";
import { InProcessDoor } from "./in-process.ts";
import { probeSlowReaders } from "./crowd.ts";
import { probeLengths } from "./lengths.ts";
import type { Finding, Probe, Target } from "./probe.ts";
import type { RealRequest } from "./requests.ts";
import { FrameRun } from "./run.ts";
import type { Seen } from "./verdict.ts";

/** A breach that was planted, and what was said about it; empty: nobody noticed. */
export interface Planted {
  readonly breach: string;
  readonly objection: string;
}

const framesEach = 3_000;
const dawdleMillis = 1_600;
/** A leak shows only over many frames. */
const framesForLeak = 20_000;

/** Broken brokers, each in its way. Checks that let one pass mean nothing when they let ours pass. */
export async function plantedBreaches(requests: readonly RealRequest[], seed: number): Promise<readonly Planted[]> {
  const frameBreaches: readonly (readonly [string, (line: Line) => Line, number])[] = [
    ["a handler that throws on the bytes 7f ff", throwing, framesEach],
    ["a connection that is never closed over nonsense", neverClosing, framesEach],
    ["answers under the wrong correlation id", misnumbering, framesEach],
    ["answers cut short by a byte", cutting, framesEach],
    ["a second lost over some frame", dawdling({ left: 1 }), framesEach],
    ["a listener more with every frame", leaking(new EventEmitter().setMaxListeners(0)), framesForLeak],
  ];
  const found: Planted[] = [];
  for (const [breach, spoil, frames] of frameBreaches) {
    const door = new SpoiltDoor(new InProcessDoor(), spoil);
    const cadence = { looks: 6, renewEvery: 2_000, healthEvery: Infinity };
    const run = new FrameRun({ door, deliveries: deliveries({ requests, frames, seed }), frames, ...cadence });
    found.push({ breach, objection: (await run.run()).failures[0] ?? "" });
  }
  found.push(await spoiltServer("room made for whatever length is claimed", believing, probeLengths));
  found.push(await spoiltServer("requests read on from who does not read", neverPausing(), probeSlowReaders));
  return found;
}

class SpoiltDoor implements Door {
  readonly patienceMillis = 0;
  private readonly inner: Door;
  private readonly spoil: (line: Line) => Line;

  constructor(inner: Door, spoil: (line: Line) => Line) {
    this.inner = inner;
    this.spoil = spoil;
  }

  get advertised() {
    return this.inner.advertised;
  }

  async open(): Promise<Line> {
    return this.spoil(await this.inner.open());
  }

  renew() {
    return this.inner.renew();
  }

  mistakes() {
    return this.inner.mistakes();
  }
}

const pattern = Buffer.from("7fff", "hex");

const throwing = (line: Line): Line => ({
  send(chunk) {
    if (chunk.includes(pattern)) throw new TypeError("planted");
    line.send(chunk);
  },
  look: () => line.look(),
  hangUp: () => line.hangUp(),
});

const seeing =
  (change: (seen: Seen) => Seen) =>
  (line: Line): Line => ({
    send: (chunk) => line.send(chunk),
    look: async () => change(await line.look()),
    hangUp: () => line.hangUp(),
  });

const neverClosing = seeing((seen) => ({ ...seen, closed: false }));
const cutting = seeing((seen) => ({ ...seen, answers: seen.answers.map((answer) => answer.subarray(0, -1)) }));
const misnumbering = seeing((seen) => ({ ...seen, answers: seen.answers.map(renumbered) }));

function renumbered(answer: Buffer): Buffer {
  const changed = Buffer.from(answer);
  changed.writeInt32BE(changed.readInt32BE(0) ^ 0x0100, 0);
  return changed;
}

/** Once in its life. */
const dawdling =
  (life: { left: number }) =>
  (line: Line): Line => {
    return {
      send(chunk) {
        const until = performance.now() + (life.left > 0 && chunk.includes(pattern) ? dawdleMillis : 0);
        while (performance.now() < until) life.left = 0;
        line.send(chunk);
      },
      look: () => line.look(),
      hangUp: () => line.hangUp(),
    };
  };

const leaking =
  (emitter: EventEmitter) =>
  (line: Line): Line => ({
    send(chunk) {
      emitter.on("end", () => line.hangUp());
      line.send(chunk);
    },
    look: () => line.look(),
    hangUp: () => line.hangUp(),
  });

async function spoiltServer(breach: string, serve: (socket: Socket) => void, probe: Probe): Promise<Planted> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const objection = await objectionOf(probe, { host: "127.0.0.1", port });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return { breach, objection };
}

async function objectionOf(probe: Probe, target: Target): Promise<string> {
  const { ill }: Finding = await probe(target);
  return ill[0] ?? "";
}

/** Makes room for a whole frame as soon as its length is there. */
function believing(socket: Socket): void {
  socket.once("data", (chunk: Buffer) => {
    const length = chunk.readInt32BE(0);
    if (length < 0 || length > 104_857_600) {
      socket.destroy();
      return;
    }
    const room = Buffer.alloc(length);
    chunk.copy(room, 0, 4);
    socket.on("close", () => room.fill(0, 0, 1));
  });
}

/** Passes requests on to connections of ours and takes the answers off them as fast as they come. */
function neverPausing(): (socket: Socket) => void {
  const door = new InProcessDoor();
  return (socket) => {
    socket.pause();
    void door.open().then((line) => {
      socket.on("data", (chunk: Buffer) => {
        line.send(chunk);
        void line.look().then(({ answers }) => {
          for (const answer of answers) socket.write(Buffer.concat([int32(answer.byteLength), answer]));
        });
      });
      socket.resume();
    });
  };
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
