import { describe, expect, it } from "vitest";
import { brokerProfileNamed } from "../../src/model/broker/profiles.ts";
import { differences, readAnswers, readScripts } from "../support/broker-scripts.ts";
import { servedForTest } from "../support/wire-client.ts";
import { playOverWire } from "../support/wire-scripts.ts";

const recordings = [
  ["kafka-4.4", "4.4.0", ["dedup", "epoch", "bad", "bytes"]],
  ["kafka-3.9", "3.9.1", ["bytes"]],
  ["kafka-2.4", "2.4.1", ["dedup", "epoch", "bad", "bytes"]],
] as const;

describe.each(recordings)("over TCP, %s answers as the real %s did", (name, version, families) => {
  it.each(families)("all scripts of the family %s: every error, every offset and every log", async (family) => {
    const profile = brokerProfileNamed(name);
    if (profile === undefined) throw new Error(`no profile ${name}`);
    const serving = await servedForTest({ profile });
    const answers = new Map(readAnswers(version, family).map((recorded) => [recorded.id, recorded]));
    const scripts = readScripts(family);
    for (const script of scripts) {
      const expected = answers.get(script.id);
      if (expected === undefined) throw new Error(`${script.id} was not recorded`);
      expect(differences(await playOverWire(script, serving), expected)).toEqual([]);
    }
    expect(scripts.length).toBeGreaterThanOrEqual(40);
  });
});
