import { writtenDuration } from "../../input/units.ts";
import type { Instant } from "../../sim/index.ts";
import { writtenAddress } from "./address.ts";
import {
  type BrokerEffect,
  type Effect,
  type MessageRule,
  type TimedRule,
  ruleOf,
  writtenStrike,
} from "./fault-plan.ts";
import type { FaultFile, WireFaultSpec } from "./fault-spec.ts";
import type { WireMessage } from "./message.ts";
import { Swarm } from "./swarm.ts";

/** What was ruled on one message: its exact place, and what is to be done to it if anything. */
export interface Judgement {
  /** Its number among the messages of its kind and client since the start, from 1. */
  readonly occurrence: number;
  readonly effect: Effect | undefined;
}

/** How many of the faults that struck are remembered. */
const remembered = 100_000;

interface CountingRule extends MessageRule {
  /** Messages that matched since the faults were put. */
  matched: number;
}

/**
 * Decides which fault strikes which message, and writes down what struck where. It carries nothing out: whoever owns the
 * connections asks, and does it.
 *
 * Rules count from when they were put. What struck is written down by exact position since the start, so that the list, put
 * into a file for a broker that starts anew, strikes the same messages.
 */
export class FaultEngine {
  #file: FaultFile;
  #rules: readonly CountingRule[] = [];
  #timed: readonly TimedRule[] = [];
  #swarm: Swarm;
  readonly #occurrences = new Occurrences();
  #struck: WireFaultSpec[] = [];
  #struckInAll = 0;

  constructor(file: FaultFile) {
    this.#file = file;
    this.#swarm = new Swarm(file.network, file.seed);
    this.put(file);
  }

  /** The faults in force, as they were written. */
  get file(): FaultFile {
    return this.#file;
  }

  /** What struck, the newest at the end; the first ones are forgotten when there are very many. */
  get struck(): readonly WireFaultSpec[] {
    return this.#struck;
  }

  /** How many struck in all. */
  get struckInAll(): number {
    return this.#struckInAll;
  }

  /** What is to be done at a time, counted from when these faults were put. */
  get timed(): readonly TimedRule[] {
    return this.#timed;
  }

  /** These faults take the place of those before; all of them count from here. */
  put(file: FaultFile): void {
    const rules = file.faults.map(ruleOf);
    this.#file = file;
    this.#rules = rules.filter((rule) => rule.kind === "message").map((rule) => ({ ...rule, matched: 0 }));
    this.#timed = rules.filter((rule) => rule.kind === "timed");
    this.#swarm = new Swarm(file.network, file.seed);
  }

  /** As if nothing had been sent yet. */
  restart(file: FaultFile): void {
    this.#occurrences.clear();
    this.#struck = [];
    this.#struckInAll = 0;
    this.put(file);
  }

  /**
   * Rules on one message. Every rule that matches counts it; of those that strike, the first in the file does, and chance
   * only where none does.
   */
  judge(message: WireMessage): Judgement {
    const occurrence = this.#occurrences.next(message);
    let effect: Effect | undefined;
    for (const rule of this.#rules) {
      if (!matches(rule, message)) continue;
      rule.matched += 1;
      if (rule.matched >= rule.on.from && rule.matched <= rule.on.to) effect ??= rule.effect;
    }
    const chance = this.#swarm.strike(message);
    effect ??= chance;
    if (effect !== undefined) {
      this.#remember({ message: writtenAddress({ ...message, from: occurrence, to: occurrence }) }, effect);
    }
    return { occurrence, effect };
  }

  /** Writes down that something was done to the broker at a time since the start. */
  struckAt(at: Instant, effect: BrokerEffect): WireFaultSpec {
    return this.#remember({ at: writtenDuration(at) }, effect);
  }

  #remember(where: Parameters<typeof writtenStrike>[0], effect: Effect): WireFaultSpec {
    const written = writtenStrike(where, effect);
    this.#struck.push(written);
    this.#struckInAll += 1;
    // In large steps: taking the first of a long list away one by one moves the whole list each time.
    if (this.#struck.length >= 2 * remembered) this.#struck = this.#struck.slice(-remembered);
    return written;
  }
}

/**
 * Counts the messages of each kind. Asked twice a request: nested maps find a client's count without putting a text
 * together for it.
 */
class Occurrences {
  /** By client, broker and API: how many requests and how many responses. */
  readonly #counts = new Map<string, Map<string, Map<string, [requests: number, responses: number]>>>();

  /** The number of this message among those of its kind, from 1. */
  next({ client, broker, api, direction }: WireMessage): number {
    const ofClient = this.#counts.get(client) ?? inserted(this.#counts, client, new Map());
    const ofBroker = ofClient.get(broker) ?? inserted(ofClient, broker, new Map());
    const count = ofBroker.get(api) ?? inserted(ofBroker, api, [0, 0]);
    return direction === "request" ? ++count[0] : ++count[1];
  }

  clear(): void {
    this.#counts.clear();
  }
}

function inserted<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  map.set(key, value);
  return value;
}

function matches({ on, producerId, partition }: MessageRule, message: WireMessage): boolean {
  return (
    on.api === message.api &&
    on.direction === message.direction &&
    on.broker === message.broker &&
    (on.client === "*" || on.client === message.client) &&
    (producerId === undefined || message.producerIds.includes(producerId)) &&
    (partition === undefined || message.partitions.includes(partition))
  );
}
