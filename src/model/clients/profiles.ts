import { franzGo } from "./franz-go.ts";
import { kafkajs } from "./kafkajs.ts";
import { librdkafka } from "./librdkafka.ts";
import { platformatic } from "./platformatic.ts";
import type { ClientProfile, CommonKey } from "./profile.ts";
import { sarama } from "./sarama.ts";

/** The clients beside the Java one. */
export const clientProfiles: readonly ClientProfile[] = [librdkafka, franzGo, sarama, kafkajs, platformatic];

/**
 * How the switches would stand for the Java client, where they have a word for what it does. Nothing consults them: they
 * are here so that the others can be told by what they do differently.
 */
const asInJava: Readonly<Record<string, unknown>> = {
  unit: "batch",
  requestHolds: "all-partitions",
  pipelining: "full",
  producerId: "at-start",
  sequences: "kept",
  retryWaits: "for-nothing",
  answersBehindARetry: "count",
  laterAcknowledgement: "says-nothing",
  afterFailure: "new-epoch",
  newEpoch: "renumbers-what-is-in-doubt",
  limits: "for-all",
  refusedConnection: "is-waited-out",
  requestTimeout: "closes-the-connection",
  lateAnswer: "is-dropped",
  backoffGrowth: 2,
  backoffJitter: true,
};

/** The switches by which an idempotent producer of a client differs from the Java one, as `name: value`. */
export function differences({ switches, whenIdempotent }: ClientProfile): readonly string[] {
  const all: Readonly<Record<string, unknown>> = { ...switches, ...whenIdempotent };
  return Object.entries(all)
    .filter(([name, value]) => name !== "rulings" && asInJava[name] !== value)
    .map(([name, value]) => `${name}: ${String(value)}`);
}

/** What a producer of a client runs with when nothing is set, as far as it decides what a retry does. */
export function defaultsOf({ settings }: ClientProfile): string {
  const value = (key: CommonKey): string => String(settings[key].default);
  const acks = value("acks") === "-1" ? "all" : value("acks");
  return `enable.idempotence=${value("enable.idempotence")}, acks=${acks}`;
}
