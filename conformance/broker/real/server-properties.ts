import { join } from "node:path";
import type { RealVersion } from "./versions.ts";

export interface Ports {
  readonly broker: number;
  /** Of the controller listener, or of ZooKeeper. */
  readonly metadata: number;
}

/** Away from the defaults only where a single node, a small machine or a repeatable answer needs it. */
const common: Readonly<Record<string, string>> = {
  "auto.create.topics.enable": "false",
  "offsets.topic.replication.factor": "1",
  "offsets.topic.num.partitions": "1",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "transaction.state.log.num.partitions": "1",
  "group.initial.rebalance.delay.ms": "0",
  "num.network.threads": "2",
  "num.io.threads": "4",
  "num.recovery.threads.per.data.dir": "2",
  // Nothing may leave a log while a script is running: what it holds at the end is compared.
  "log.cleaner.enable": "false",
  "log.retention.check.interval.ms": "86400000",
  // The first check comes half a minute after the start, whatever the interval, and records of these scripts are old.
  "log.retention.ms": "-1",
  // Each script has topics of its own, so thousands come and go.
  "log.index.size.max.bytes": "65536",
  "log.segment.delete.delay.ms": "1000",
};

/** Long enough for a busy machine: a broker whose session ends leads nothing any more. */
const sessionMillis = 9_000;
const tickMillis = 500;

/** How a broker is to be set up beyond what all have in common. */
export interface Setup {
  /** How often to look for expired producers, in milliseconds; a day keeps the look out of the way. */
  readonly expirySweepMillis: number;
  /** In place of the flags for a small broker that lives for minutes. */
  readonly javaFlags?: readonly string[];
}

/** Of server.properties: one broker on loopback that is its own controller, or asks a ZooKeeper beside it. */
export function serverProperties(real: RealVersion, ports: Ports, folder: string, setup: Setup): string {
  const listener = `PLAINTEXT://127.0.0.1:${ports.broker}`;
  const kind: Record<string, string> =
    real.metadata === "kraft"
      ? {
          "process.roles": "broker,controller",
          "node.id": "1",
          "controller.quorum.voters": `1@127.0.0.1:${ports.metadata}`,
          "controller.listener.names": "CONTROLLER",
          listeners: `${listener},CONTROLLER://127.0.0.1:${ports.metadata}`,
          // A killed broker can register again when its old session is over, and not before.
          "broker.session.timeout.ms": String(sessionMillis),
          "broker.heartbeat.interval.ms": "500",
        }
      : {
          "broker.id": "1",
          listeners: listener,
          "zookeeper.connect": `127.0.0.1:${ports.metadata}`,
          "zookeeper.session.timeout.ms": String(sessionMillis),
        };
  return asProperties({
    ...common,
    ...kind,
    "advertised.listeners": listener,
    "log.dirs": join(folder, "logs"),
    ...(real.sweeps ? { "producer.id.expiration.check.interval.ms": String(setup.expirySweepMillis) } : {}),
  });
}

export const zooKeeperProperties = (ports: Ports, folder: string): string =>
  asProperties({
    tickTime: String(tickMillis),
    dataDir: join(folder, "zookeeper"),
    clientPort: String(ports.metadata),
    clientPortAddress: "127.0.0.1",
    "admin.enableServer": "false",
    maxClientCnxns: "0",
  });

const asProperties = (settings: Readonly<Record<string, string>>): string =>
  `${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join("\n")}\n`;
