import type { LogBatch } from "../../../src/model/broker/retained-batches.ts";
import type { Property } from "../../../src/model/properties/property.ts";
import type { SentRecord } from "../../../src/model/run/records.ts";
import type { Standing } from "../../../src/model/run/stuck.ts";
import { micros, millis } from "../../../src/sim/index.ts";
import { History, batchOf, partitions, readers } from "../history.ts";
import { type Fact, type Partition, recordName } from "./facts.ts";
import { logAfter } from "./log-book.ts";

/** A record that nobody sent. */
const foreign = { id: 999_999, keyBytes: undefined, valueBytes: 1, timestamp: 0 };

/**
 * What the property says of a history: each breach as its shape and its subject. What may excuse a breach is a matter of
 * all properties alike, and left out.
 */
export function verdictOf(property: Property, facts: readonly Fact[]): readonly string[] {
  const history = new History({ properties: [property], consumers: readers });
  const records: SentRecord[] = [];
  let now = 0;
  for (const [at, fact] of facts.entries()) {
    if (fact.kind === "wait") now += fact.millis;
    history.at(now);
    tell(history, records, facts, at);
  }
  const { violations } = history.truth;
  return violations.map(({ shape, subject }) => `${shape} ${subject}`).sort();
}

function tell(history: History, records: SentRecord[], facts: readonly Fact[], at: number): void {
  const fact = facts[at] as Fact;
  const { truth } = history;
  switch (fact.kind) {
    case "wait":
      return;
    case "begin": {
      const { session, writes, backoffMillis, decisionMillis, needsId } = fact;
      const leastBackoff = (written: number) => micros(millis(written * backoffMillis));
      history.begin(session, { writes, leastBackoff, decision: decisionMillis * 1_000, needsId });
      return;
    }
    case "send": {
      const again = fact.again === undefined ? undefined : records[fact.again];
      const how = { session: fact.session, partition: fact.partition, ...(again === undefined ? {} : { again }) };
      records.push(history.send(recordName(fact.record), how));
      return;
    }
    case "append": {
      const appended = fact.sends.map((send) => records[send] ?? foreign);
      const last = history.logs[fact.partition]?.at(-1)?.lastOffset ?? -1;
      // What lay there and behind it has gone before.
      if (fact.baseOffset <= last) rewrite(history, records, [...facts.slice(0, at), roomFor(fact)], fact.partition);
      history.append(appended, { ...fact, at: fact.baseOffset, to: partitions[fact.partition] });
      return;
    }
    case "suppress":
      truth.duplicateSuppressed(0, history.batchOf(fact.partition, fact.count, fact), fact.baseOffset);
      return;
    case "remember":
      history.remember(fact.partition, fact.count, { ...fact, at: fact.baseOffset });
      return;
    case "lose":
      rewrite(history, records, facts.slice(0, at + 1), fact.partition);
      return;
    case "take-over": {
      const home = partitions[fact.partition];
      const before = history.logs[fact.partition] ?? [];
      rewrite(history, records, facts.slice(0, at + 1), fact.partition);
      const kept = history.logs[fact.partition] ?? [];
      truth.truncated(home, before.slice(kept.length), kept);
      truth.restarted("leader-failed-over");
      return;
    }
    case "accept":
      truth.accepted(history.number(recordName(fact.record)));
      return;
    case "spin":
      truth.spun(fact.session, `session ${fact.session}`, false);
      return;
    case "throw":
      truth.threw({ application: fact.application, error: fact.error, message: "no" });
      return;
    case "restart":
      for (const partition of [0, 1] as const) rewrite(history, records, facts.slice(0, at + 1), partition);
      truth.restarted("broker-restarted");
      return;
    case "unsettled":
      truth.unsettled(
        fact.stuck.map((one) => ({ application: one.application, standing: one.by as Standing, batches: [] })),
      );
      return;
    case "end":
      history.end(fact.settled ? "settled" : "cut off");
      return;
    case "ask-for-id":
      truth.asksForId(fact.session);
      return;
    case "identify":
      truth.identified(fact.session, fact.producerId);
      return;
    default:
      tellOfSend(history, records[fact.send] as SentRecord, fact);
  }
}

function tellOfSend(history: History, record: SentRecord, fact: Fact): void {
  switch (fact.kind) {
    case "acknowledge":
      history.acknowledge(record, fact.offset);
      return;
    case "fail":
      history.fail(record, fact.exception, fact.attempts);
      return;
    case "refuse":
      history.refuse(record);
      return;
    case "write":
      history.write(record);
      return;
    case "consume":
      history.consume(fact.consumer, record, fact.applied, fact.offset);
      return;
    default:
      throw new Error(`${fact.kind} is not about a send`);
  }
}

const roomFor = ({ partition, baseOffset }: Fact & { readonly kind: "append" }): Fact => ({
  kind: "lose",
  partition,
  from: baseOffset,
});

/** Lets a log hold what it holds after these facts. */
function rewrite(history: History, records: SentRecord[], facts: readonly Fact[], partition: Partition): void {
  history.logs[partition] = logAfter(facts, facts.length, partition).map((booked): LogBatch => {
    const { baseOffset, sends, producerId, epoch, baseSequence } = booked;
    const held = sends.map((send) => records[send] ?? foreign);
    const batch = batchOf(partitions[partition], held, { producerId, epoch, baseSequence });
    return { baseOffset, lastOffset: baseOffset + sends.length - 1, maxTimestamp: 0, leaderEpoch: 0, batch };
  });
}
