import { type Instant, formatTime } from "../../sim/index.ts";
import type { Message, RecordsRow, Row } from "./rows.ts";

/** One row as the text between the lifelines; what does not fit on one line takes two. */
export function drawnRow(row: Row, width: number): readonly string[] {
  switch (row.kind) {
    case "left":
      return [left(row.text, width)];
    case "right":
      return [right(row.text, width)];
    case "across":
      return [across(row.text, width)];
    case "sends":
    case "acknowledged":
      return [left(recordsText(row), width)];
    case "whole":
      return whole(row.message, width);
    case "sent":
      return departure(row.message, width);
    case "arrived":
      return arrival(row.message, row.nth, width);
    case "ruling":
      return ruling(row, width);
  }
}

const fitted = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
const left = (text: string, width: number): string => fitted(` ${text}`, width).padEnd(width);
const right = (text: string, width: number): string => `${fitted(text, width - 1)} `.padStart(width);

function across(text: string, width: number): string {
  const words = ` ${fitted(text, width - 6)} `;
  const before = Math.floor((width - words.length) / 2);
  return "═".repeat(before) + words + "═".repeat(width - words.length - before);
}

function recordsText({ kind, at, until, who, where, records, offsets, attempts }: RecordsRow): string {
  const names =
    records.length <= 2 ? records.join(", ") : `${records[0]} … ${records.at(-1)} (${records.length} records)`;
  if (kind === "sends") return `${who}sends ${names} to ${where}${until === at ? "" : `, until ${formatTime(until)}`}`;
  const [first = 0, last = first] = [offsets[0], offsets.at(-1)];
  const place = first < 0 ? "" : ` @ offset ${first === last ? first : `${first}..${last}`}`;
  return `${who}✓ ${names} acknowledged: ${where}${place}${attempts > 1 ? `, ${attempts} attempts` : ""}`;
}

/** What else there is to say of a message: that it comes late, or twice. */
function remarks({ doubled, delayedBy }: Message): string {
  return `${doubled ? ", doubled" : ""}${delayedBy === undefined ? "" : `, delayed by ${delayedBy}`}`;
}

/** An arrow with its words on it; where there is no room for them, they stand above it, on the side where it begins. */
function arrow(message: Message, words: string, sizes: Sizes, draw: (words: string) => string): readonly string[] {
  const { room, width } = sizes;
  if (words.length <= room) return [draw(words)];
  const above = message.towards === "broker" ? left(words, width) : right(words, width);
  return [above, draw(fitted(message.short, room))];
}

interface Sizes {
  /** What the arrow leaves for words. */
  readonly room: number;
  readonly width: number;
}

const strokeOf = ({ handshake }: Message): string => (handshake ? "┄" : "─");

/** An arrow from one side to the other. */
function whole(message: Message, width: number): readonly string[] {
  const stroke = strokeOf(message);
  const refused = message.fate === "refused";
  const end = ` ${refused ? "refused " : ""}${formatTime(message.arrivals[0] ?? message.sentAt)} `;
  const head = refused ? "✗" : "▶";
  return arrow(message, message.carries + remarks(message), { room: width - end.length - 12, width }, (text) => {
    const words = ` ${text} `;
    const line = stroke.repeat(width - words.length - end.length - 5);
    return message.towards === "broker"
      ? `${stroke}${stroke}${words}${line}${end}${stroke}${stroke}${head}`
      : `◀${stroke}${stroke}${end}${line}${words}${stroke}${stroke}`;
  });
}

const ends: Readonly<Record<Message["fate"], string>> = {
  arrived: "",
  lost: "lost",
  cut: "lost, and its connection breaks",
  refused: "",
  "under-way": "never read",
};

/** The half of an arrow that is there when something else happens before the message arrives, if ever it does. */
function departure(message: Message, width: number): readonly string[] {
  const stroke = strokeOf(message);
  const arrives = message.fate === "arrived" || message.fate === "refused";
  const toBroker = message.towards === "broker";
  const lost = message.handshake && message.fate === "under-way" ? "no answer" : ends[message.fate];
  const end = arrives ? (toBroker ? "▶" : "◀") : toBroker ? `✗ ${lost}` : `${lost} ✗`;
  return arrow(message, message.carries + remarks(message), { room: width - end.length - 6, width }, (words) => {
    const line = `${stroke}${stroke} ${words} ${stroke}${stroke}`;
    return toBroker ? (line + end).padEnd(width) : (end + line).padStart(width);
  });
}

const sentAt = (message: Message, nth: number): string =>
  `${nth > 1 ? "once more " : ""}(sent at ${formatTime(message.sentAt)})`;

/** The other half, with when it was sent. */
function arrival(message: Message, nth: number, width: number): readonly string[] {
  const stroke = strokeOf(message);
  if (message.handshake)
    return [left(`${message.short} is ${message.fate === "refused" ? "refused" : "accepted"}`, width)];
  const aside = sentAt(message, nth);
  const what = message.towards === "broker" ? message.short : message.carries;
  return arrow(message, what, { room: width - aside.length - 10, width }, (text) => {
    const words = `${text} ${aside}`;
    return message.towards === "broker"
      ? `${stroke}${stroke} ${words} ${stroke}${stroke}▶`.padStart(width)
      : `◀${stroke}${stroke} ${words} ${stroke}${stroke}`.padEnd(width);
  });
}

function ruling({ text, window, brought }: Row & { readonly kind: "ruling" }, width: number): readonly string[] {
  const from = brought === undefined ? "" : `── ${brought.message.short} ${sentAt(brought.message, brought.nth)} ──▶ `;
  const shown = window === undefined ? "" : `window ${window}`;
  const all = [from + text, shown].filter((part) => part !== "").join("  ");
  if (all.length < width) return [right(all, width)];
  const lines = (from + text).length < width ? [from + text, shown] : [from.trimEnd(), text, shown];
  return lines.filter((line) => line !== "").map((line) => right(line, width));
}

/** The room that the time takes: that of the longest. */
export const timeWidth = (times: readonly Instant[]): number =>
  times.reduce((most, at) => Math.max(most, formatTime(at).length), "time".length);
