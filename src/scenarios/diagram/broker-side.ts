import { notes } from "../../model/run/notes.ts";
import type { TraceEntry } from "../../sim/index.ts";
import type { Reader, Shared } from "./reading.ts";
import { lastSequence } from "./requests.ts";
import { Windows } from "./windows.ts";

/** What happens in brokers, and in those who read their logs. */
export function brokerReaders(shared: Shared): readonly Reader[] {
  const { rows, names } = shared;
  const windows = new Windows(names.windowOfBatches);
  const say = ({ at }: TraceEntry, text: string): void => void rows.push({ kind: "right", at, text });
  return [
    ...rulingReaders(shared, windows),
    ...restartReaders(shared, windows),
    ...leadershipReaders(shared, windows),
    [
      notes.identity,
      ({ values: [, producerId = 0, epoch = 0, error = 0] }) => {
        const given = `producer id ${producerId}, epoch ${epoch}`;
        shared.messages.identity = error === 0 ? given : `${error} ${names.error(error)}`;
      },
    ],
    [
      notes.consumed,
      (entry) => {
        const [consumer = 0, partition = 0, offset = 0, record = 0, applied = 0] = entry.values;
        const does = applied === 1 ? "applies" : "skips";
        say(
          entry,
          `consumer ${names.consumer(consumer)} ${does} ${names.record(record)} from ${names.partition(partition)} @${offset}`,
        );
      },
    ],
  ];
}

function rulingReaders({ rows, names, messages }: Shared, windows: Windows): readonly Reader[] {
  const rule = ({ at, values }: TraceEntry, text: string, answer: string): void => {
    const [, partition = 0, producerId = 0] = values;
    messages.ruled(partition, answer);
    rows.push({ kind: "ruling", at, text, window: windows.text(partition, producerId) });
  };
  const ok = (offset: number): string => (offset < 0 ? "ok" : `ok, offset ${offset}`);
  return [
    [
      notes.appended,
      (entry) => {
        const [, partition = 0, producerId = 0, epoch = 0, baseSequence = 0, offset = 0] = entry.values;
        const count = messages.batchOn(partition)?.count ?? 1;
        if (producerId >= 0) {
          windows.add(partition, producerId, epoch, [baseSequence, lastSequence({ baseSequence, count })]);
        }
        const offsets = count === 1 ? `@${offset}` : `@${offset}..${offset + count - 1}`;
        rule(entry, `■ appended ${names.partition(partition)} ${offsets}`, ok(offset));
      },
    ],
    [
      notes.duplicateSuppressed,
      (entry) => {
        const [, partition = 0, , , , offset = 0] = entry.values;
        const place = offset < 0 ? "" : `, stored @${offset}`;
        rule(entry, `□ duplicate on ${names.partition(partition)}${place}`, ok(offset));
      },
    ],
    [
      notes.rejected,
      (entry) => {
        const [, , , , , error = 0] = entry.values;
        const answer = `${error} ${names.error(error)}`;
        rule(entry, `✗ refused: ${answer}`, answer);
      },
    ],
  ];
}

/** Stops and pauses are not told here: the fault that brings them has a line of its own. */
function restartReaders({ rows, names }: Shared, windows: Windows): readonly Reader[] {
  const say = ({ at }: TraceEntry, text: string): void => void rows.push({ kind: "right", at, text });
  return [
    [
      notes.brokerStarted,
      (entry) => {
        windows.clear();
        say(entry, "starts again");
      },
    ],
    [
      notes.producerKept,
      (entry) => {
        const [, partition = 0, producerId = 0, epoch = 0, first = 0, last = 0] = entry.values;
        windows.add(partition, producerId, epoch, [first, last]);
        const text = `remembers producer ${producerId} on ${names.partition(partition)}`;
        const before = rows.at(-1);
        if (before?.kind === "ruling" && before.text === text) rows.pop();
        rows.push({ kind: "ruling", at: entry.at, text, window: windows.text(partition, producerId) });
      },
    ],
    [
      notes.producerExpired,
      (entry) => {
        const [, partition = 0, producerId = 0] = entry.values;
        windows.forget(partition, producerId);
        say(entry, `forgets producer ${producerId} on ${names.partition(partition)}`);
      },
    ],
    [
      notes.resumed,
      ({ at, values: [node = 0] }) => {
        rows.push({ kind: node === names.broker ? "right" : "left", at, text: `${names.node(node)} goes on` });
      },
    ],
  ];
}

/** Who leads, and what that costs. */
function leadershipReaders({ rows, names }: Shared, windows: Windows): readonly Reader[] {
  const say = ({ at }: TraceEntry, text: string): void => void rows.push({ kind: "right", at, text });
  return [
    [
      notes.tookOver,
      (entry) => {
        windows.clear();
        say(entry, "its follower leads");
      },
    ],
    [
      notes.truncated,
      (entry) => {
        const [, partition = 0, endOffset = 0, count = 0] = entry.values;
        const lost = count === 1 ? "1 record is lost" : `${count} records are lost`;
        say(entry, `✗ ${names.partition(partition)} ends @${endOffset} there: ${lost}`);
      },
    ],
    [notes.leads, (entry) => say(entry, "hears that it leads")],
  ];
}
