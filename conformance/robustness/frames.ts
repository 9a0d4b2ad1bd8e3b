import { Streams, type Stream } from "../../src/sim/prng.ts";
import { apis } from "../../src/wire/protocol/apis.ts";
import { manyEdits, mutant, mutantsPerByte, noise } from "./mutations.ts";
import type { RealRequest } from "./requests.ts";

/** What goes over a connection at once, and in how many pieces. */
export interface Delivery {
  readonly chunks: readonly Buffer[];
  /** How many frames that is, as they were meant. */
  readonly frames: number;
  /** For a report: "Produce 9 gzip: +1 at 31". */
  readonly what: string;
}

export interface FrameOptions {
  readonly requests: readonly RealRequest[];
  readonly frames: number;
  readonly seed: number;
}

/** Of the frames that are not mutants of one byte. */
const kinds = [
  ["edited", 6],
  ["noise", 1],
  ["pieces", 2],
  ["together", 1],
  ["real", 1],
] as const;
/** The mutants of one byte take this part of the frames if there are more of them. */
const singlesShare = 0.7;

/** How many mutants of one byte there are of all requests. */
export const singleMutants = (requests: readonly RealRequest[]): number =>
  requests.reduce((sum, { frame }) => sum + frame.byteLength * mutantsPerByte, 0);

/**
 * At least `frames` frames: every mutant of one byte where they fit in, else every so many-th; the rest by chance. The
 * order is that of the requests, so that what follows each other is about the same; chance mixes.
 */
export function* deliveries({ requests, frames, seed }: FrameOptions): Generator<Delivery> {
  const luck = new Streams({ seed }).stream("robustness", "frames");
  const all = singleMutants(requests);
  const stride = Math.max(1, all / Math.max(1, frames * singlesShare));
  const random = Math.max(0, frames - Math.floor(all / stride));
  // The others are strewn among the mutants of one byte.
  const owedPerMutant = random / (all / stride);
  let owed = 0;
  for (const single of singles(requests, stride, luck)) {
    yield single;
    for (owed += owedPerMutant; owed >= 1;) {
      const next = anything(requests, luck);
      owed -= next.frames;
      yield next;
    }
  }
}

function* singles(requests: readonly RealRequest[], stride: number, luck: Stream): Generator<Delivery> {
  let base = 0;
  // With a stride it is the seed that says where to begin.
  let due = stride === 1 ? 0 : luck.between(0, Math.floor(stride) - 1);
  for (const request of requests) {
    const count = request.frame.byteLength * mutantsPerByte;
    for (; due < base + count; due += stride) {
      const { bytes, what } = mutant(request, Math.floor(due) - base);
      yield { chunks: [bytes], frames: 1, what: `${titleOf(request)}: ${what}` };
    }
    base += count;
  }
}

function anything(requests: readonly RealRequest[], luck: Stream): Delivery {
  const kind = luck.weighted(kinds);
  const request = oneOf(requests, luck);
  const title = titleOf(request);
  switch (kind) {
    case "edited":
      return { chunks: [manyEdits(request, luck)], frames: 1, what: `${title}: edited` };
    case "noise":
      return { chunks: [noise(luck, keys)], frames: 1, what: "noise" };
    case "pieces":
      return { chunks: inPieces(manyEdits(request, luck), luck), frames: 1, what: `${title}: edited, in pieces` };
    case "together":
      return together(requests, luck);
    case "real":
      return { chunks: [request.frame], frames: 1, what: title };
  }
}

const keys = Object.values(apis).map(({ key }) => key);

const titleOf = ({ api, version, variant }: RealRequest): string =>
  variant === "" ? `${api} ${version}` : `${api} ${version} ${variant}`;

function inPieces(bytes: Buffer, luck: Stream): readonly Buffer[] {
  const pieces: Buffer[] = [];
  const widest = luck.between(1, 40);
  for (let at = 0; at < bytes.byteLength;) {
    const end = at + luck.between(1, widest);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** Up to eight frames in one write, half of them as they should be. */
function together(requests: readonly RealRequest[], luck: Stream): Delivery {
  const count = luck.between(2, 8);
  const titles: string[] = [];
  const frames = Array.from({ length: count }, () => {
    const request = oneOf(requests, luck);
    titles.push(titleOf(request));
    return luck.between(0, 1) === 0 ? Buffer.from(request.frame) : manyEdits(request, luck);
  });
  // Numbered, so that it can be told which was answered.
  for (const [index, frame] of frames.entries()) if (frame.byteLength >= 12) frame.writeInt32BE(index, 8);
  return { chunks: [Buffer.concat(frames)], frames: count, what: `together: ${titles.join(", ")}` };
}

function oneOf(requests: readonly RealRequest[], luck: Stream): RealRequest {
  const found = requests[luck.between(0, requests.length - 1)];
  if (found === undefined) throw new Error("no requests");
  return found;
}
