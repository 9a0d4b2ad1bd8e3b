import type { LogEntry } from "../../scenarios/run.ts";
import { counted } from "./figures.ts";

/** Entries of a log that follow each other in every number they carry. */
interface Stretch {
  readonly first: LogEntry;
  readonly last: LogEntry;
  readonly count: number;
}

/** A log in as few lines as say the same: records of one producer in order are one stretch. */
export function logLines(entries: readonly LogEntry[]): readonly string[] {
  const copies = copiesOf(entries);
  return stretchesOf(entries, copies).map(({ first, last, count }) => {
    const offsets = count === 1 ? `@${first.offset}` : `@${first.offset} … @${last.offset}`;
    const names = count === 1 ? first.record : `${first.record} … ${last.record} (${counted(count, "record")})`;
    const who = first.producerId < 0 ? "no producer id" : identity(first, last);
    const offsetsOfCopies = copies.get(first.record) ?? [];
    const others = offsetsOfCopies.filter((offset) => offset !== first.offset).map((offset) => `@${offset}`);
    return `${offsets}  ${names}  ${who}${others.length === 0 ? "" : `  (a copy of ${others.join(", ")})`}`;
  });
}

function identity(first: LogEntry, last: LogEntry): string {
  const sequences = first.sequence === last.sequence ? `${first.sequence}` : `${first.sequence} … ${last.sequence}`;
  return `producer id ${first.producerId}, epoch ${first.producerEpoch}, sequence ${sequences}`;
}

/** Of each record that is there more than once, where its copies lie. */
function copiesOf(entries: readonly LogEntry[]): ReadonlyMap<string, readonly number[]> {
  const offsets = new Map<string, number[]>();
  for (const { record, offset } of entries) {
    const known = offsets.get(record);
    if (known === undefined) offsets.set(record, [offset]);
    else known.push(offset);
  }
  return new Map([...offsets].filter(([, places]) => places.length > 1));
}

function stretchesOf(entries: readonly LogEntry[], copies: ReadonlyMap<string, unknown>): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const entry of entries) {
    const open = stretches.at(-1);
    const goesOn = open !== undefined && follows(open.last, entry) && !copies.has(entry.record);
    if (goesOn && !copies.has(open.last.record)) {
      stretches[stretches.length - 1] = { first: open.first, last: entry, count: open.count + 1 };
    } else stretches.push({ first: entry, last: entry, count: 1 });
  }
  return stretches;
}

function follows(one: LogEntry, next: LogEntry): boolean {
  const sameProducer = one.producerId === next.producerId && one.producerEpoch === next.producerEpoch;
  const inSequence = one.sequence < 0 ? next.sequence < 0 : next.sequence === one.sequence + 1;
  return sameProducer && inSequence && next.offset === one.offset + 1 && isNextName(one.record, next.record);
}

/** `shop-3` is followed by `shop-4`. */
function isNextName(one: string, next: string): boolean {
  const [, prefix, digits] = /^(.*?)(\d+)$/.exec(one) ?? [];
  return prefix !== undefined && next === `${prefix}${Number(digits) + 1}`;
}
