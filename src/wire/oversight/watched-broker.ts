import type { TopicPartition } from "../../model/core/topic-partition.ts";
import type { Delivery } from "../../model/run/ledger.ts";
import { micros } from "../../sim/index.ts";
import { noFaults } from "../faults/fault-file.ts";
import type { FaultFile, WireFaultSpec } from "../faults/fault-spec.ts";
import type { LiveViolation } from "../history/history.ts";
import { type ServeOptions, type Serving, serve } from "../serve.ts";
import { BrokerControl, partitionsOf } from "./control.ts";
import { Oversight } from "./oversight.ts";
import { type LiveLogEntry, type LiveState, type LogRange, logEntries, stateOf } from "./state.ts";

export interface WatchOptions extends Omit<ServeOptions, "observer" | "overseer"> {
  /** None unless given. */
  readonly faults?: FaultFile;
  /** Whether what clients are told is held against the logs; true unless given. It costs memory for every record. */
  readonly history?: boolean;
}

/** What a client was told of one send, as far as the wire shows it. */
export interface LiveDelivery {
  readonly record: string;
  /** The client. */
  readonly producer: string;
  readonly topicPartition: string;
  /** `undecided`: no client was told that it is stored. */
  readonly outcome: "acked" | "undecided";
  readonly offset: number | null;
  readonly atMicros: number | null;
  /** How many requests carried it before it was acknowledged. */
  readonly attempts: number;
}

/** A broker that serves under faults, with all that is known of what it did. */
export class WatchedBroker {
  readonly serving: Serving;
  readonly oversight: Oversight;
  readonly #control: BrokerControl;
  /** The faults that it was started with. */
  readonly #faults: FaultFile;

  private constructor(serving: Serving, oversight: Oversight, faults: FaultFile) {
    this.serving = serving;
    this.oversight = oversight;
    this.#faults = faults;
    this.#control = new BrokerControl(serving, oversight.note.bind(oversight));
    oversight.begin(this.#control);
  }

  /** @throws Error when the port can't be had. */
  static async start(options: WatchOptions): Promise<WatchedBroker> {
    const { faults = noFaults, history = true, ...served } = options;
    const oversight = new Oversight(faults, history);
    const observer = {
      // A reset begins another history, and the broker's observer is for good.
      appended: (...told) => oversight.history?.truth.appended(...told),
      duplicateSuppressed: (...told) => oversight.history?.truth.duplicateSuppressed(...told),
      rejected: (...told) => oversight.history?.truth.rejected(...told),
      producerExpired: (...told) => oversight.history?.truth.producerExpired(...told),
    } satisfies ServeOptions["observer"];
    return new WatchedBroker(await serve({ ...served, overseer: oversight, observer }), oversight, faults);
  }

  /** The faults in force, and what struck so far: as a list of faults it strikes again at the same places. */
  get faults(): { readonly rules: FaultFile; readonly struck: readonly WireFaultSpec[]; readonly struckInAll: number } {
    const { file, struck, struckInAll } = this.oversight.engine;
    return { rules: file, struck, struckInAll };
  }

  putFaults(faults: FaultFile): void {
    this.oversight.put(faults);
  }

  get violations(): readonly LiveViolation[] {
    return this.oversight.history?.violations ?? [];
  }

  get deliveries(): readonly LiveDelivery[] {
    const { history } = this.oversight;
    return (
      history?.truth.deliveries.map((delivery) => deliveryOf(delivery, history.recordName(delivery.record.id))) ?? []
    );
  }

  /** What did happen, counted. */
  get marks(): Readonly<Record<string, number>> {
    return this.oversight.history?.truth.marks.toObject() ?? {};
  }

  get state(): LiveState {
    return stateOf(this.serving, this.oversight);
  }

  /** `undefined`: there is no such partition. */
  log(topic: string, partition: number, range: LogRange): readonly LiveLogEntry[] | undefined {
    const found = this.#partition(topic, partition);
    return found && logEntries(this.serving.broker.log(found), this.oversight.history, range);
  }

  get topicPartitions(): readonly TopicPartition[] {
    return partitionsOf(this.serving);
  }

  /** Resolves when the broker takes connections again. */
  restart(how: "clean" | "crash", downForMillis = 0): Promise<void> {
    const effect = how === "clean" ? "restart-clean" : "restart-kill";
    return this.oversight.doToBroker({ do: effect, downFor: micros(downForMillis * 1_000) });
  }

  /** Takes a producer, or all, out of every producer table, as if it had expired; gives how many entries went. */
  expireProducers(producerId?: number): number {
    const before = this.#producerEntries();
    void this.oversight.doToBroker({ do: "expire-producer", producerId });
    return before - this.#producerEntries();
  }

  /** As it was when it was started: the topics, the faults and the time of the beginning; all connections break. */
  reset(): void {
    this.serving.reset();
    this.oversight.restart(this.#faults);
  }

  async close(): Promise<void> {
    this.oversight.end();
    await this.serving.close();
  }

  #partition(topic: string, partition: number): TopicPartition | undefined {
    return this.serving.broker.topics.named(topic)?.partitions[partition];
  }

  #producerEntries(): number {
    const { broker } = this.serving;
    return this.topicPartitions.reduce((sum, partition) => sum + broker.producerTable(partition).length, 0);
  }
}

const deliveryOf = ({ record, producer, outcome, offset, at, attempts }: Delivery, name: string): LiveDelivery => ({
  record: name,
  producer,
  topicPartition: record.topicPartition.name,
  outcome: outcome === "acked" ? "acked" : "undecided",
  offset: offset ?? null,
  atMicros: at ?? null,
  attempts,
});
