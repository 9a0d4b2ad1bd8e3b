import { type BrokerProfile, kafka44 } from "../../../src/model/broker/profiles.ts";
import { ClientProducer } from "../../../src/model/clients/client-producer.ts";
import { clientProfiles, olderClientProfiles } from "../../../src/model/clients/profiles.ts";
import { resolveClientConfig } from "../../../src/model/clients/settings.ts";
import { clientLines } from "../../../src/model/config/definition.ts";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import type { ConfigVerdict } from "../../../src/model/config/verdict.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";
import { errors } from "../../../src/model/core/errors.ts";
import { type TopicPartition, topicPartition } from "../../../src/model/core/topic-partition.ts";
import { Producer } from "../../../src/model/producer/producer.ts";
import type { CallbackOutcome, ProducerAutomaton } from "../../../src/model/producer/seam.ts";
import type { ClusterMetadata, ProducedRecord } from "../../../src/model/protocol.ts";
import type { FaultFile } from "../../../src/wire/faults/fault-spec.ts";
import type { Ack, Entry, History } from "../history.ts";
import { SimulatedWorld } from "./world.ts";

/** A run of a simulated client. */
export interface SimulatedTask {
  /** Name of a producer profile. */
  readonly profile: string;
  /** Groups of sends, the sends of a group at once: `1 1+2`. */
  readonly sends: string;
  /** By Kafka's names or the client's own. */
  readonly settings: Readonly<Record<string, string>>;
  /** The sequence of the first record; 0 unless given. */
  readonly firstSequence?: number;
  /** Kafka 4.4 unless given. */
  readonly broker?: BrokerProfile;
}

/** A history as a real client's program tells it, and how many messages met a fault. */
export interface SimulatedRun {
  readonly history: History;
  readonly struck: number;
}

/** Nobody waits in virtual time: an hour is long enough for every client to come to its end. */
const untilMillis = 3_600_000;
const valueBytes = 16;

/**
 * Plays a simulated client behind a fault file.
 *
 * @throws Error where the profile is unknown or refuses the settings.
 */
export function playSimulated(task: SimulatedTask, faults: FaultFile): SimulatedRun {
  const partition = topicPartition("orders", 0, 0);
  const run = new Run(task, partition);
  const world = new SimulatedWorld(task.profile, faults, task.broker ?? kafka44, [partition], (record, _to, outcome) =>
    run.decided(record.id, outcome),
  );
  const producer = producerOf(task, world, partition);
  run.start(world, producer);
  world.run(producer, () => run.next(), untilMillis);
  return { history: run.history(world), struck: world.struck };
}

function producerOf(task: SimulatedTask, world: SimulatedWorld, to: TopicPartition): ProducerAutomaton {
  const settings = producerSettings(task.settings);
  const profile = [...clientProfiles, ...olderClientProfiles].find(({ name }) => name === task.profile);
  const line = clientLines.find((known) => known === task.profile);
  const verdict: ConfigVerdict =
    profile === undefined ? resolveProducerConfig(settings, line) : resolveClientConfig(settings, profile);
  if (!verdict.ok) throw new Error(`${task.profile} refuses: ${verdict.message}`);
  const cluster: ClusterMetadata = {
    nodes: [1],
    partitions: [{ topicPartition: to, error: errors.NONE, leader: 1, leaderEpoch: 0 }],
  };
  const { config, behaviour } = verdict;
  const jitter = { thousandths: () => 1_000 };
  const shared = { config, cluster, bootstrapNodes: [1], io: world.io, jitter, startMillis: world.nowMillis };
  if (behaviour === undefined) return new Producer({ ...shared, clientId: task.profile });
  return new ClientProducer({ ...shared, behaviour, firstSequence: task.firstSequence ?? 0 });
}

/** The application: one group of sends after the other. */
class Run {
  private readonly groups: number[][];
  private readonly to: TopicPartition;
  private readonly profile: string;
  private world: SimulatedWorld | undefined;
  private producer: ProducerAutomaton | undefined;
  private readonly sent: number[] = [];
  private readonly acked = new Map<number, Ack>();
  private readonly failed = new Map<number, string>();
  private open = 0;
  private isDone = false;

  constructor({ sends, profile }: SimulatedTask, to: TopicPartition) {
    this.groups = sends.split(" ").map((group) => group.split("+").map(Number));
    this.to = to;
    this.profile = profile;
  }

  start(world: SimulatedWorld, producer: ProducerAutomaton): void {
    this.world = world;
    this.producer = producer;
  }

  /** Sends the next group, or closes the producer. */
  next(): void {
    const { world, producer } = this;
    if (world === undefined || producer === undefined) return;
    const group = this.groups.shift();
    if (group === undefined) {
      this.isDone = true;
      producer.initiateClose(world.nowMillis);
      return;
    }
    for (const size of group) this.open += size;
    for (const size of group) this.send(world, producer, size);
  }

  private send(world: SimulatedWorld, producer: ProducerAutomaton, size: number): void {
    const records = Array.from({ length: size }, (): ProducedRecord => {
      this.sent.push(this.sent.length);
      return { id: this.sent.length - 1, keyBytes: undefined, valueBytes, timestamp: world.nowMillis };
    });
    if (producer instanceof ClientProducer) {
      const outcome = producer.sendTogether(this.to, records, world.nowMillis);
      if (outcome.kind === "threw") for (const { id } of records) this.fail(id, outcome.exception);
      return;
    }
    for (const record of records) producer.send(this.to, record, world.nowMillis);
  }

  decided(record: number, outcome: CallbackOutcome): void {
    if (outcome.kind === "failed") this.fail(record, outcome.exception);
    else {
      this.acked.set(record, { partition: 0, offset: outcome.offset < 0 ? undefined : outcome.offset });
      this.closed();
    }
  }

  private fail(record: number, why: string): void {
    this.failed.set(record, why);
    this.closed();
  }

  /** One record less is open. The application goes on after the callback, not inside it. */
  private closed(): void {
    this.open--;
    if (this.open === 0) this.world?.at(this.world.nowMillis + 1, () => this.next());
  }

  history({ broker, nowMillis }: SimulatedWorld): History {
    const read: Entry[] = [];
    for (const { baseOffset, batch } of broker.log(this.to)) {
      for (const [at, { id }] of batch.records.entries())
        read.push({ partition: 0, offset: baseOffset + at, record: id });
    }
    return {
      client: this.profile,
      version: "simulated",
      sent: this.sent,
      partitionOf: new Map(this.sent.map((record) => [record, 0])),
      acked: this.acked,
      failed: this.failed,
      read,
      unread: undefined,
      idle: undefined,
      complete: this.isDone,
      produceMillis: nowMillis,
      readMillis: 0,
    };
  }
}
