import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that this process holds on to, in objects and in buffers. */
export function heldBytes(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What is held may grow by so much over a run: code that is compiled late, room that a heap keeps. */
const slackBytes = 2_500_000;
/** And by so much a frame. The least thing that could be leaked for each, a pointer in a list, takes eight. */
const slackPerFrame = 4;

/** `undefined`: what is held did not grow. */
export function growth(held: readonly number[], frames: number): string | undefined {
  // The first look is before everything was compiled that is ever used.
  const [, ...warm] = held;
  const early = Math.min(...warm.slice(0, 2));
  const late = Math.min(...warm.slice(-2));
  const allowed = slackBytes + slackPerFrame * frames;
  if (late - early <= allowed) return undefined;
  return `memory grew by ${mega(late - early)} over ${frames} frames: ${held.map(mega).join(", ")}`;
}

export const mega = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
