import { type Duration, type Instant, type TraceEntry, formatTime, since, start } from "../../sim/index.ts";
import type { RunResult } from "../run.ts";
import { type DiagramNames, diagramNamesOf } from "./names.ts";
import { drawnRow, timeWidth } from "./drawing.ts";
import { rowsOf } from "./reading.ts";
import type { Row } from "./rows.ts";

export interface DiagramOptions {
  /** Columns, at least {@link leastWidth}; {@link usualWidth} unless given. */
  readonly width?: number;
  /** Rows beyond which the middle is left out. */
  readonly rows?: number;
  /** Nothing after this instant is drawn. */
  readonly until?: Instant | Duration | undefined;
  /** Plain characters only. */
  readonly ascii?: boolean | undefined;
}

export type { DiagramNames };

/** Where nobody says how wide it may be. */
export const usualWidth = 100;
/** What the widest of its lines need to say what they say. */
export const leastWidth = 72;

/** A pause in virtual time that is worth a line. */
const longPause = 1_000_000;

/** Draws the messages of a run: only of one whose trace was kept. */
export const diagramOf = (result: RunResult, options: DiagramOptions = {}): readonly string[] =>
  diagram(result.simulation.trace.entries, diagramNamesOf(result), options);

/**
 * A sequence diagram in text: producers on the left, the broker on the right, time going down. It is a rendering of
 * the entries and nothing else.
 */
export function diagram(
  entries: readonly TraceEntry[],
  names: DiagramNames,
  { width = usualWidth, rows: most = 120, until, ascii = false }: DiagramOptions = {},
): readonly string[] {
  const rows = rowsOf(entries, names).filter(({ at }) => until === undefined || at <= until);
  const time = timeWidth(rows.map(({ at }) => at));
  const inner = Math.max(width, leastWidth) - time - 3;
  const head = Math.ceil((most * 2) / 3);
  const tail = most - head;
  const cut = rows.length > most;
  const lines = [
    heading(names, time, inner),
    ...lined(cut ? rows.slice(0, head) : rows, start, { time, inner }),
    ...(cut
      ? [
          leftOut(rows.slice(head, rows.length - tail), time),
          ...lined(rows.slice(-tail), (rows.at(-tail - 1) as Row).at, { time, inner }),
        ]
      : []),
  ];
  return ascii ? lines.map(plain) : lines;
}

function heading(names: DiagramNames, time: number, inner: number): string {
  const producers = names.producers === 1 ? names.node(1) : "producers";
  const broker = names.node(names.broker);
  return `${"time".padStart(time)} ${producers}${broker.padStart(inner + 2 - producers.length)}`;
}

interface Sizes {
  readonly time: number;
  readonly inner: number;
}

/** Rows as lines: the time where it is another than before, and a line where it jumps. */
function lined(rows: readonly Row[], from: Instant, { time, inner }: Sizes): readonly string[] {
  const lines: string[] = [];
  let before = from;
  let shown = -1;
  for (const row of rows) {
    if (row.at - before >= longPause) {
      const text = `  ${formatTime(since(before, row.at))} pass`.padEnd(inner);
      lines.push(`${" ".repeat(time)} ┊${text}┊`);
    }
    for (const text of drawnRow(row, inner)) {
      lines.push(`${(row.at === shown ? "" : formatTime(row.at)).padStart(time)} │${text}│`);
      shown = row.at;
    }
    before = row.at;
  }
  return lines;
}

function leftOut(rows: readonly Row[], time: number): string {
  const [first, last] = [rows[0], rows.at(-1)];
  const span =
    first === undefined || last === undefined ? "" : `, from ${formatTime(first.at)} to ${formatTime(last.at)}`;
  return `${" ".repeat(time)} ⋮ ${rows.length} lines are left out here${span} (all there is: --trace FILE)`;
}

const plainCharacters: Readonly<Record<string, string>> = {
  "│": "|",
  "┊": ":",
  "─": "-",
  "┄": ".",
  "═": "=",
  "▲": "^",
  "▶": ">",
  "◀": "<",
  "✗": "x",
  "✓": "*",
  "■": "#",
  "□": "=",
  "…": "~",
  "⋮": ":",
};

const plain = (line: string): string => line.replaceAll(/[^ -~]/g, (character) => plainCharacters[character] ?? "?");
