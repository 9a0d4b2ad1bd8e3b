import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo, type Server } from "node:net";
import { BadInput } from "../input/bad-input.ts";
import { Broker, producerExpirySweepMillis } from "../model/broker/broker.ts";
import { defaultGroupSettings } from "../model/broker/groups/rebalance.ts";
import { kafka44, type BrokerProfile } from "../model/broker/profiles.ts";
import { producerIdBlocks as blocksOfIds } from "../model/broker/producer-ids.ts";
import type { BrokerObserver } from "../model/broker/seam.ts";
import { Slabs } from "./records/slabs.ts";
import { advertisedBy } from "./server/advertised.ts";
import { Appends } from "./server/appends.ts";
import type { ServedBroker } from "./server/call.ts";
import { GroupRequests } from "./server/group-requests.ts";
import { Connection } from "./server/connection.ts";
import type { Overseer } from "./server/overseer.ts";

/** A topic that is there from the beginning. */
export interface ServedTopic {
  readonly name: string;
  /** 1, unless given. */
  readonly partitions?: number;
  /** By Kafka's names, as CreateTopics takes them. */
  readonly configs?: Readonly<Record<string, string>>;
}

export interface ServeOptions {
  /** 0, unless given: any free port. */
  readonly port?: number;
  /** The address to listen on: 127.0.0.1 unless given. */
  readonly host?: string;
  readonly profile?: BrokerProfile;
  /** auto.create.topics.enable; true unless given, as on a broker. */
  readonly autoCreateTopics?: boolean;
  /** `cold`: the first InitProducerId is answered 14, as on a broker that has just started (B-91). `warm` unless given. */
  readonly producerIdBlock?: "warm" | "cold";
  readonly topics?: readonly ServedTopic[];
  /** group.initial.rebalance.delay.ms: how long a new group waits for more members; 3,000 unless given, as on a broker. */
  readonly initialRebalanceDelayMillis?: number;
  readonly observer?: BrokerObserver;
  /** Who watches every exchange and may interfere. */
  readonly overseer?: Overseer;
  /** Told of mistakes in this program; the connection on which one was made is closed. */
  readonly onMistake?: (error: unknown) => void;
}

/** A broker that listens. */
export interface Serving {
  readonly port: number;
  readonly host: string;
  /** The broker as it is now: after `reset` another one. */
  readonly broker: Broker;
  readonly connections: Iterable<Connection>;
  /**
   * Ends the broker's process and starts it again `downForMillis` later: all connections break, and until then none is
   * taken. Kept is what a broker keeps. Resolves when it is back.
   */
  restart(how: "clean" | "kill", downForMillis: number): Promise<void>;
  /** Breaks all connections and begins anew, with nothing but the topics that were there in the beginning. */
  reset(): void;
  /** Hangs up on every client and stops listening. */
  close(): Promise<void>;
}

const nodeId = 1;

/**
 * Puts the model's broker behind the Kafka protocol.
 *
 * @throws Error when the port can't be had (`code` EADDRINUSE, EACCES, …), or a topic can't be made.
 */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const { host = "127.0.0.1", onMistake = reportLater } = options;
  const newBroker = brokerMaker(options);
  const served = servedBroker(options, newBroker());
  const { server, connections } = acceptor(served, onMistake);
  await listening(server, host, options.port ?? 0);
  const sweep = setInterval(() => served.broker.expireProducers(served.now()), producerExpirySweepMillis);
  sweep.unref();
  const { port, address } = server.address() as AddressInfo;
  let closed = false;
  const breakAll = (): void => {
    for (const connection of connections) connection.reset();
  };
  return {
    port,
    host: address,
    get broker() {
      return served.broker;
    },
    connections,
    async restart(how, downForMillis) {
      breakAll();
      if (downForMillis > 0) {
        server.close();
        await new Promise((resolve) => setTimeout(resolve, downForMillis));
      }
      if (closed) return;
      served.broker.restart(how, served.now());
      if (!server.listening) await listening(server, host, port);
    },
    reset() {
      breakAll();
      served.groupRequests.end();
      served.broker = newBroker();
      served.groupRequests = new GroupRequests(served.broker.groups, now);
    },
    close: () =>
      new Promise((resolve) => {
        closed = true;
        clearInterval(sweep);
        served.groupRequests.end();
        // Whether or not it listens: a restart may be under way.
        server.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

/** A server that does not listen yet, and the connections that it has taken and that still are. */
function acceptor(
  served: Served,
  onMistake: (error: unknown) => void,
): { readonly server: Server; readonly connections: ReadonlySet<Connection> } {
  const connections = new Set<Connection>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    const connection = new Connection(socket, served, accepted, onMistake);
    connections.add(connection);
    socket.on("close", () => connections.delete(connection));
  });
  return { server, connections };
}

/** Makes brokers that hold nothing but the topics of the beginning; producer ids are never given twice. */
function brokerMaker(options: ServeOptions): () => Broker {
  const { profile = kafka44, producerIdBlock = "warm", observer, topics = [] } = options;
  const { initialRebalanceDelayMillis = defaultGroupSettings.initialRebalanceDelayMillis } = options;
  const groups = { ...defaultGroupSettings, initialRebalanceDelayMillis };
  const producerIdBlocks = blocksOfIds();
  const watched = observer === undefined ? {} : { observer };
  return () => {
    const broker = new Broker({
      node: nodeId,
      topics: [],
      profile,
      producerIdBlock,
      producerIdBlocks,
      groups,
      ...watched,
    });
    for (const topic of topics) addTopic(broker, topic);
    return broker;
  };
}

function addTopic(broker: Broker, { name, partitions = 1, configs = {} }: ServedTopic): void {
  const made = broker.createTopic({
    name,
    topicId: randomId(),
    partitionCount: partitions,
    replicationFactor: 1,
    assignments: new Map(),
    configs: new Map(Object.entries(configs)),
  });
  if ("error" in made) throw new BadInput(`topic ${name}: ${made.message}`);
}

/** What a broker that serves knows, with the parts that a reset exchanges. */
type Served = ServedBroker & { broker: Broker; groupRequests: GroupRequests };

const now = (): number => Date.now();

/** What the handlers of one server share, before anybody listens. */
export function servedBroker(options: ServeOptions, broker: Broker = brokerMaker(options)()): Served {
  const { profile = kafka44, autoCreateTopics = true, overseer } = options;
  let records = 0;
  return {
    broker,
    groupRequests: new GroupRequests(broker.groups, now),
    advertised: advertisedBy(profile),
    nodeId,
    brokerName: `broker-${nodeId}`,
    clusterId: randomId(),
    autoCreateTopics,
    appends: new Appends(),
    slabs: new Slabs(),
    now,
    newTopicId: randomId,
    takeRecordIds(count) {
      const first = records;
      records += count;
      return first;
    },
    overseer,
  };
}

/** 16 random bytes as Kafka writes them. None begins with a dash, which command lines would take for an option. */
function randomId(): string {
  for (;;) {
    const id = randomBytes(16).toString("base64url");
    if (!id.startsWith("-")) return id;
  }
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

/** Without somebody to tell, a mistake ends the program as any other would. */
function reportLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
