import { describe, expect, test } from "vitest";
import { differences } from "../../../conformance/broker/compare.ts";
import { playOnModel } from "../../../conformance/broker/play-model.ts";
import { kafka24, kafka44, brokerProfileNamed, type BrokerProfile } from "../../../src/model/broker/profiles.ts";
import { recordedFamily } from "../../support/recordings.ts";

const named = (name: string): BrokerProfile => {
  const profile = brokerProfileNamed(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
};

interface Recording {
  readonly profile: BrokerProfile;
  readonly version: string;
  readonly family: string;
  readonly count: number;
}

const of44 = { profile: kafka44, version: "4.4.0" };
const of24 = { profile: kafka24, version: "2.4.1" };

const recordings: readonly Recording[] = [
  { ...of44, family: "dedup", count: 60 },
  { ...of44, family: "epoch", count: 40 },
  { ...of44, family: "bad", count: 40 },
  { ...of44, family: "bytes", count: 60 },
  { ...of44, family: "restart-clean", count: 30 },
  { ...of44, family: "restart-kill", count: 30 },
  { profile: named("kafka-3.9"), version: "3.9.1", family: "bytes", count: 60 },
  { ...of24, family: "dedup", count: 60 },
  { ...of24, family: "epoch", count: 40 },
  { ...of24, family: "bad", count: 40 },
  { ...of24, family: "bytes", count: 60 },
];

describe("every code, offset and log is the real broker's", () => {
  for (const { profile, version, family, count } of recordings) {
    test(`profile ${profile.name} answers the family ${family} as ${version} did`, () => {
      const recorded = recordedFamily(version, family);
      expect(recorded).toHaveLength(count);
      const found = recorded.flatMap(({ script, expected }) => differences(playOnModel(script, { profile }), expected));
      expect(found).toEqual([]);
    });
  }
});

test("the comparison finds the one step in which profiles differ", () => {
  // A silent comparison would agree with everything: 2.4.1's answers must not pass for 4.4's.
  const found = recordedFamily("2.4.1", "epoch").flatMap(({ script, expected }) =>
    differences(playOnModel(script, { profile: kafka44 }), expected),
  );
  expect(found.length).toBeGreaterThan(10);
});
