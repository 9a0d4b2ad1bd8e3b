import { type NoteKind, type TraceEntry, networkNotes } from "../../sim/index.ts";
import { brokerReaders } from "./broker-side.ts";
import { codeReaders } from "./code-side.ts";
import { Messages } from "./messages.ts";
import type { DiagramNames } from "./names.ts";
import { producerReaders } from "./producer-side.ts";
import type { Row } from "./rows.ts";

/** Turns entries of one kind into rows. */
export type Reader = readonly [kind: NoteKind, read: (entry: TraceEntry) => void];

/** What all readers of one trace share. */
export interface Shared {
  readonly rows: Row[];
  readonly names: DiagramNames;
  readonly messages: Messages;
}

/** Turns the entries of a trace into the rows of a diagram; a kind of entry that no row shows is passed over. */
export function rowsOf(entries: readonly TraceEntry[], names: DiagramNames): readonly Row[] {
  const rows: Row[] = [];
  const shared: Shared = { rows, names, messages: new Messages(rows, names) };
  const readers = new Map([
    ...networkReaders(shared),
    ...producerReaders(shared),
    ...codeReaders(shared),
    ...brokerReaders(shared),
  ]);
  for (const entry of entries) readers.get(entry.kind)?.(entry);
  return joined(rows);
}

function networkReaders({ rows, names, messages }: Shared): readonly Reader[] {
  return [
    [networkNotes.sent, (entry) => messages.sent(entry)],
    [networkNotes.arrived, (entry) => messages.arrived(entry)],
    [networkNotes.lost, (entry) => messages.struck(entry, "lost")],
    [networkNotes.cut, (entry) => messages.struck(entry, "cut")],
    [networkNotes.doubled, (entry) => messages.struck(entry, "doubled")],
    [networkNotes.connecting, (entry) => messages.connecting(entry)],
    [networkNotes.connected, (entry) => messages.shaken(entry, true)],
    [networkNotes.refused, (entry) => messages.shaken(entry, false)],
    [networkNotes.gone, (entry) => messages.ended(entry, "gone")],
    [networkNotes.closed, (entry) => messages.ended(entry, "closed")],
    [
      networkNotes.fault,
      ({ at, values: [index = 0] }) => {
        const text = names.faultText(index);
        if (text !== undefined) rows.push({ kind: "across", at, text });
      },
    ],
  ];
}

/**
 * A message that arrives before anything else happens is one arrow; an arrival that leads to a ruling at once is told
 * with it.
 */
function joined(rows: readonly Row[]): readonly Row[] {
  const out: Row[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as Row;
    const next = rows[at + 1];
    if (row.kind === "sent" && next?.kind === "arrived" && next.message === row.message) {
      out.push({ kind: "whole", at: row.at, message: row.message });
      at++;
    } else if (row.kind === "arrived" && next?.kind === "ruling") {
      out.push({ ...next, brought: row });
      at++;
    } else out.push(row);
  }
  return out;
}
