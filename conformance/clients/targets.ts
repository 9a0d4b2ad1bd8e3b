import { requireTools, resolveClassPath } from "../broker/real/maven.ts";
import { RealBroker } from "../broker/real/real-broker.ts";
import { Admin } from "../broker/client/admin.ts";
import type { FaultFile, WireFaultSpec } from "../../src/wire/faults/fault-spec.ts";
import { type RealVersion, realVersion } from "../broker/real/versions.ts";
import type { Broker } from "../../src/model/broker/broker.ts";
import { serve, type ServeOptions, type Serving } from "../../src/wire/serve.ts";
import { FaultProxy } from "./fault-proxy.ts";

/** A broker with faults in front of it, for one run of a client. */
export interface Opened {
  readonly port: number;
  /** The faults that met their message. */
  struck(): readonly WireFaultSpec[];
  close(): Promise<void>;
}

/** A broker that clients are run against. */
export interface Target {
  readonly name: string;
  /** Makes the topic, and puts the faults before the broker. */
  open(topic: string, partitions: number, faults: FaultFile): Promise<Opened>;
  stop(): Promise<void>;
}

const host = "127.0.0.1";
/** Runs are short: nothing expires during one. */
const expirySweepMillis = 86_400_000;

async function createTopic(port: number, name: string, partitions: number): Promise<void> {
  const admin = await Admin.open(host, port);
  try {
    await admin.createTopics([{ name, partitions, config: {} }]);
  } finally {
    admin.close();
  }
}

/** A real broker, started when it is first needed; faults stand before it as a proxy. */
export class RealTarget implements Target {
  readonly name: string;
  private readonly version: RealVersion;
  private readonly classPath: string;
  private broker: RealBroker | undefined;

  constructor(version: RealVersion, classPath: string) {
    this.name = `Kafka ${version.version}`;
    this.version = version;
    this.classPath = classPath;
  }

  async open(topic: string, partitions: number, faults: FaultFile): Promise<Opened> {
    this.broker ??= await RealBroker.start(this.version, this.classPath, { expirySweepMillis });
    await createTopic(this.broker.port, topic, partitions);
    const proxy = await FaultProxy.start(this.broker.port, faults);
    return { port: proxy.port, struck: () => proxy.struck, close: () => proxy.stop() };
  }

  async stop(): Promise<void> {
    await this.broker?.stop();
    this.broker = undefined;
  }
}

/** A real broker of a version, fetched through Maven. @throws MissingTool where Java or Maven is missing */
export function realTarget(version: string, cache: string): RealTarget {
  const known = realVersion(version);
  if (known === undefined) throw new Error(`no broker ${version} is known`);
  requireTools("a real broker");
  return new RealTarget(known, resolveClassPath(version, cache));
}

/** What a server of ours is told beside its port. */
export type ServeSetup = Pick<ServeOptions, "profile" | "observer">;

/** A server of ours; every run has one of its own, set up by `setupFor` which may act on it once it is there. */
export class ServeTarget implements Target {
  readonly name = "onceproof serve";
  private readonly setupFor: (broker: () => Broker | undefined) => ServeSetup;

  constructor(setupFor: (broker: () => Broker | undefined) => ServeSetup) {
    this.setupFor = setupFor;
  }

  async open(topic: string, partitions: number, faults: FaultFile): Promise<Opened> {
    let serving: Serving | undefined;
    serving = await serve(this.setupFor(() => serving?.broker));
    const { port } = serving;
    await createTopic(port, topic, partitions);
    const proxy = await FaultProxy.start(port, faults);
    const close = async (): Promise<void> => {
      await proxy.stop();
      await serving?.close();
    };
    return { port: proxy.port, struck: () => proxy.struck, close };
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
