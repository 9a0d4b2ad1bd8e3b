import { notes } from "../../model/run/notes.ts";
import type { TraceEntry } from "../../sim/index.ts";
import type { Reader, Shared } from "./reading.ts";
import type { RecordsRow } from "./rows.ts";

/** What happens in applications and their producers. */
export function producerReaders(shared: Shared): readonly Reader[] {
  const { rows, names, messages } = shared;
  /** By producer: the epoch of what it sent last. */
  const epochs = new Map<number, number>();
  const say = ({ at, values: [producer = 0] }: TraceEntry, text: string): void =>
    void rows.push({ kind: "left", at, text: `${who(shared, producer)}${text}` });
  return [
    ...recordReaders(shared),
    [
      notes.failed,
      (entry) => {
        const [, record = 0, exception = 0, send = 0] = entry.values;
        messages.requests.batches.decided(send);
        say(entry, `✗ ${names.record(record)} failed with ${names.exception(exception)}`);
      },
    ],
    [
      notes.batchSent,
      (entry) => {
        const [producer = 0, partition = 0, epoch = 0, baseSequence = 0, count = 0, correlation = 0] = entry.values;
        const before = epochs.get(producer) ?? -1;
        if (before >= 0 && epoch > before) say(entry, `▲ raises its epoch from e${before} to e${epoch}`);
        epochs.set(producer, Math.max(before, epoch));
        messages.requests.handedOver(producer, correlation, { partition, epoch, baseSequence, count });
      },
    ],
    [
      notes.producerStarted,
      (entry) => {
        const [producer = 0] = entry.values;
        messages.requests.batches.reborn(producer);
        epochs.delete(producer);
        say(entry, "starts");
      },
    ],
    [notes.producerClosed, (entry) => say(entry, "has nothing left to do, and is closed")],
  ];
}

function recordReaders(shared: Shared): readonly Reader[] {
  const { names, messages } = shared;
  /** By the number of the send: its partition. */
  const partitions = new Map<number, number>();
  return [
    [
      notes.sent,
      ({ at, values: [producer = 0, record = 0, partition = 0, send = 0] }) => {
        partitions.set(send, partition);
        messages.requests.batches.sent(producer, partition, send);
        const where = names.partition(partition);
        const told = { where, records: [names.record(record)], offsets: [], attempts: 0 };
        addRecords(shared, { kind: "sends", at, until: at, who: who(shared, producer), ...told });
      },
    ],
    [
      notes.acknowledged,
      ({ at, values: [producer = 0, record = 0, offset = 0, send = 0, attempts = 0] }) => {
        messages.requests.batches.decided(send);
        const where = names.partition(partitions.get(send) ?? 0);
        const told = { where, records: [names.record(record)], offsets: [offset], attempts };
        addRecords(shared, { kind: "acknowledged", at, until: at, who: who(shared, producer), ...told });
      },
    ],
  ];
}

/** Names a producer where there are several. */
export const who = ({ names }: Shared, producer: number): string =>
  names.producers > 1 ? `${names.node(producer)}: ` : "";

/** Adds records to the row before, where that is about the same: of one instant, except for sends. */
function addRecords({ rows }: Shared, row: RecordsRow): void {
  const last = rows.at(-1);
  const joins =
    last?.kind === row.kind &&
    (last.at === row.at || row.kind === "sends") &&
    last.who === row.who &&
    last.where === row.where &&
    last.attempts === row.attempts;
  if (!joins) rows.push(row);
  else {
    const [records, offsets] = [last.records.concat(row.records), last.offsets.concat(row.offsets)];
    rows[rows.length - 1] = { ...last, until: row.until, records, offsets };
  }
}
