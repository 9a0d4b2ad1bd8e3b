import { setTimeout as sleep } from "node:timers/promises";
import { serve, type Serving } from "../../src/wire/serve.ts";
import type { BrokerProfile } from "../../src/model/broker/profiles.ts";
import { Admin, type ApiRange } from "./client/admin.ts";
import { playOnModel } from "./play-model.ts";
import { playOverTcp } from "./play-tcp.ts";
import { RealBroker } from "./real/real-broker.ts";
import type { RealVersion } from "./real/versions.ts";
import type { Answers, Script } from "./script.ts";

/** Whoever plays scripts: a real broker, a server of ours, the model. */
export interface Target {
  readonly name: string;
  /** `times`: when each script was played by others, for who can choose. */
  play(scripts: readonly Script[], times?: readonly (number | undefined)[]): Promise<readonly Answers[]>;
  stop(): Promise<void>;
}

const expirySweepMillis = 250;
const dayMillis = 86_400_000;
const produceVersion = 8;

/**
 * Real brokers of one version, started when a script needs them: one that hardly ever looks for expired producers,
 * and one that does so all the time, for the scripts that wait for it.
 */
export class RealTarget implements Target {
  readonly name: string;
  private readonly version: RealVersion;
  private readonly classPath: string;
  private readonly brokers = new Map<boolean, RealBroker>();

  constructor(version: RealVersion, classPath: string) {
    this.name = `Kafka ${version.version}`;
    this.version = version;
    this.classPath = classPath;
  }

  play(scripts: readonly Script[]): Promise<readonly Answers[]> {
    return apart(scripts, async (some, sweeping) => {
      const broker = await this.broker(sweeping);
      return playOverTcp(some, {
        host: broker.host,
        port: broker.port,
        produceVersion,
        restart: (how) => broker.restart(how),
        sweep: () => sleep(4 * expirySweepMillis),
      });
    });
  }

  /** The versions of each API that the broker advertises. */
  async apiVersions(): Promise<readonly ApiRange[]> {
    const { host, port } = await this.broker(false);
    const admin = await Admin.open(host, port);
    try {
      return await admin.apiVersions();
    } finally {
      admin.close();
    }
  }

  async stop(): Promise<void> {
    for (const broker of this.brokers.values()) await broker.stop();
    this.brokers.clear();
  }

  private async broker(sweeping: boolean): Promise<RealBroker> {
    const known = this.brokers.get(sweeping);
    if (known !== undefined) return known;
    const setup = { expirySweepMillis: sweeping ? expirySweepMillis : dayMillis };
    const started = await RealBroker.start(this.version, this.classPath, setup);
    this.brokers.set(sweeping, started);
    return started;
  }
}

const isSweeping = ({ steps }: Script): boolean => steps.some(({ op }) => op === "sweep");
const keyOf = (script: Script | undefined): string => JSON.stringify(script);

/** First the scripts that wait for no look for expired producers, then those that do: a look spares nobody's producers. */
async function apart(
  scripts: readonly Script[],
  play: (some: readonly Script[], sweeping: boolean) => Promise<readonly Answers[]>,
): Promise<readonly Answers[]> {
  const answers = new Map<string, Answers>();
  for (const sweeping of [false, true]) {
    const some = scripts.filter((script) => isSweeping(script) === sweeping);
    if (some.length === 0) continue;
    for (const [at, answer] of (await play(some, sweeping)).entries()) answers.set(keyOf(some[at]), answer);
  }
  return scripts.flatMap((script) => answers.get(keyOf(script)) ?? []);
}

/** The model's broker behind the Kafka protocol, in this process. */
export class ServeTarget implements Target {
  readonly name: string;
  private readonly serving: Serving;

  private constructor(name: string, serving: Serving) {
    this.name = name;
    this.serving = serving;
  }

  static async start(profile: BrokerProfile): Promise<ServeTarget> {
    return new ServeTarget(`served profile ${profile.name}`, await serve({ profile, autoCreateTopics: false }));
  }

  play(scripts: readonly Script[]): Promise<readonly Answers[]> {
    const { broker, host, port } = this.serving;
    const target = {
      host,
      port,
      produceVersion,
      restart: (how: "clean" | "kill") => Promise.resolve(broker.restart(how, Date.now())),
      sweep: () => Promise.resolve(broker.expireProducers(Date.now())),
    };
    return apart(scripts, (some) => playOverTcp(some, target));
  }

  stop(): Promise<void> {
    return this.serving.close();
  }
}

/** The model alone: bytes, and no socket. */
export class ModelTarget implements Target {
  readonly name: string;
  private readonly profile: BrokerProfile;

  constructor(profile: BrokerProfile) {
    this.name = `profile ${profile.name}`;
    this.profile = profile;
  }

  play(scripts: readonly Script[], times: readonly (number | undefined)[] = []): Promise<readonly Answers[]> {
    const { profile } = this;
    return Promise.resolve(
      scripts.map((script, at) => {
        const now = times[at];
        return playOnModel(script, now === undefined ? { profile } : { profile, now });
      }),
    );
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
