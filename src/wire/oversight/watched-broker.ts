import type { TopicPartition } from "../../model/core/topic-partition.ts";
import { micros } from "../../sim/index.ts";
import { noFaults } from "../faults/fault-file.ts";
import type { FaultFile, WireFaultSpec } from "../faults/fault-spec.ts";
import { usualHistoryLimit } from "../history/history.ts";
import type { LiveDelivery, LiveViolation } from "../history/reports.ts";
import { type ServeOptions, type Serving, serve } from "../serve.ts";
import { BrokerControl, partitionsOf } from "./control.ts";
import { Oversight } from "./oversight.ts";
import { type LiveLogEntry, type LiveState, type LogRange, logEntries, stateOf } from "./state.ts";

export interface WatchOptions extends Omit<ServeOptions, "observer" | "overseer"> {
  /** None unless given. */
  readonly faults?: FaultFile;
  /**
   * How many records are remembered, the newest, to hold what clients are told against the logs; a million unless given,
   * 0: no history is kept. Each costs memory as long as it is remembered.
   */
  readonly historyLimit?: number;
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
    const { faults = noFaults, historyLimit = usualHistoryLimit, ...served } = options;
    const oversight = new Oversight(faults, historyLimit);
    const observer = {
      // A reset begins another history, and the broker's observer is for good.
      appended: (...told) => oversight.history?.appended(...told),
      duplicateSuppressed: (...told) => oversight.history?.duplicateSuppressed(...told),
      rejected: (...told) => oversight.history?.rejected(...told),
      producerExpired: (...told) => oversight.history?.producerExpired(...told),
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
    return this.oversight.history?.deliveries ?? [];
  }

  /** How many of the first records the history remembers no more. */
  get forgotten(): number {
    return this.oversight.history?.forgotten ?? 0;
  }

  /** What did happen, counted. */
  get marks(): Readonly<Record<string, number>> {
    return this.oversight.history?.marks.toObject() ?? {};
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
