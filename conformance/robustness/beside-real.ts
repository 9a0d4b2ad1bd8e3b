import { performance } from "node:perf_hooks";
import { MalformedBytes } from "../../src/wire/malformed.ts";
import { apiNamed, type ApiName } from "../../src/wire/protocol/apis.ts";
import { decodeResponse, readRequestHead } from "../../src/wire/protocol/frames.ts";
import { Reader } from "../../src/wire/protocol/reader.ts";
import type { Advertised } from "../../src/wire/server/advertised.ts";
import type { Line } from "./door.ts";
import { deliveries } from "./frames.ts";
import { lineTo } from "./over-sockets.ts";
import type { Target } from "./probe.ts";
import type { RealRequest } from "./requests.ts";
import { judge, split, type Seen, type Verdict } from "./verdict.ts";

/** Frames that two brokers reacted to in different ways, one of them as an example. */
export interface Difference {
  readonly ours: string;
  readonly theirs: string;
  count: number;
  readonly example: string;
}

export interface Comparison {
  readonly frames: number;
  readonly reactions: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

/** Those whose answers hang on nothing but the frames before them, in versions that name topics. */
const compared: Readonly<Partial<Record<ApiName, number>>> = {
  Produce: 12,
  Fetch: 12,
  Metadata: 13,
  ApiVersions: 5,
  InitProducerId: 5,
};

export const comparable = (requests: readonly RealRequest[]): readonly RealRequest[] =>
  requests.filter(({ api, version }) => version <= (compared[api] ?? -1));

/** Sends the same frames to both, one after the other, and compares what became of each. */
export async function compareWithReal(
  ours: Target,
  theirs: Target,
  options: { readonly requests: readonly RealRequest[]; readonly frames: number; readonly seed: number },
  advertised: Advertised,
): Promise<Comparison> {
  const sides = [new Side(ours, advertised), new Side(theirs, advertised)] as const;
  const differences = new Map<string, Difference>();
  const reactions = new Map<string, number>();
  let frames = 0;
  for (const { chunks, what, frames: together } of deliveries(options)) {
    // Of several frames at once it is chance how many are answered before one ends the connection.
    if (together > 1) continue;
    frames += 1;
    const sent = Buffer.concat(chunks);
    const [one, other] = await Promise.all(sides.map((side) => side.react(sent)));
    reactions.set(one ?? "", (reactions.get(one ?? "") ?? 0) + 1);
    if (one === other) continue;
    const key = `${what.split(" ")[0]} ${one} ${other}`;
    const known = differences.get(key);
    if (known !== undefined) known.count += 1;
    else {
      const example = `${what} [${sent.toString("hex")}]`;
      differences.set(key, { ours: one ?? "", theirs: other ?? "", count: 1, example });
    }
  }
  for (const side of sides) side.close();
  return { frames, reactions, differences: [...differences.values()] };
}

const patienceMillis = 10_000;
/** Silence that has a known reason is believed after this. */
const silenceMillis = 250;

class Side {
  private readonly target: Target;
  private readonly advertised: Advertised;
  private line: Line | undefined;

  constructor(target: Target, advertised: Advertised) {
    this.target = target;
    this.advertised = advertised;
  }

  /** "closed", "silent", or the errors of the answer. */
  async react(sent: Buffer): Promise<string> {
    const line = (this.line ??= await lineTo(this.target));
    const began = performance.now();
    line.send(sent);
    let seen: Seen = { answers: [], closed: false };
    for (;;) {
      const news = await line.look();
      seen = { answers: [...seen.answers, ...news.answers], closed: news.closed };
      const verdict = judge(sent, seen, this.advertised);
      const waited = performance.now() - began;
      if (isFinal(verdict) || waited > (verdict.kind === "stuck" ? patienceMillis : silenceMillis)) {
        if (verdict.kind !== "answered" && verdict.kind !== "refused") this.close();
        return reactionOf(sent, seen, verdict);
      }
    }
  }

  close(): void {
    this.line?.hangUp();
    this.line = undefined;
  }
}

const isFinal = ({ kind }: Verdict): boolean => ["answered", "refused", "closed", "wrong"].includes(kind);

function reactionOf(sent: Buffer, { answers, closed }: Seen, verdict: Verdict): string {
  if (verdict.kind === "wrong") return `wrong: ${verdict.because}`;
  if (closed) return "closed";
  const [answer] = answers;
  const [frame] = split(sent).frames;
  if (answer === undefined || frame === undefined) return "silent";
  const { apiKey, apiVersion } = readRequestHead(new Reader(frame));
  const name = apiNamed(apiKey);
  if (name === undefined) return "answered";
  return `errors ${errorsIn(name, apiVersion, answer).join(" ")}`;
}

function errorsIn(name: ApiName, version: number, answer: Buffer): readonly number[] {
  for (const tried of [version, 0]) {
    try {
      return [...new Set(errorCodes(decodeResponse(name, tried, answer).body))].sort((one, other) => one - other);
    } catch (error) {
      if (!(error instanceof MalformedBytes) && tried === 0) throw error;
    }
  }
  return [];
}

function errorCodes(value: unknown): readonly number[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  if (Array.isArray(value)) return value.flatMap(errorCodes);
  return Object.entries(value).flatMap(([name, inner]) => (name === "errorCode" ? [Number(inner)] : errorCodes(inner)));
}
