import { describe, expect, test } from "vitest";
import { kafka24, kafka44, brokerProfileNamed, type BrokerProfile } from "../../../src/model/broker/profiles.ts";
import { differences, play, readAnswers, readScripts } from "../../support/broker-scripts.ts";

const named = (name: string): BrokerProfile => {
  const profile = brokerProfileNamed(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
};

interface Recording {
  readonly profile: BrokerProfile;
  readonly version: string;
  readonly scripts: string;
  readonly answers: string;
  readonly count: number;
  readonly restart?: "clean" | "kill";
}

const of44 = { profile: kafka44, version: "4.4.0" };
const of24 = { profile: kafka24, version: "2.4.1" };

const recordings: readonly Recording[] = [
  { ...of44, scripts: "dedup", answers: "dedup", count: 60 },
  { ...of44, scripts: "epoch", answers: "epoch", count: 40 },
  { ...of44, scripts: "bad", answers: "bad", count: 40 },
  { ...of44, scripts: "bytes", answers: "bytes", count: 60 },
  { ...of44, scripts: "restart", answers: "restart-clean", count: 30, restart: "clean" },
  { ...of44, scripts: "restart", answers: "restart-kill", count: 30, restart: "kill" },
  { profile: named("kafka-3.9"), version: "3.9.1", scripts: "bytes", answers: "bytes", count: 60 },
  { ...of24, scripts: "dedup", answers: "dedup", count: 60 },
  { ...of24, scripts: "epoch", answers: "epoch", count: 40 },
  { ...of24, scripts: "bad", answers: "bad", count: 40 },
  { ...of24, scripts: "bytes", answers: "bytes", count: 60 },
];

describe("every code, offset and log is the real broker's", () => {
  for (const { profile, version, scripts, answers, count, restart } of recordings) {
    test(`profile ${profile.name} answers the family ${answers} as ${version} did`, () => {
      const recorded = readAnswers(version, answers);
      expect(recorded).toHaveLength(count);
      const played = readScripts(scripts).map((script) => play(script, { profile, ...(restart && { restart }) }));
      expect(played).toHaveLength(count);
      const found = played.flatMap((mine, index) => {
        const theirs = recorded[index];
        if (theirs?.id !== mine.id) throw new Error(`recording ${index} is of ${theirs?.id}, not of ${mine.id}`);
        return differences(mine, theirs);
      });
      expect(found).toEqual([]);
    });
  }
});

test("the comparison finds the one step in which profiles differ", () => {
  // A silent comparison would agree with everything: 2.4.1's answers must not pass for 4.4's.
  const scripts = readScripts("epoch");
  const found = readAnswers("2.4.1", "epoch").flatMap((theirs, index) => {
    const script = scripts[index];
    if (script === undefined) throw new Error(`no script ${index}`);
    return differences(play(script, { profile: kafka44 }), theirs);
  });
  expect(found.length).toBeGreaterThan(10);
});
