import { describe, expect, it } from "vitest";
import { clientProfiles } from "../../../src/model/clients/profiles.ts";
import { resolveClientConfig } from "../../../src/model/clients/settings.ts";
import type { ProducerSettings } from "../../../src/model/config/producer-settings.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";
import type { ConfigRefusal, ResolvedConfig } from "../../../src/model/config/verdict.ts";

function verdict(profile: string, settings: Readonly<Record<string, unknown>>): ResolvedConfig | ConfigRefusal {
  const known = clientProfiles.find(({ name }) => name === profile);
  if (known === undefined) throw new Error(`no profile ${profile}`);
  return resolveClientConfig(producerSettings(settings as ProducerSettings), known);
}

function taken(profile: string, settings: Readonly<Record<string, unknown>>): ResolvedConfig {
  const found = verdict(profile, settings);
  if (!found.ok) throw new Error(found.message);
  return found;
}

const refusal = (profile: string, settings: Readonly<Record<string, unknown>>): string | undefined => {
  const found = verdict(profile, settings);
  return found.ok ? undefined : found.message;
};

describe("the settings of other clients", () => {
  it.each([
    ["librdkafka-2.x", false, -1],
    ["franz-go", true, -1],
    ["sarama", false, 1],
    ["kafkajs-2.2.4", false, -1],
    ["platformatic-1.35", false, 1],
  ])("are their own where nothing is set: %s has idempotence %s and acks %s", (profile, idempotent, acks) => {
    const { config } = taken(profile, {});
    expect(config.enableIdempotence).toBe(idempotent);
    expect(config.acks).toBe(acks);
  });

  it("are taken under Kafka's name and under the client's own", () => {
    expect(taken("kafkajs-2.2.4", { requestTimeout: 300 }).config.requestTimeoutMillis).toBe(300);
    expect(taken("kafkajs-2.2.4", { "request.timeout.ms": 300 }).config.requestTimeoutMillis).toBe(300);
    expect(taken("librdkafka-2.x", { "socket.timeout.ms": 900 }).config.requestTimeoutMillis).toBe(900);
    expect(taken("sarama", { "Producer.Retry.Max": 7 }).config.retries).toBe(7);
  });

  it("say what has no counterpart, and what is no setting at all", () => {
    const { notices } = taken("kafkajs-2.2.4", { "linger.ms": 5, "delivery.timeout.ms": 9, lingre: 1 });
    expect(notices.map(({ kind, key }) => [kind, key])).toEqual([
      ["not-simulated", "linger.ms"],
      ["not-simulated", "delivery.timeout.ms"],
      ["unknown-key", "lingre"],
    ]);
  });

  it("are other ones with idempotence where the client has it so", () => {
    expect(taken("librdkafka-2.x", {}).config.maxInFlightRequestsPerConnection).toBe(1_000_000);
    expect(taken("librdkafka-2.x", { "enable.idempotence": true }).config.maxInFlightRequestsPerConnection).toBe(5);
    expect(taken("platformatic-1.35", { idempotent: true }).config.acks).toBe(-1);
  });

  it("give way where an idempotent producer does as it will, with a word about it", () => {
    const { config, notices } = taken("franz-go", { "max.in.flight.requests.per.connection": 1 });
    expect(config.maxInFlightRequestsPerConnection).toBe(5);
    expect(notices.map(({ message }) => message)).toEqual([
      "max.in.flight.requests.per.connection is 5 in an idempotent producer of franz-go, whatever is set",
    ]);
    expect(taken("platformatic-1.35", { idempotent: true, retries: 1 }).inForce.retries).toBeNull();
    expect(taken("platformatic-1.35", { idempotent: true, retries: 2 }).inForce.retries).toBe("2");
  });

  it.each([
    ["librdkafka-2.x", { "enable.idempotence": true, "max.in.flight": 6 }, "`max.in.flight` must be set <= 5"],
    ["librdkafka-2.x", { "enable.idempotence": true, retries: 0 }, "`retries` must be set >= 1"],
    ["sarama", { "enable.idempotence": true }, "Producer.RequiredAcks to be WaitForAll"],
    ["sarama", { "enable.idempotence": true, acks: "all" }, "Net.MaxOpenRequests to be 1"],
    ["kafkajs-2.2.4", { idempotent: true, acks: 1 }, "invalidates the idempotent producer's EoS guarantees"],
    ["franz-go", { acks: 1 }, "idempotency requires acks=all"],
    ["kafkajs-2.2.4", { retries: "many" }, 'retries must be a whole number that is not negative, not "many"'],
    ["sarama", { acks: 2 }, 'acks must be all, -1, 0 or 1, not "2"'],
    ["librdkafka-2.x", { "enable.gapless.guarantee": "yes" }, "must be true or false"],
  ])("are refused as the client refuses them: %s with %j", (profile, settings, says) => {
    expect(refusal(profile, settings)).toContain(says);
  });

  it("are not held against idempotence while it is off", () => {
    expect(refusal("librdkafka-2.x", { "max.in.flight": 6, retries: 0, acks: 1 })).toBeUndefined();
    expect(refusal("franz-go", { "enable.idempotence": false, acks: 1 })).toBeUndefined();
  });

  it("move switches where only this client has them", () => {
    const { behaviour } = taken("franz-go", { StopProducerOnDataLossDetected: true });
    expect(behaviour?.switches).toMatchObject({ outOfOrder: "stops-the-producer" });
    expect(taken("franz-go", {}).behaviour?.switches).toMatchObject({ outOfOrder: "new-epoch-and-again" });
  });
});
