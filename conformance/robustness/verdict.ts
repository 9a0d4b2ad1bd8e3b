import { MalformedBytes } from "../../src/wire/malformed.ts";
import {
  apiCodec,
  apiNamed,
  isFlexible,
  versionsOf,
  type ApiName,
  type RequestOf,
} from "../../src/wire/protocol/apis.ts";
import { decodeResponse, readClientId, readRequestHead, type RequestHead } from "../../src/wire/protocol/frames.ts";
import { Reader } from "../../src/wire/protocol/reader.ts";
import type { Advertised } from "../../src/wire/server/advertised.ts";

/** What is seen of a broker from outside after bytes went to it. */
export interface Seen {
  /** Whole answers, each without its length. */
  readonly answers: readonly Buffer[];
  readonly closed: boolean;
}

/** What became of the bytes. `wrong`: what no broker may do. `stuck`: nothing so far, and that for no known reason. */
export type Verdict =
  | { readonly kind: "answered" | "refused" | "closed" | "unanswered" | "waiting" | "mute" | "incomplete" | "stuck" }
  | { readonly kind: "wrong"; readonly because: string };

const wrong = (because: string): Verdict => ({ kind: "wrong", because });

const largestFrame = 104_857_600;
const fetchKey = 1;
const produceKey = 0;
const joinKey = 11;
const syncKey = 14;

/**
 * Judges from nothing but the bytes sent and what was seen: each answer belongs to a request, in order, and is one that
 * its client can read; a connection is closed over something; silence has one of the known reasons.
 */
export function judge(sent: Buffer, { answers, closed }: Seen, advertised: Advertised): Verdict {
  const { frames, tail } = split(sent);
  let at = 0;
  let refused = false;
  for (const answer of answers) {
    const correlationId = answer.byteLength < 4 ? undefined : answer.readInt32BE(0);
    while (at < frames.length && headOf(frames[at])?.correlationId !== correlationId) {
      if (!mayStayUnanswered(frames[at])) return wrong(`an answer to ${correlationId}, others were due before`);
      at += 1;
    }
    const head = headOf(frames[at]);
    if (head === undefined) return wrong(`an answer to ${correlationId}, which nobody asked`);
    const unread = readAnswer(head, answer, advertised);
    if (typeof unread === "string") return wrong(unread);
    refused ||= unread;
    at += 1;
  }
  const left = frames.slice(at);
  if (closed) return left.length > 0 || tail === "too-large" ? { kind: "closed" } : wrong("closed over nothing");
  // Behind a frame that silences its connection nothing is looked at.
  for (const frame of left) {
    const reason = silence(frame);
    if (reason !== undefined) return reason;
    if (!mayStayUnanswered(frame)) return { kind: "stuck" };
  }
  if (tail === "too-large") return { kind: "stuck" };
  if (tail === "incomplete") return { kind: "incomplete" };
  if (left.length > 0) return { kind: "unanswered" };
  return { kind: refused ? "refused" : "answered" };
}

/** Why nothing comes any more from this frame on; `undefined`: for no reason that is known. */
function silence(frame: Buffer): Verdict | undefined {
  const key = headOf(frame)?.apiKey;
  if (key === fetchKey && (bodyOf(frame, "Fetch")?.maxWaitMs ?? 0) > 0) return { kind: "waiting" };
  if (key === joinKey || key === syncKey) return { kind: "waiting" };
  if (key === produceKey && hasNullRecords(bodyOf(frame, "Produce"))) return { kind: "mute" };
  return undefined;
}

/** Produce with acks=0: nothing comes of it unless it fails. */
function mayStayUnanswered(frame: Buffer | undefined): boolean {
  return headOf(frame)?.apiKey === produceKey && frame !== undefined && bodyOf(frame, "Produce")?.acks === 0;
}

const hasNullRecords = (produce: RequestOf<"Produce"> | undefined): boolean =>
  produce?.topicData.some(({ partitionData }) => partitionData.some(({ records }) => records === null)) ?? false;

/** Whether the answer tells of an error; or why its client can't read it. */
function readAnswer({ apiKey, apiVersion }: RequestHead, answer: Buffer, advertised: Advertised): boolean | string {
  const name = apiNamed(apiKey);
  if (name === undefined) return `an answer to API ${apiKey}, which there is not`;
  const [lowest, highest] = advertised[name] ?? [0, -1];
  const known = apiVersion >= lowest && apiVersion <= highest;
  if (!known && name !== "ApiVersions") return `an answer to ${name} in version ${apiVersion}`;
  try {
    return tellsError(decodeResponse(name, known ? apiVersion : 0, answer).body);
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    return `an answer to ${name} ${apiVersion} that can't be read: ${error.message}`;
  }
}

/** Whether there is a number other than 0 under "errorCode" anywhere. */
function tellsError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.some(tellsError);
  return Object.entries(value).some(([name, inner]) =>
    name === "errorCode" ? inner !== 0 : typeof inner === "object" && tellsError(inner),
  );
}

/** Cuts bytes into frames, as the protocol has it. */
export function split(bytes: Buffer): {
  readonly frames: readonly Buffer[];
  readonly tail: "none" | "incomplete" | "too-large";
} {
  const frames: Buffer[] = [];
  let at = 0;
  while (bytes.byteLength - at >= 4) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || length > largestFrame) return { frames, tail: "too-large" };
    if (bytes.byteLength - at - 4 < length) return { frames, tail: "incomplete" };
    frames.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { frames, tail: at === bytes.byteLength ? "none" : "incomplete" };
}

function headOf(frame: Buffer | undefined): RequestHead | undefined {
  return frame === undefined || frame.byteLength < 8 ? undefined : readRequestHead(new Reader(frame));
}

/** `undefined`: no such request. */
function bodyOf<Name extends ApiName>(frame: Buffer, name: Name): RequestOf<Name> | undefined {
  const reader = new Reader(frame);
  try {
    const { apiVersion } = readRequestHead(reader);
    const { from, to } = versionsOf(name);
    if (apiVersion < from || apiVersion > to) return undefined;
    readClientId(reader, isFlexible(name, apiVersion));
    return apiCodec(name, apiVersion).request.read(reader);
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}
