import { franzGo, franzGoBefore } from "./franz-go.ts";
import { kafkajs, kafkajsBefore } from "./kafkajs.ts";
import { librdkafka } from "./librdkafka.ts";
import { platformatic } from "./platformatic.ts";
import type { ClientProfile, CommonKey } from "./profile.ts";
import { sarama } from "./sarama.ts";

/** The clients beside the Java one, as they are. */
export const clientProfiles: readonly ClientProfile[] = [librdkafka, franzGo, sarama, kafkajs, platformatic];

/** Older versions of them, for the gallery of bugs: read out of their sources as far as a bug goes, and not measured. */
export const olderClientProfiles: readonly ClientProfile[] = [franzGoBefore, kafkajsBefore];

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
  doubt: "outlasts-answers",
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
