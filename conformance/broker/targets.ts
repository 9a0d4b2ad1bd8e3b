import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerProfile } from "../../src/model/broker/profiles.ts";
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

  async play(scripts: readonly Script[]): Promise<readonly Answers[]> {
    const answers = new Map<string, Answers>();
    for (const sweeping of [false, true]) {
      const some = scripts.filter((script) => isSweeping(script) === sweeping);
      if (some.length === 0) continue;
      const broker = await this.broker(sweeping);
      const played = await playOverTcp(some, {
        host: broker.host,
        port: broker.port,
        produceVersion,
        restart: (how) => broker.restart(how),
        sweep: () => sleep(4 * expirySweepMillis),
      });
      for (const [at, answer] of played.entries()) answers.set(keyOf(some[at]), answer);
    }
    return scripts.flatMap((script) => answers.get(keyOf(script)) ?? []);
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

/** The model alone, by value. */
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
