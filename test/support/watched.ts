import { onTestFinished } from "vitest";
import { faultsOf } from "../../src/wire/faults/fault-file.ts";
import type { FaultFileInput } from "../../src/wire/faults/fault-spec.ts";
import { type WatchOptions, WatchedBroker } from "../../src/wire/oversight/watched-broker.ts";
import { writeBatch } from "../../src/wire/records/write-batch.ts";
import { WireClient } from "./wire-client.ts";

/** A broker with the topic `orders` under faults, gone with the test. What goes wrong inside it fails the test. */
export async function watchedForTest(
  faults: FaultFileInput["faults"] | FaultFileInput = [],
  options: WatchOptions = {},
): Promise<WatchedBroker> {
  const mistakes: unknown[] = [];
  const broker = await WatchedBroker.start({
    topics: [{ name: "orders", partitions: 2 }],
    ...options,
    faults: faultsOf(Array.isArray(faults) ? { faults } : (faults ?? {})),
    onMistake: (error) => void mistakes.push(error),
  });
  onTestFinished(async () => {
    await broker.close();
    if (mistakes.length > 0) throw mistakes[0];
  });
  return broker;
}

export interface Sent {
  readonly values: readonly string[];
  readonly sequence: number;
  readonly producerId?: number;
  readonly epoch?: number;
  readonly partition?: number;
  readonly acks?: number;
  /** What the application calls each record. */
  readonly named?: boolean;
}

/** One client that writes to `orders`, over as many connections as it takes. */
export class OrdersClient {
  readonly #broker: WatchedBroker;
  #wire: WireClient;

  constructor(broker: WatchedBroker) {
    this.#broker = broker;
    this.#wire = new WireClient(broker.serving);
  }

  get wire(): WireClient {
    return this.#wire;
  }

  reconnect(): void {
    this.#wire = new WireClient(this.#broker.serving);
  }

  /** Sends a batch; gives the error code and the base offset, or what there was instead of an answer. */
  async send(sent: Sent): Promise<readonly [error: number, offset: number] | "closed" | "silent"> {
    const { values, sequence, producerId = 7, epoch = 0, partition = 0, acks = -1, named = false } = sent;
    const records = writeBatch({
      producerId,
      producerEpoch: producerId < 0 ? -1 : epoch,
      baseSequence: producerId < 0 ? -1 : sequence,
      records: values.map((value) => ({
        value: Buffer.from(value),
        timestamp: Date.now(),
        ...(named ? { headers: [{ key: "onceproof-record", value: Buffer.from(value) }] } : {}),
      })),
    });
    const partitionData = [{ index: partition, records }];
    const answer = await this.#wire.attempt("Produce", 9, { acks, topicData: [{ name: "orders", partitionData }] });
    if (typeof answer === "string") return answer;
    const [said] = answer.responses[0]?.partitionResponses ?? [];
    return [said?.errorCode ?? -1, said?.baseOffset ?? -1];
  }
}

/** The values of a partition's records. */
export const valuesIn = (broker: WatchedBroker, partition = 0): readonly unknown[] =>
  (broker.log("orders", partition, { from: 0, limit: 1_000 }) ?? []).map(({ value }) => value);

/** Which promises were broken, and by which record; with `!` where the protocol promises it. */
export const broken = (broker: WatchedBroker): readonly string[] =>
  broker.violations.map(({ property, subject, expected }) => `${expected ? "" : "!"}${property} ${subject}`);
