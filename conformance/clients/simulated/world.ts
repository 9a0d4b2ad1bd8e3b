import { Broker } from "../../../src/model/broker/broker.ts";
import type { BrokerProfile } from "../../../src/model/broker/profiles.ts";
import { errors, type KafkaError } from "../../../src/model/core/errors.ts";
import type { TopicPartition } from "../../../src/model/core/topic-partition.ts";
import type { PollResult, ProducerAutomaton, ProducerIo } from "../../../src/model/producer/seam.ts";
import { noOffset, type Request, type Response } from "../../../src/model/protocol.ts";
import { FaultEngine } from "../../../src/wire/faults/fault-engine.ts";
import type { Effect } from "../../../src/wire/faults/fault-plan.ts";
import type { FaultFile } from "../../../src/wire/faults/fault-spec.ts";

/** How long a message is under way, in milliseconds. */
const delayMillis = 1;
/** How long a turn of a client takes that waits for nothing. */
const spinMillis = 1;
const node = 1;
const startMillis = 1_700_000_000_000;

type Arrival =
  | { readonly kind: "response"; readonly response: Response }
  | { readonly kind: "connected" }
  | { readonly kind: "gone" };

/** One direction of a connection: silent after a message that was dropped, late after one that was delayed. */
interface Direction {
  isSilent: boolean;
  readyMillis: number;
}

interface Connection {
  isOpen: boolean;
  readonly toBroker: Direction;
  readonly toClient: Direction;
}

interface Due {
  readonly atMillis: number;
  readonly ordinal: number;
  readonly act: () => void;
}

const errorByCode = new Map<number, KafkaError>(Object.values(errors).map((error) => [error.code, error]));

/**
 * A simulated client and a broker of the model in virtual time, with a fault file between them that is read and ruled by
 * the engine that stands before real clients: what `FaultProxy` does to frames, this does to messages.
 */
export class SimulatedWorld {
  readonly broker: Broker;
  readonly io: ProducerIo;
  nowMillis = startMillis;
  private readonly engine: FaultEngine;
  private readonly client: string;
  private readonly due: Due[] = [];
  private ordinal = 0;
  private producer: ProducerAutomaton | undefined;
  private connection: Connection | undefined;
  private readonly outgoing: Request[] = [];
  private readonly arrived: Arrival[] = [];
  private isWoken = false;
  private waitsUntilMillis = startMillis;
  private isPolling = false;
  private isClosed = false;

  constructor(
    client: string,
    faults: FaultFile,
    profile: BrokerProfile,
    partitions: readonly TopicPartition[],
    callback: ProducerIo["callback"],
  ) {
    this.client = client;
    this.engine = new FaultEngine(faults);
    this.broker = new Broker({ node, profile, topics: [{ name: "orders", partitions }] });
    this.io = {
      connect: () => this.connect(),
      disconnect: () => this.disconnect(),
      send: (_node, request) => this.outgoing.push(request),
      wakeup: () => (this.isWoken = true),
      callback,
      unblocked: () => undefined,
    };
  }

  get struck(): number {
    return this.engine.struckInAll;
  }

  /** Runs the client until nothing is left for it to do, or `untilMillis` after the start. */
  run(producer: ProducerAutomaton, begin: () => void, untilMillis: number): void {
    this.producer = producer;
    this.at(this.nowMillis, begin);
    while (!this.isClosed) {
      const next = this.due[0];
      const turnMillis = this.isPolling && this.hasSomething ? this.nowMillis : this.waitsUntilMillis;
      if (Math.min(next?.atMillis ?? Infinity, turnMillis) > startMillis + untilMillis) return;
      if (next !== undefined && next.atMillis <= turnMillis) {
        this.due.shift();
        this.nowMillis = next.atMillis;
        next.act();
      } else {
        this.nowMillis = turnMillis;
        this.turn(producer);
      }
    }
  }

  /** Does something at a later time, after whatever is due then already. */
  at(atMillis: number, act: () => void): void {
    const due = { atMillis, ordinal: this.ordinal++, act };
    let place = this.due.length;
    while (place > 0 && (this.due[place - 1] as Due).atMillis > atMillis) place--;
    this.due.splice(place, 0, due);
  }

  private get hasSomething(): boolean {
    return this.isWoken || this.arrived.length > 0 || this.outgoing.length > 0;
  }

  private turn(producer: ProducerAutomaton): void {
    let result = this.isPolling ? this.exchange() : undefined;
    for (;;) {
      const wait = producer.advance(this.nowMillis, result);
      result = undefined;
      if (wait.kind === "pass") continue;
      this.isClosed = wait.kind === "closed";
      this.isPolling = wait.kind === "poll";
      const millis = wait.kind === "sleep" ? wait.millis : wait.kind === "poll" ? wait.timeoutMillis : 0;
      this.waitsUntilMillis = this.nowMillis + Math.max(millis, spinMillis);
      return;
    }
  }

  /** What one poll brings: all that is handed over is written, and one arrival is read. */
  private exchange(): PollResult {
    const written = this.outgoing.splice(0).map((request) => ({ node, request }));
    for (const { request } of written) this.write(request);
    this.isWoken = false;
    const arrival = this.arrived.shift();
    const received = arrival?.kind === "response" ? [{ node, response: arrival.response }] : [];
    const disconnected = arrival?.kind === "gone" ? [{ node, state: "gone" as const }] : [];
    if (arrival?.kind === "gone") this.forget();
    return { written, received, disconnected, connected: arrival?.kind === "connected" ? [node] : [] };
  }

  private connect(): void {
    const direction = (): Direction => ({ isSilent: false, readyMillis: 0 });
    const connection = { isOpen: true, toBroker: direction(), toClient: direction() };
    this.connection = connection;
    this.at(this.nowMillis + delayMillis, () => this.arrive(connection, { kind: "connected" }));
  }

  private disconnect(): void {
    this.forget();
    this.outgoing.length = 0;
  }

  private forget(): void {
    if (this.connection !== undefined) this.connection.isOpen = false;
    this.connection = undefined;
    this.arrived.length = 0;
  }

  private write(request: Request): void {
    const { connection } = this;
    if (connection === undefined) return;
    const effect = this.judge(request.api, "request");
    this.pass(connection, connection.toBroker, effect, () => this.handle(connection, request, effect));
  }

  private handle(connection: Connection, request: Request, refused: Effect | undefined): void {
    const own = refused?.do === "error" ? refusal(request, refused.code) : undefined;
    const answer = own ?? this.broker.handle(request, this.nowMillis);
    if (answer === "close-connection") this.arrive(connection, { kind: "gone" });
    if (typeof answer === "string" || !connection.isOpen) return;
    const effect = this.judge(answer.api, "response");
    const response = effect?.do === "error" ? (refusal(request, effect.code) ?? answer) : answer;
    this.pass(connection, connection.toClient, effect, () => this.arrive(connection, { kind: "response", response }));
  }

  private judge(api: Request["api"], direction: "request" | "response"): Effect | undefined {
    return this.engine.judge({
      client: this.client,
      broker: "broker-1",
      api,
      direction,
      partitions: [],
      producerIds: [],
    }).effect;
  }

  /** Takes a message along one direction of a connection, or does what befell it. */
  private pass(connection: Connection, direction: Direction, effect: Effect | undefined, arrive: () => void): void {
    if (direction.isSilent || effect?.do === "swallow") return;
    if (effect?.do === "drop") {
      direction.isSilent = true;
      return;
    }
    const late = effect?.do === "delay" ? effect.by / 1_000 : 0;
    direction.readyMillis = Math.max(direction.readyMillis, this.nowMillis + delayMillis + late);
    if (effect?.do === "cut") {
      direction.isSilent = true;
      connection.toClient.isSilent = true;
      connection.toBroker.isSilent = true;
      this.at(direction.readyMillis, () => this.arrive(connection, { kind: "gone" }));
    } else this.at(direction.readyMillis, arrive);
  }

  private arrive(connection: Connection, arrival: Arrival): void {
    if (connection === this.connection && this.producer !== undefined) this.arrived.push(arrival);
  }
}

/** The answer that says this error of every partition of a produce request; other requests can't be refused so. */
function refusal(request: Request, code: number): Response | undefined {
  const error = errorByCode.get(code);
  if (request.api !== "Produce" || error === undefined) return undefined;
  const partitions = request.batches.map(({ topicPartition }) => ({
    topicPartition,
    error,
    baseOffset: noOffset,
    logAppendTime: -1,
    logStartOffset: -1,
  }));
  return { api: "Produce", correlationId: request.correlationId, throttleMillis: 0, partitions };
}
