import { brokerName } from "../../model/run/plan.ts";
import type { RunResult } from "../../scenarios/run.ts";
import { type TraceNames, traceNamesOf } from "../../scenarios/trace.ts";
import type { TraceEntry } from "../../sim/index.ts";

/** `order-1`, `order-1 and order-2`, `order-1, order-2 and order-3`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/**
 * Puts entries of a trace into words for somebody who reads only what matters, each told in the order of the trace: what
 * comes again is called so, copies are counted, and what is as always is passed over (`undefined`).
 */
export class Sightings {
  readonly #names: TraceNames;
  readonly #recordsAt: ReadonlyMap<string, readonly string[]>;
  readonly #sent = new Set<number>();
  /** By producer: how often each batch of its present life was handed to a socket. */
  readonly #handedOver = new Map<number, Map<string, number>>();
  /** By producer: the epoch of what it sent last. */
  readonly #epochs = new Map<number, number>();
  /** By record: how many copies were stored. */
  readonly #copies = new Map<string, number>();

  constructor(result: RunResult) {
    this.#names = traceNamesOf(result);
    const { topicPartitions, broker, plan } = result.simulation;
    this.#recordsAt = new Map(
      topicPartitions.flatMap((topicPartition) =>
        broker.broker.log(topicPartition).map(({ baseOffset, batch }) => {
          const records = batch.records.map(({ id }) => plan.names.nameOf(id));
          return [`${topicPartition.index} ${baseOffset}`, records] as const;
        }),
      ),
    );
  }

  sent({ values: [producer = 0, record = 0, partition = 0] }: TraceEntry): string {
    const again = this.#sent.has(record) ? " again" : "";
    this.#sent.add(record);
    return `${this.#names.node(producer)} sends ${this.#names.record(record)} to ${this.#names.partition(partition)}${again}`;
  }

  batchSent({
    values: [producer = 0, partition = 0, epoch = 0, first = 0, count = 0],
  }: TraceEntry): string | undefined {
    const who = this.#names.node(producer);
    const before = this.#epochs.get(producer);
    this.#epochs.set(producer, epoch);
    const own = this.#handedOver.get(producer) ?? new Map<string, number>();
    const key = `${partition} ${epoch} ${first}`;
    const times = (own.get(key) ?? 0) + 1;
    this.#handedOver.set(producer, own.set(key, times));
    const batch = `sequence ${first}${count > 1 ? ` to ${first + count - 1}` : ""} to ${this.#names.partition(partition)}`;
    if (before !== undefined && epoch !== before && first >= 0)
      return `${who} goes on under epoch ${epoch}, with ${batch}`;
    return times > 1 && first >= 0 ? `${who} tries again: ${batch}` : undefined;
  }

  appended({ values }: TraceEntry): { readonly text: string; readonly why: string } {
    const [, partition = 0, producerId = 0, epoch = 0, first = 0, offset = 0] = values;
    const records = this.#recordsAt.get(`${partition} ${offset}`) ?? [];
    const again = records.flatMap((record) => {
      const copies = (this.#copies.get(record) ?? 0) + 1;
      this.#copies.set(record, copies);
      return copies > 1 ? [`copy ${copies} of ${record}`] : [];
    });
    const identity =
      producerId < 0 ? "without a producer id" : `producer ${producerId}, epoch ${epoch}, sequence ${first}`;
    const what = records.length === 0 ? "a batch" : listed(records);
    const text = `${brokerName} stores ${what} in ${this.#names.partition(partition)} at offset ${offset} (${identity})`;
    return { text, why: listed(again) };
  }

  suppressed({ values: [, partition = 0, producerId = 0, epoch = 0, first = 0, offset = 0] }: TraceEntry): string {
    const where = offset < 0 ? "" : `, stored at offset ${offset}`;
    return `${brokerName} takes producer ${producerId}, epoch ${epoch}, sequence ${first} on ${this.#names.partition(partition)} for a duplicate${where}`;
  }

  rejected({ values: [, partition = 0, producerId = 0, epoch = 0, first = 0, error = 0] }: TraceEntry): string {
    const batch = producerId < 0 ? "a batch" : `producer ${producerId}, epoch ${epoch}, sequence ${first}`;
    return `${brokerName} refuses ${batch} on ${this.#names.partition(partition)}: ${error} ${this.#names.error(error)}`;
  }

  acknowledged({ values: [producer = 0, record = 0, offset = 0, , attempts = 0] }: TraceEntry): string {
    const where = offset < 0 ? "stored" : `stored at offset ${offset}`;
    const tries = attempts > 1 ? `, after ${attempts} attempts` : "";
    return `${this.#names.node(producer)} is told that ${this.#names.record(record)} is ${where}${tries}`;
  }

  failed({ values: [producer = 0, record = 0, exception = 0] }: TraceEntry): string {
    return `${this.#names.node(producer)} is told that ${this.#names.record(record)} failed: ${this.#names.exception(exception)}`;
  }

  identified({ values: [, producerId = 0, epoch = 0, error = 0] }: TraceEntry): string {
    if (error !== 0) return `${brokerName} gives no producer id: ${error} ${this.#names.error(error)}`;
    return `${brokerName} gives producer id ${producerId}, epoch ${epoch}`;
  }

  started({ values: [producer = 0] }: TraceEntry): string | undefined {
    this.#handedOver.delete(producer);
    return this.#epochs.delete(producer) ? `${this.#names.node(producer)} starts again, as a new producer` : undefined;
  }

  expired({ values: [, partition = 0, producerId = 0] }: TraceEntry): string {
    return `${brokerName} forgets producer ${producerId} on ${this.#names.partition(partition)}`;
  }

  brokerStarted({ values: [broker = 0] }: TraceEntry): string {
    return `${this.#names.node(broker)} is back`;
  }

  kept({ values: [, partition = 0, producerId = 0, , , last = 0] }: TraceEntry): string {
    return `${brokerName} still knows producer ${producerId} on ${this.#names.partition(partition)}, up to sequence ${last}`;
  }

  consumed({ values: [consumer = 0, partition = 0, offset = 0, record = 0, applied = 0] }: TraceEntry): string {
    const does = applied === 1 ? "applies" : "skips";
    return `${this.#names.consumer(consumer)} ${does} ${this.#names.record(record)} from ${this.#names.partition(partition)} at offset ${offset}`;
  }
}
