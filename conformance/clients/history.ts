import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface Ack {
  readonly partition: number;
  /** Undefined where the client gives none. */
  readonly offset: number | undefined;
}

export interface Entry {
  readonly partition: number;
  readonly offset: number;
  readonly record: number;
}

/** What a client said of its run: what it sent, what became of it, what it read afterwards. */
export interface History {
  readonly client: string;
  readonly version: string;
  /** Record ids in the order in which they were handed over. */
  readonly sent: readonly number[];
  readonly partitionOf: ReadonlyMap<number, number>;
  readonly acked: ReadonlyMap<number, Ack>;
  /** Reasons by record id. */
  readonly failed: ReadonlyMap<number, string>;
  /** In the order in which the consumer gave them out. */
  readonly read: readonly Entry[];
  /** What the client could not read, where it says so. */
  readonly unread: string | undefined;
  /** Timers that a connected producer started while it did nothing; undefined where the run did not look. */
  readonly idle: { readonly millis: number; readonly timers: number } | undefined;
  /** False when the program ended, or was ended, before it said that it was through. */
  readonly complete: boolean;
  readonly produceMillis: number;
  readonly readMillis: number;
}

type Event =
  | { readonly event: "client"; readonly name: string; readonly version: string }
  | { readonly event: "send"; readonly record: number; readonly partition: number }
  | { readonly event: "acked"; readonly record: number; readonly partition: number; readonly offset?: number | null }
  | { readonly event: "failed"; readonly record: number; readonly error: string }
  | { readonly event: "read"; readonly record: number; readonly partition: number; readonly offset: number }
  | { readonly event: "unread"; readonly why: string }
  | { readonly event: "idle"; readonly millis: number; readonly timers: number }
  | { readonly event: "end"; readonly produceMillis: number; readonly readMillis: number };

/** Reads the JSON lines of a client's program until they end. */
export async function readHistory(lines: Readable): Promise<History> {
  const writer = new HistoryWriter();
  for await (const line of createInterface({ input: lines })) {
    if (line.startsWith("{")) writer.take(JSON.parse(line) as Event);
  }
  return writer.history;
}

class HistoryWriter {
  readonly history = {
    client: "unknown",
    version: "unknown",
    sent: [] as number[],
    partitionOf: new Map<number, number>(),
    acked: new Map<number, Ack>(),
    failed: new Map<number, string>(),
    read: [] as Entry[],
    unread: undefined as string | undefined,
    idle: undefined as History["idle"],
    complete: false,
    produceMillis: 0,
    readMillis: 0,
  };

  take(event: Event): void {
    const { history } = this;
    switch (event.event) {
      case "client":
        history.client = event.name;
        history.version = event.version;
        return;
      case "send":
        history.sent.push(event.record);
        history.partitionOf.set(event.record, event.partition);
        return;
      case "acked":
        history.acked.set(event.record, { partition: event.partition, offset: event.offset ?? undefined });
        return;
      case "failed":
        history.failed.set(event.record, event.error);
        return;
      case "read":
        history.read.push({ partition: event.partition, offset: event.offset, record: event.record });
        return;
      case "unread":
        history.unread = event.why;
        return;
      case "idle":
        history.idle = { millis: event.millis, timers: event.timers };
        return;
      case "end":
        history.complete = true;
        history.produceMillis = event.produceMillis;
        history.readMillis = event.readMillis;
    }
  }
}
