import { expect, test } from "vitest";
import { runChunk } from "../../../src/lab/hunt/chunk.ts";
import { type Subject, runSeedOfSubject, smallestRepro, subjectOf } from "../../../src/lab/hunt/subject.ts";
import { testMarks, untested } from "../../../src/lab/hunt/untested.ts";
import { replay } from "../../../src/lab/replay.ts";
import { type RunName, drawnSeedOf } from "../../../src/lab/seeds.ts";
import { findingsOf } from "../../../src/lab/fingerprint.ts";
import type { Fingerprint, TallyData } from "../../../src/lab/tally.ts";
import { BadInput } from "../../../src/input/bad-input.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";
import { properties } from "../../../src/model/properties/index.ts";
import { scenarioOf } from "../../../src/scenarios/files.ts";
import { storyNamed } from "../../support/story-run.ts";

const overrides = {
  settings: producerSettings({ "enable.idempotence": false, "retry.backoff.ms": 20 }),
  brokerProfile: "kafka-2.4",
  producerProfile: "java-4.4",
};
const { scenario } = storyNamed("standard");

function tallyOf(subject: Subject, count: number): TallyData {
  const result = runChunk(runSeedOfSubject(subject), { from: 1, count });
  if (!("tally" in result)) throw new Error("a run ended in an exception");
  return result.tally;
}

const ofSmallest = ({ smallest }: Fingerprint): RunName => ({ seed: smallest.seed, vary: {} });

test("a subject that went through JSON has the same runs, with all that was laid over the scenario", () => {
  const sent = JSON.parse(JSON.stringify(subjectOf(scenario, overrides, "own"))) as Subject;
  const [here, there] = [drawnSeedOf({ scenario, overrides, swarm: "own" }), runSeedOfSubject(sent)];
  for (let seed = 1; seed <= 10; seed++) {
    expect(there(seed, { keep: "none" }).digest).toBe(here(seed, { keep: "none" }).digest);
  }
  const plain = runSeedOfSubject(subjectOf(scenario, {}, "own"));
  expect(there(1, { keep: "none" }).digest).not.toBe(plain(1, { keep: "none" }).digest);
});

test.each(["none", "default"] as const)("the smallest run of each way of failing replays it, drawn by %s", (swarm) => {
  const unsafe = subjectOf(scenario, overrides, swarm);
  const { fingerprints } = tallyOf(unsafe, 20);
  expect(fingerprints.length).toBeGreaterThan(0);
  for (const found of fingerprints) {
    const repro = smallestRepro(unsafe, found, ofSmallest(found));
    const { result, same } = replay(repro);
    expect(same).toBe(true);
    expect(findingsOf(result).map(({ fingerprint }) => fingerprint)).toContain(found.fingerprint);
    expect(repro.faults).toHaveLength(found.smallest.faults);
  }
});

test("what a story means to show is a violation in a hunt, and one that its repro shows again", () => {
  const story = subjectOf(storyNamed("producer-restart").scenario, {}, "none");
  const { fingerprints } = tallyOf(story, 3);
  expect(fingerprints.map(({ fingerprint }) => fingerprint)).toEqual([
    "stored-once-end-to-end/second-copy/producer-restarted",
  ]);
  const [found] = fingerprints;
  if (found === undefined) throw new Error("nothing was found");
  const repro = smallestRepro(story, found, ofSmallest(found));
  expect(repro.scenario.expect).toBeUndefined();
  expect(replay(repro).result.outcome).toBe("violated");
});

test("a repro of what a scenario expects in vain keeps the expectation", () => {
  const producers = [{ name: "shop", sends: [{ to: "orders-0" }] }];
  const wrong = subjectOf(scenarioOf({ name: "wrong", producers, expect: { acked: 2 } }), {}, "none");
  const [found] = tallyOf(wrong, 2).fingerprints;
  expect(found?.fingerprint).toBe("as-the-scenario-says/acked");
  expect(found && smallestRepro(wrong, found, ofSmallest(found)).scenario.expect?.acked).toBe(2);
});

test("a run that ends in an exception names its seed, and what a user gave in vain stays his mistake", () => {
  const runSeed = runSeedOfSubject(subjectOf(scenario, {}, "none"));
  const throwing = (seed: number, error: Error) =>
    runChunk(
      (asked, trace) => {
        if (asked === seed) throw error;
        return runSeed(asked, trace);
      },
      { from: 1, count: 5 },
    );
  expect(throwing(3, new Error("planted"))).toMatchObject({
    seeds: { from: 1, count: 5 },
    mistake: { seed: 3, what: expect.stringContaining("Error: planted") as string },
  });
  const refused = throwing(2, new BadInput("is too long", ["producers", 0]));
  expect(refused).toMatchObject({ refusal: { message: "is too long", place: ["producers", 0] } });
  expect(throwing(1, new BadInput("a:1: is wrong", "said"))).toMatchObject({ refusal: { place: "said" } });
});

test("each property has its mark among those that a hunt looks for, the rarest first", () => {
  const { marks } = tallyOf(subjectOf(scenario, {}, "none"), 5);
  const all = testMarks(scenario, { marks });
  expect(all.flatMap((mark) => mark.properties).toSorted()).toEqual(properties.map(({ name }) => name).toSorted());
  const counts = all.map(({ count }) => count);
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  expect(all.find(({ mark }) => mark === "duplicate-suppressed")?.count).toBe(marks["duplicate-suppressed"]);
});

test("what was never put to the test is told with its mark, and apart where the scenario has nobody to test it on", () => {
  const told = untested(scenario, { marks: { "record-stored": 3 } });
  const of = (name: string) => told.find((mark) => mark.properties.includes(name));
  expect(of("acknowledged-exactly-once")).toMatchObject({ mark: "duplicate-suppressed", count: 0, lacks: undefined });
  expect(of("applied-once")).toMatchObject({ mark: "consumer-skipped-duplicate", lacks: "consumer" });
  expect(of("no-phantom")).toBeUndefined();
  const read = storyNamed("idempotent-consumer").scenario;
  expect(
    untested(read, { marks: {} }).find(({ mark }) => mark === "consumer-skipped-duplicate")?.lacks,
  ).toBeUndefined();
});
