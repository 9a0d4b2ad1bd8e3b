export { wrapped } from "../../input/wrapped.ts";

/** `1 234 567`: digits in groups, the same on every machine. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, " ");

/** `1 record`, `2 records`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** Columns of text, each as wide as its widest cell; the last is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(gap),
  );
}

/** A long list with its middle left out, and a line that says so. */
export function shortened(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  const left = lines.length - head - tail;
  return [...lines.slice(0, head), `… ${counted(left, "more line")} …`, ...lines.slice(lines.length - tail)];
}

/** Columns of running text. */
export const textWidth = 96;
