import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, openSync, closeSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Admin } from "../client/admin.ts";
import { serverProperties, zooKeeperProperties, type Ports, type Setup } from "./server-properties.ts";
import { Undertaker } from "./undertaker.ts";
import type { RealVersion } from "./versions.ts";

/** A small heap, few threads of its own, and no time spent on optimising: brokers here live for minutes. */
const javaFlags = ["-Xmx400m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];
/** Errors on the console, but not each refused batch. */
const logFlags = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
  "-Dorg.slf4j.simpleLogger.log.kafka.server.ReplicaManager=off",
];

const startPatienceMillis = 240_000;
const stopPatienceMillis = 30_000;
const clusterId = "b25jZXByb29mLWxpdmUtMQ";

/** A real Kafka broker on loopback, with a folder of its own that goes when it does. */
export class RealBroker {
  readonly version: RealVersion;
  readonly host = "127.0.0.1";
  readonly port: number;
  private readonly classPath: string;
  private readonly folder: string;
  private readonly undertaker: Undertaker;
  private readonly flags: readonly string[];
  private zooKeeper: ChildProcess | undefined;
  private broker: ChildProcess | undefined;

  private constructor(version: RealVersion, classPath: string, ports: Ports, setup: Setup) {
    this.version = version;
    this.classPath = classPath;
    this.port = ports.broker;
    this.undertaker = new Undertaker();
    this.flags = setup.javaFlags ?? javaFlags;
    this.folder = mkdtempSync(join(tmpdir(), `onceproof-kafka-${version.version}-`));
    this.undertaker.removeLater(this.folder);
    writeFileSync(this.file("server.properties"), serverProperties(version, ports, this.folder, setup));
    writeFileSync(this.file("zookeeper.properties"), zooKeeperProperties(ports, this.folder));
  }

  /** Formats, starts and waits until it serves. `classPath` from `resolveClassPath`. */
  static async start(version: RealVersion, classPath: string, setup: Setup): Promise<RealBroker> {
    const real = new RealBroker(version, classPath, { broker: await freePort(), metadata: await freePort() }, setup);
    try {
      real.prepare();
      await real.startBroker();
    } catch (error) {
      await real.stop();
      throw error;
    }
    return real;
  }

  /** Ends the broker (clean: SIGTERM, kill: SIGKILL) and starts it again on the same log directories. */
  async restart(how: "clean" | "kill"): Promise<void> {
    await this.endBroker(how === "clean" ? "SIGTERM" : "SIGKILL");
    await this.startBroker();
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    await this.endBroker("SIGKILL");
    if (this.zooKeeper !== undefined) await this.end(this.zooKeeper, "SIGKILL");
    await this.undertaker.finish();
  }

  /** Of the broker's process, while it runs. */
  get pid(): number | undefined {
    return this.broker?.pid;
  }

  /** What the broker wrote to its console: errors and worse. */
  console(): string {
    return readFileSync(this.file("broker.log"), "utf8");
  }

  private prepare(): void {
    if (this.version.metadata === "zookeeper") {
      const args = ["org.apache.zookeeper.server.quorum.QuorumPeerMain", this.file("zookeeper.properties")];
      this.zooKeeper = this.java(args, "zookeeper.log");
      return;
    }
    const args = ["kafka.tools.StorageTool", "format", "-t", clusterId, "-c", this.file("server.properties")];
    const format = spawnSync("java", [...javaFlags, ...logFlags, "-cp", this.classPath, ...args], { encoding: "utf8" });
    if (format.status !== 0) throw new Error(`formatting the storage of ${this.name} failed: ${format.stderr}`);
  }

  private async startBroker(): Promise<void> {
    const deadline = Date.now() + startPatienceMillis;
    let died: ChildProcess | undefined;
    while (Date.now() < deadline) {
      if (this.broker === undefined || this.broker.exitCode !== null) {
        // A killed broker's old ZooKeeper session refuses the new one for a while, which then gives up.
        if (this.broker !== undefined) died = this.broker;
        if (died !== undefined) await sleep(500);
        this.broker = this.java(["kafka.Kafka", this.file("server.properties")], "broker.log");
      }
      if (await Admin.answers(this.host, this.port)) return;
      await sleep(100);
    }
    throw new Error(
      `${this.name} did not serve within ${startPatienceMillis / 1_000} s: ${this.console().slice(-2_000)}`,
    );
  }

  private async endBroker(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.broker !== undefined) await this.end(this.broker, signal);
    this.broker = undefined;
  }

  private async end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill(signal);
      const late = setTimeout(() => child.kill("SIGKILL"), stopPatienceMillis);
      await gone;
      clearTimeout(late);
    }
    if (child.pid !== undefined) this.undertaker.forget(child.pid);
  }

  private java(args: readonly string[], log: string): ChildProcess {
    const out = openSync(this.file(log), "a");
    const child = spawn("java", [...this.flags, ...logFlags, "-cp", this.classPath, ...args], {
      stdio: ["ignore", out, out],
      cwd: this.folder,
    });
    closeSync(out);
    if (child.pid !== undefined) this.undertaker.watch(child.pid);
    return child;
  }

  private file(name: string): string {
    return join(this.folder, name);
  }

  private get name(): string {
    return `Kafka ${this.version.version}`;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port is free"));
        else resolve(address.port);
      });
    });
  });
