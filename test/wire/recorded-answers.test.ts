import { describe, expect, it, onTestFinished } from "vitest";
import { differences } from "../../conformance/broker/compare.ts";
import { ServeTarget } from "../../conformance/broker/targets.ts";
import { brokerProfileNamed } from "../../src/model/broker/profiles.ts";
import { recordedFamily } from "../support/recordings.ts";

const recordings = [
  ["kafka-4.4", "4.4.0", ["dedup", "epoch", "bad", "bytes", "restart-clean", "restart-kill"]],
  ["kafka-3.9", "3.9.1", ["bytes"]],
  ["kafka-2.4", "2.4.1", ["dedup", "epoch", "bad", "bytes"]],
] as const;

describe.each(recordings)("over TCP, %s answers as the real %s did", (name, version, families) => {
  it.each(families)("all scripts of the family %s: every error, every offset and every log", async (family) => {
    const profile = brokerProfileNamed(name);
    if (profile === undefined) throw new Error(`no profile ${name}`);
    const target = await ServeTarget.start(profile);
    onTestFinished(() => target.stop());
    const recorded = recordedFamily(version, family);
    const answers = await target.play(recorded.map(({ script }) => script));
    const found = recorded.flatMap(({ expected }, at) => {
      const mine = answers[at];
      if (mine === undefined) throw new Error(`${expected.id} was not played`);
      return differences(mine, expected);
    });
    expect(found).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(30);
  });
});
