import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Broker, producerExpirySweepMillis } from "../model/broker/broker.ts";
import { defaultGroupSettings } from "../model/broker/groups/rebalance.ts";
import { kafka44, type BrokerProfile } from "../model/broker/profiles.ts";
import type { BrokerObserver } from "../model/broker/seam.ts";
import { advertisedBy } from "./server/advertised.ts";
import { Appends } from "./server/appends.ts";
import type { ServedBroker } from "./server/call.ts";
import { GroupRequests } from "./server/group-requests.ts";
import { Connection } from "./server/connection.ts";

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
  /** group.initial.rebalance.delay.ms: how long a new group waits for more members; 3,000 unless given, as on a broker. */
  readonly initialRebalanceDelayMillis?: number;
  readonly observer?: BrokerObserver;
  /** Told of mistakes in this program; the connection on which one was made is closed. */
  readonly onMistake?: (error: unknown) => void;
}

/** A broker that listens. */
export interface Serving {
  readonly port: number;
  readonly host: string;
  readonly broker: Broker;
  /** Hangs up on every client and stops listening. */
  close(): Promise<void>;
}

const nodeId = 1;

/**
 * Puts the model's broker behind the Kafka protocol.
 *
 * @throws Error when the port can't be had (`code` EADDRINUSE, EACCES, …).
 */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const { host = "127.0.0.1", port = 0, onMistake = reportLater } = options;
  const served = servedBroker(options);
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = new Connection(socket, served, onMistake);
    connections.add(connection);
    socket.on("close", () => connections.delete(connection));
  });
  await listening(server, host, port);
  const sweep = setInterval(() => served.broker.expireProducers(served.now()), producerExpirySweepMillis);
  sweep.unref();
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    host: address.address,
    broker: served.broker,
    close: () =>
      new Promise((resolve) => {
        clearInterval(sweep);
        served.groupRequests.end();
        server.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

/** What the handlers of one server share, before anybody listens. */
export function servedBroker(options: ServeOptions): ServedBroker {
  const { profile = kafka44, autoCreateTopics = true, producerIdBlock = "warm", observer } = options;
  let records = 0;
  const now = (): number => Date.now();
  const watched = observer === undefined ? {} : { observer };
  const { initialRebalanceDelayMillis = defaultGroupSettings.initialRebalanceDelayMillis } = options;
  const groups = { ...defaultGroupSettings, initialRebalanceDelayMillis };
  const broker = new Broker({ node: nodeId, topics: [], profile, producerIdBlock, groups, ...watched });
  return {
    broker,
    groupRequests: new GroupRequests(broker.groups, now),
    advertised: advertisedBy(profile),
    nodeId,
    clusterId: randomId(),
    autoCreateTopics,
    appends: new Appends(),
    now,
    newTopicId: randomId,
    takeRecordIds(count) {
      const first = records;
      records += count;
      return first;
    },
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
