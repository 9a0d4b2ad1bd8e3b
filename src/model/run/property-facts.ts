import type { Instant } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { LogView } from "../properties/log-view.ts";
import type { Allowance, Breach, Property, Reader, RunFacts, StoredRecord } from "../properties/property.ts";
import type { Json } from "./code/storage.ts";
import type { GroundTruthOptions } from "./ground-truth-options.ts";
import type { LedgerEntry, SendLedger } from "./ledger.ts";
import type { Occurrences } from "./occurrences.ts";
import type { SentRecord } from "./records.ts";
import { storedIn } from "./stored.ts";
import { type Violation, violationOf } from "./violation.ts";

/** A run that is held to promises. */
export interface WatchedRun {
  readonly options: Pick<GroundTruthOptions, "names" | "now" | "consumers" | "logView" | "storage">;
  readonly ledger: SendLedger;
  readonly circumstances: Occurrences;
  /** Where breaches go. */
  readonly violations: Violation[];
  endOf(topicPartition: TopicPartition): number;
  allowance(session: number): Allowance;
}

/** What the checker of one property sees of a run, and through which it tells of breaches. */
export class PropertyFacts implements RunFacts {
  private readonly property: Property;
  private readonly run: WatchedRun;

  constructor(property: Property, run: WatchedRun) {
    this.property = property;
    this.run = run;
  }

  get consumers(): readonly Reader[] {
    return this.run.options.consumers;
  }

  recordName(record: number): string {
    return this.run.options.names.nameOf(record);
  }

  entry(send: number): LedgerEntry {
    return this.run.ledger.entry(send);
  }

  sentAt(send: number): Instant {
    return this.run.ledger.sentAt(send);
  }

  offsetTold(send: number): number | undefined {
    return this.run.ledger.offsetTold(send);
  }

  undecided(): readonly SentRecord[] {
    return this.run.ledger.undecided();
  }

  remembered(): ReturnType<RunFacts["remembered"]> {
    return this.run.ledger.remembered();
  }

  now(): Instant {
    return this.run.options.now();
  }

  logs(): Iterable<StoredRecord> {
    return storedIn(this.logView());
  }

  logView(): LogView {
    return this.run.options.logView();
  }

  storage(name: string): ReadonlyMap<string, Json> {
    return this.run.options.storage?.(name) ?? new Map();
  }

  endOf(topicPartition: TopicPartition): number {
    return this.run.endOf(topicPartition);
  }

  allowance(session: number): Allowance {
    return this.run.allowance(session);
  }

  report(breach: Breach): void {
    const { violations, circumstances } = this.run;
    violations.push(violationOf(this.property, breach, this.now(), circumstances));
  }
}
