import { notes } from "../../model/run/notes.ts";
import { firstSequence } from "../../model/core/producer-state.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import type { NoteKind } from "../../sim/index.ts";
import type { BrokerEffect } from "../faults/fault-plan.ts";
import type { Serving } from "../serve.ts";
import { brokerNode } from "./live-trace.ts";

/** Writes into the trace. */
type Note = (kind: NoteKind, a?: number, b?: number, c?: number, d?: number, e?: number, f?: number) => void;

/** What is done to the broker, carried out on one that listens. */
export class BrokerControl {
  readonly #serving: Serving;
  readonly #note: Note;
  /** Resolves when the broker goes on; `undefined` while it does not stand still. */
  #pause: Promise<void> | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(serving: Serving, note: Note) {
    this.#serving = serving;
    this.#note = note;
  }

  /** While the broker stands still: what to wait for. */
  get pause(): Promise<void> | undefined {
    return this.#pause;
  }

  /** Resolves when it is done, except that a pause has only begun. */
  async carryOut(effect: BrokerEffect): Promise<void> {
    switch (effect.do) {
      case "restart-clean":
      case "restart-kill":
        return this.#restart(effect.do === "restart-clean" ? "clean" : "kill", effect.downFor / 1_000);
      case "pause":
        this.#stop(effect.lasting / 1_000);
        return;
      case "expire-producer":
        this.forget({ producerId: effect.producerId, partition: undefined });
        return;
      case "forget-producers":
        this.forget({ producerId: undefined, partition: effect.partition });
    }
  }

  /** Takes producers away from the broker's tables; gives how many entries went. */
  forget(which: { readonly producerId: number | undefined; readonly partition: string | undefined }): number {
    const { broker } = this.#serving;
    const topicPartition = partitionsOf(this.#serving).find(({ name }) => name === which.partition);
    // A partition that is not there has no producers.
    if (which.partition !== undefined && topicPartition === undefined) return 0;
    const { producerId } = which;
    return broker.forgetProducers({
      ...(producerId === undefined ? {} : { producerId }),
      ...(topicPartition === undefined ? {} : { topicPartition }),
    });
  }

  /** Wakes nobody any more. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #restart(how: "clean" | "kill", downForMillis: number): Promise<void> {
    this.#note(notes.brokerStopped, brokerNode, how === "clean" ? 1 : 0);
    await this.#serving.restart(how, downForMillis);
    this.#note(notes.brokerStarted, brokerNode);
    const { broker } = this.#serving;
    for (const partition of partitionsOf(this.#serving)) {
      for (const entry of broker.producerTable(partition)) {
        for (const batch of entry.batches()) {
          const { producerId, producerEpoch } = entry;
          const range = [firstSequence(batch), batch.lastSequence] as const;
          const kind = notes.producerKept;
          this.#note(kind, brokerNode, partition.index, producerId, producerEpoch, ...range);
        }
      }
    }
  }

  /** A second pause within one lengthens it. */
  #stop(millis: number): void {
    this.#note(notes.paused, brokerNode);
    const before = this.#pause;
    const here = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, millis);
      this.#timers.add(timer);
    });
    const pause = Promise.all([before, here]).then(() => {
      if (this.#pause !== pause) return;
      this.#pause = undefined;
      this.#note(notes.resumed, brokerNode);
    });
    this.#pause = pause;
  }
}

export const partitionsOf = ({ broker }: Serving): readonly TopicPartition[] =>
  broker.topics.list().flatMap(({ partitions }) => partitions);
