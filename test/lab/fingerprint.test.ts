import { expect, test } from "vitest";
import { findingsOf, prepare, run, scenarioOf, stories } from "../../src/index.ts";

const unmeant = (name: string, settings: Record<string, string> = {}) => {
  const story = stories.find((known) => known.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  const { expect: _, ...scenario } = story.scenario;
  const producers = scenario.producers.map((producer) => ({
    ...producer,
    config: { ...producer.config, ...settings },
  }));
  return findingsOf(run(prepare(scenarioOf({ ...scenario, producers }))));
};

test("a duplicate after a restart is told by its promise, its way of breaking and its cause", () => {
  const [finding] = unmeant("producer-restart");
  expect(finding).toMatchObject({
    fingerprint: "stored-once-end-to-end/second-copy/producer-restarted",
    property: "stored-once-end-to-end",
    kind: "safety",
  });
});

test("the same promise broken in the same way by something else has another fingerprint", () => {
  const prints = (name: string): readonly string[] => unmeant(name).map(({ fingerprint }) => fingerprint);
  expect(prints("application-resend")).toEqual(["stored-once-end-to-end/second-copy/application-resent"]);
  expect(prints("no-idempotence")).toEqual(["stored-once-end-to-end/second-copy/not-idempotent"]);
});

test("neither names, offsets nor times are part of a fingerprint", () => {
  const twice = (names: readonly [string, string], topic: string) => {
    const sends = names.map((record) => ({ to: `${topic}-0`, record }));
    const scenario = scenarioOf({
      name: "named",
      topics: { [topic]: { holds: topic.length } },
      producers: [{ name: "shop", config: { "enable.idempotence": false, "batch.size": 1, "linger.ms": 0 }, sends }],
      faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
    });
    return findingsOf(run(prepare(scenario))).map(({ fingerprint, got }) => [fingerprint, got]);
  };
  const [one, other] = [twice(["a", "b"], "orders"), twice(["x", "y"], "payments")];
  expect(one.map(([fingerprint]) => fingerprint)).toContain("stored-once-end-to-end/second-copy/not-idempotent");
  expect(one.map(([fingerprint]) => fingerprint)).toEqual(other.map(([fingerprint]) => fingerprint));
  expect(one).not.toEqual(other);
});
