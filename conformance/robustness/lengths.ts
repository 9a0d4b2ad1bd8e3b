import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { mega } from "./memory.ts";
import { dial } from "./over-sockets.ts";
import { within, type Finding, type Target } from "./probe.ts";

/** Beyond socket.request.max.bytes, or below nothing. */
const impossible = [104_857_601, 0x40000000, 0x7fffffff, -1, -0x80000000];
const rounds = 8;
/** As long as a frame may be. */
const longest = 104_857_600;
const claimants = 20;
const closeMillis = 5_000;
const allowedBytes = 40_000_000;

/** A length that no frame may have ends the connection, one that it may have is not believed before the bytes are there. */
export async function probeLengths(target: Target): Promise<Finding> {
  const ill: string[] = [];
  const before = room();
  let most = 0;
  const look = (): void => void (most = Math.max(most, room() - before));
  for (let round = 0; round < rounds; round += 1) {
    for (const length of impossible) {
      const socket = await dial(target.host, target.port);
      const closed = once(socket, "close");
      socket.on("error", () => {}).resume();
      socket.write(claim(length));
      if ((await within(closeMillis, closed)) === undefined) ill.push(`a length of ${length} keeps a connection open`);
      socket.destroy();
      look();
      if (ill.length > 0) return { probe: "lengths", figures: "", ill };
    }
  }
  const open = await Promise.all(Array.from({ length: claimants }, () => dial(target.host, target.port)));
  for (const socket of open) {
    socket.on("error", () => {}).resume();
    socket.write(claim(longest));
    await sleep(5);
    look();
  }
  const hungUp = open.filter((socket) => socket.destroyed).length;
  if (hungUp > 0) ill.push(`${hungUp} connections closed over a length that a frame may have`);
  for (const socket of open) socket.destroy();
  if (most > allowedBytes) ill.push(`memory grew by ${mega(most)} over lengths that were only claimed`);
  const figures = `${rounds * impossible.length} impossible and ${claimants} possible lengths claimed, ${mega(most)} at most`;
  return { probe: "lengths", figures, ill };
}

/** A length and the first bytes of what it promises. */
function claim(length: number): Buffer {
  const bytes = Buffer.alloc(104);
  bytes.writeInt32BE(length, 0);
  return bytes;
}

/** Memory that was asked for, whether or not it was written to. */
const room = (): number => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
