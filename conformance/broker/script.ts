import type { CodecName } from "./client/codecs.ts";

/**
 * Scripts and answers, one JSON a line: the format of the recorded ones in test/data/broker with additions, which
 * README.md describes. Everything that is left out has the value of the recorded scripts.
 */
export interface Script {
  readonly id: string;
  readonly family: string;
  readonly partitions: number;
  /** Of the topic: `{"cleanup.policy":"compact"}`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Answers to sends are `FullAnswer`s, and logs have times and a beginning. */
  readonly full?: true;
  /** With `full`: answers to sends have the words of refusals, too. */
  readonly words?: true;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly op: "init"; readonly p: string }
  | SendStep
  /** `either`: the run decides; all scripts played together wait for it. */
  | { readonly op: "restart"; readonly how: "either" | "clean" | "kill" }
  /** DeleteRecords before the offset `to`; -1: the high watermark. */
  | { readonly op: "delete"; readonly part: number; readonly to: number }
  /** Waits until the broker has looked for expired producers (B-40). */
  | { readonly op: "sweep" }
  | FrameStep;

export interface SendStep {
  readonly op: "send";
  readonly acks: number;
  readonly b: readonly ScriptedBatch[];
  /** Timeout of the request in milliseconds; 5000 unless given. */
  readonly timeout?: number;
  readonly txid?: string;
  /** Of the Produce request; 8 unless given. */
  readonly version?: number;
  /** The request names a topic that is not there. */
  readonly topic?: "unknown";
}

/** Bytes that are no request, or not one of this broker's. */
export interface FrameStep {
  readonly op: "frame";
  /**
   * `api`: an API key and version with a header and these bytes as body; `cut`: a produce request that ends after so many bytes of
   * its body, in a frame of that length; `length`: a frame length alone, nothing behind it; `garbage`: a frame of
   * these bytes.
   */
  readonly how: "api" | "cut" | "length" | "garbage";
  readonly api?: number;
  readonly version?: number;
  readonly bytes?: number;
  readonly hex?: string;
}

/** Milliseconds from the time at which the script is played, or no time at all (-1 on the wire). */
export type Stamp = number | "none";

export interface ScriptedBatch {
  readonly part: number;
  /** Alias of a producer id, or `none`; an alias that no init gave is an id that the broker never issued. */
  readonly p: string;
  readonly epoch: number;
  /** May lie outside int32 and then wraps, as it does on the wire. */
  readonly seq: number;
  readonly n: number;
  readonly tag: string;
  /** How the bytes are wrong, in the words of the recorded scripts. */
  readonly raw?: RawWord;
  /** Time of all records, or of each in turn (the last goes on). */
  readonly ts?: Stamp | readonly Stamp[];
  /** Records have keys: all, or all but those of these indexes. */
  readonly key?: true | { readonly but: readonly number[] };
  /** Values are padded to so many bytes. */
  readonly size?: number;
  /** The flag of a transactional batch. */
  readonly txn?: true;
  readonly codec?: Exclude<CodecName, "none">;
  /** Damage of the compressed records, with the right checksum over it: bits turned over, bytes cut off at the end. */
  readonly packed?: { readonly flip?: readonly (readonly [byte: number, bit: number])[]; readonly cut?: number };
  /** Header fields that say something else than the records. */
  readonly header?: Partial<Readonly<Record<HeaderField, number>>>;
  /** Fields of one record that say something else. */
  readonly record?: { readonly at: number } & Partial<Readonly<Record<RecordField, number>>>;
  /** Bits turned over after all was written: `[byte, bit]`, from the beginning of the batch. */
  readonly flip?: readonly (readonly [byte: number, bit: number])[];
  /** Only so many bytes of the batch are sent; negative: all but so many. */
  readonly cut?: number;
  /** Bytes behind the batch, in hex. */
  readonly tail?: string;
}

export const rawWords = [
  "crc",
  "count+1",
  "count-1",
  "last+1",
  "last-1",
  "magic3",
  "magic1",
  "truncate",
  "empty",
  "nullRecords",
  "extra",
  "baseOffset",
  "codec7",
  "control",
  "txFlag",
  "two",
  "leaderEpoch",
  "deltas",
  "futureTs",
] as const;
export type RawWord = (typeof rawWords)[number];

export const headerFields = [
  "baseOffset",
  "length",
  "leaderEpoch",
  "magic",
  "crc",
  "attributes",
  "lastOffsetDelta",
  "firstTimestamp",
  "maxTimestamp",
  "producerId",
  "epoch",
  "sequence",
  "count",
] as const;
export type HeaderField = (typeof headerFields)[number];

export const recordFields = [
  "length",
  "attributes",
  "timestampDelta",
  "offsetDelta",
  "keyLength",
  "valueLength",
  "headers",
] as const;
export type RecordField = (typeof recordFields)[number];

/** `-1`, `clock` (the broker's), or a distance from the time of play: `now`, `now+3600000`, `now-1`. */
export type TimeKind = number | string;

export type FullAnswer = readonly [
  error: number,
  baseOffset: number,
  logAppendTime: TimeKind,
  logStartOffset: number,
  recordErrors: readonly number[],
  /** With `words`: of the refusal, and of each bad record; times are TIME in them, and the topic is TOPIC. */
  message?: string | null,
  recordMessages?: readonly (string | null)[],
];

export type PartitionAnswer = readonly [error: number, baseOffset: number] | FullAnswer;

/**
 * For an init `[error, epoch]`; for a send an answer for each partition in order, or what became of the connection;
 * `quiet`: no answer, and none was due, and the connection goes on (acks=0); for a delete `[error, low watermark]`.
 */
export type StepAnswer = readonly [number, number] | readonly PartitionAnswer[] | "closed" | "silent" | "quiet";

/** With `full` the greatest time of the records stands behind the tag. */
export type LoggedBatch = readonly [
  first: number,
  last: number,
  producer: string | number,
  epoch: number,
  sequence: number,
  tag: string,
  maxTimestamp?: TimeKind,
];

export interface Answers {
  readonly id: string;
  /** When the script was played, in milliseconds since 1970: what it says of time is counted from there. */
  readonly now?: number;
  readonly a: readonly StepAnswer[];
  readonly log: readonly (readonly LoggedBatch[])[];
  /** With `full`: where each partition's log begins. */
  readonly start?: readonly number[];
}

/** A script that can't be played; the message is one line for people. */
export class BadInput extends Error {
  override readonly name = "BadInput";
}

/** Reads scripts or answers, one JSON a line. `where` names the file in complaints. */
export function readLines<Line>(text: string, where: string): Line[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as Line];
    } catch (error) {
      throw new BadInput(`${where}:${index + 1}: no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

export const unissuedProducerId = 9_000_000;

/**
 * Whether a script is for servers alone: the model by itself knows no frames, no topics by id that are not there, and no
 * values in records, which damage of a codec may have changed.
 */
export const isForServers = ({ steps }: Script): boolean =>
  steps.some((step) => {
    if (step.op === "frame") return true;
    if (step.op !== "send") return false;
    return (step.topic === "unknown" && (step.version ?? 0) >= 13) || step.b.some(({ packed }) => packed !== undefined);
  });

/** What the wire does to a sequence that is too big for its field. */
// eslint-disable-next-line no-bitwise -- that is how it wraps
export const toInt32 = (sequence: number): number => sequence | 0;

export const stampOf = (batch: ScriptedBatch, index: number, now: number): number => {
  const { ts = 0 } = batch;
  const stamp = typeof ts === "object" ? (ts[Math.min(index, ts.length - 1)] ?? 0) : ts;
  return stamp === "none" ? -1 : now + stamp;
};

/** Twenty years: what lies further off was not counted from the time of play. */
const longestDistance = 20 * 365 * 86_400_000;

/** A time of an answer or of a log as scripts write it: from `now`, or just the broker's. */
export function timeKind(timestamp: number, now: number, isStamped: boolean): TimeKind {
  if (timestamp < 0) return timestamp;
  if (isStamped) return "clock";
  const distance = timestamp - now;
  if (Math.abs(distance) > longestDistance) return timestamp;
  if (distance === 0) return "now";
  return distance > 0 ? `now+${distance}` : `now${distance}`;
}

/** Words of a refusal without what hangs on the play: the clock, and the name of the topic. */
export const wordsIn = (text: string | null, topic: string): string | null =>
  text === null ? null : text.replaceAll(topic, "TOPIC").replaceAll(/-?\d{13,}/g, "TIME");

export const isLogAppendTime = ({ config }: Script): boolean => config?.["message.timestamp.type"] === "LogAppendTime";
