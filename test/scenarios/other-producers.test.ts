import { describe, expect, it } from "vitest";
import { BadInput, simulate, stories } from "../../src/index.ts";
import { clientProfiles } from "../../src/model/clients/profiles.ts";

const profiles = clientProfiles.map(({ name }) => name);

describe("a story with another producer", () => {
  it.each(profiles)("runs, or says in one line why not: %s", (producer) => {
    const left: string[] = [];
    for (const { name } of stories) {
      try {
        const report = simulate(name, { profiles: { producer } });
        expect(report.asWritten, name).toBe(false);
        expect(report.deliveries.length, name).toBeGreaterThan(0);
      } catch (error) {
        expect(error, name).toBeInstanceOf(BadInput);
        expect((error as BadInput).message, name).not.toContain("\n");
        left.push(name);
      }
    }
    expect(left).toContain("config-matrix");
    expect(left.filter((name) => name !== "config-matrix" && name !== "acks-zero")).toEqual([]);
  });

  it.each(profiles)("is the same run each time: %s", (producer) => {
    const digest = (): string => simulate("standard", { profiles: { producer }, seed: 7 }).digest;
    expect(digest()).toBe(digest());
  });

  it("is another run with another seed, for its backoffs are spread", () => {
    const took = (seed: number): number =>
      simulate("lost-request", { profiles: { producer: "kafkajs-2.2.4" }, seed }).virtualMicros;
    expect(took(1)).not.toBe(took(2));
  });

  it("says of settings that the client refuses what is wrong, and who says so", () => {
    const run = (): unknown =>
      simulate("lost-ack", { profiles: { producer: "sarama" }, config: { "enable.idempotence": true } });
    expect(run).toThrow(/settings of shop: Idempotent producer requires .* \(ConfigurationError, sarama\)/);
  });

  it("breaks promises in the open: with idempotence on, a record that KafkaJS loses counts as a violation", () => {
    const { violations } = simulate("in-flight-order", {
      profiles: { producer: "kafkajs-2.2.4" },
      config: { "enable.idempotence": true },
    });
    expect(violations.map(({ property }) => property)).toContain("order-as-sent");
  });

  it("takes settings that nobody can read for what they are", () => {
    const run = (): unknown =>
      simulate("lost-ack", { profiles: { producer: "kafkajs-2.2.4" }, config: { acks: "most" as never } });
    expect(run).toThrow('acks must be all, -1, 0 or 1, not "most"');
  });
});
