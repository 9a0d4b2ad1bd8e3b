import { codeNotes } from "../../model/run/code/notes.ts";
import type { NoteKind, TraceEntry } from "../../sim/index.ts";
import { who } from "./producer-side.ts";
import type { Reader, Shared } from "./reading.ts";

/** What the code of applications does beside sending. */
export function codeReaders(shared: Shared): readonly Reader[] {
  const { rows, names } = shared;
  const says = (kind: NoteKind, text: (a: number, b: number, c: number) => string | undefined): Reader => [
    kind,
    ({ at, values: [application = 0, a = 0, b = 0, c = 0] }: TraceEntry) => {
      const told = text(a, b, c);
      if (told !== undefined) rows.push({ kind: "left", at, text: `${who(shared, application)}${told}` });
    },
  ];
  return [
    says(codeNotes.started, (life) => (life === 0 ? undefined : `begins life ${life + 1}`)),
    says(codeNotes.taken, (record) => `is asked to send ${names.record(record)}`),
    says(codeNotes.accepted, (position) => `commits its work: ${position} taken on`),
    says(codeNotes.read, (partition, offset, record) => {
      return `reads ${names.record(record)}: ${names.partition(partition)} @ offset ${offset}`;
    }),
    says(codeNotes.committed, (partition, offset) => `commits ${names.partition(partition)} up to offset ${offset}`),
    says(codeNotes.flushed, (writes) => (writes === 0 ? undefined : `has flushed ${counted(writes)}`)),
    says(codeNotes.unflushed, (survived, lost) => {
      return `${counted(lost)} not flushed ${lost === 1 ? "is" : "are"} lost${survived === 0 ? "" : `, ${survived} came through`}`;
    }),
    says(codeNotes.applied, (record) => `applies ${names.record(record)}`),
    says(codeNotes.said, (text) => `"${names.exception(text)}"`),
    says(codeNotes.threw, (text) => `✗ throws ${names.exception(text)}`),
  ];
}

const counted = (writes: number): string => (writes === 1 ? "1 write" : `${writes} writes`);
