import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { ApiRange } from "../../conformance/broker/client/admin.ts";
import { differences } from "../../conformance/broker/compare.ts";
import { drawScripts, families } from "../../conformance/broker/families/index.ts";
import { playOnModel } from "../../conformance/broker/play-model.ts";
import { realVersions, type RealVersion } from "../../conformance/broker/real/versions.ts";
import { plantedBreach } from "../../conformance/broker/run.ts";
import { isForServers, type Step } from "../../conformance/broker/script.ts";
import { shrink } from "../../conformance/broker/shrink.ts";
import { ServeTarget } from "../../conformance/broker/targets.ts";
import { brokerProfileNamed, variantOf, type BrokerProfile } from "../../src/model/broker/profiles.ts";
import { apis, type ApiName } from "../../src/wire/protocol/apis.ts";
import { advertisedBy } from "../../src/wire/server/advertised.ts";
import { recordedFamily, recordingOf, type Recorded } from "../support/recordings.ts";

const profileOf = ({ profile }: RealVersion): BrokerProfile => {
  const known = brokerProfileNamed(profile);
  if (known === undefined) throw new Error(`no profile ${profile}`);
  return known;
};

const live = ({ version }: RealVersion): Recorded[] =>
  recordingOf(`live-${version}/scripts`, `live-${version}/answers`);

describe("answers that real brokers gave live", () => {
  test.each(realVersions.map((version) => [version.version, version] as const))(
    "%s: the model gives them too",
    (_, version) => {
      const scripts = live(version).filter(({ script }) => !isForServers(script));
      expect(scripts.length).toBeGreaterThan(25);
      const profile = profileOf(version);
      const found = scripts.flatMap(({ script, expected }) => {
        const { now } = expected;
        return differences(playOnModel(script, now === undefined ? { profile } : { profile, now }), expected);
      });
      expect(found).toEqual([]);
    },
  );

  test.each(realVersions.map((version) => [version.version, version] as const))(
    "%s: a served broker answers frames that are no requests alike",
    async (_, version) => {
      const scripts = live(version).filter(({ script }) => isForServers(script));
      expect(scripts.length).toBeGreaterThan(0);
      const target = await ServeTarget.start(profileOf(version));
      const played = await target.play(scripts.map(({ script }) => script));
      await target.stop();
      const found = played.flatMap((got, at) => {
        const theirs = scripts[at];
        return theirs === undefined ? [] : differences(got, theirs.expected);
      });
      expect(played).toHaveLength(scripts.length);
      expect(found).toEqual([]);
    },
  );

  test("the versions differ in them, so that one profile can't pass for another", () => {
    const [newest, , , oldest] = realVersions;
    if (newest === undefined || oldest === undefined) throw new Error("no versions");
    const profile = profileOf(newest);
    const found = live(oldest)
      .filter(({ script }) => !isForServers(script) && script.config === undefined)
      .filter(({ script, expected }) => {
        const { now } = expected;
        return (
          differences(playOnModel(script, now === undefined ? { profile } : { profile, now }), expected).length > 0
        );
      });
    expect(found.length).toBeGreaterThan(10);
  });
});

test.each(realVersions.map((version) => [version.version, version] as const))(
  "%s: a served broker advertises nothing that the real one does not, and its newest versions",
  (_, version) => {
    const file = new URL(`../../conformance/broker/data/api-versions-${version.version}.json`, import.meta.url);
    const ranges = JSON.parse(readFileSync(fileURLToPath(file), "utf8")) as readonly ApiRange[];
    const advertised = Object.entries(advertisedBy(profileOf(version)));
    expect(advertised.length).toBeGreaterThan(10);
    for (const [name, [lowest, highest]] of advertised) {
      const real = ranges.find(({ key }) => key === apis[name as ApiName].key);
      expect([name, highest]).toEqual([name, real?.max]);
      expect(lowest).toBeGreaterThanOrEqual(real?.min ?? Infinity);
    }
  },
);

test("a window of four batches is noticed, and only where the model itself agrees", async () => {
  const played = recordedFamily("4.4.0", "dedup");
  const honest = brokerProfileNamed("kafka-4.4");
  if (honest === undefined) throw new Error("no profile kafka-4.4");
  const four = variantOf(honest, { ...honest, title: "a window of four" }, { windowOfBatches: 4 });
  expect(await plantedBreach(honest, honest, played)).toMatchObject({ caughtBy: 0, first: undefined });
  const { caughtBy, first } = await plantedBreach(honest, four, played);
  expect(caughtBy).toBeGreaterThan(3);
  expect(first?.where).toMatch(/^answer \d+$/);
  const old = brokerProfileNamed("kafka-1.0") ?? honest;
  const disagreeing = recordedFamily("4.4.0", "epoch");
  expect((await plantedBreach(old, old, disagreeing)).caughtBy).toBe(0);
});

describe("scripts", () => {
  const [version] = realVersions;
  if (version === undefined) throw new Error("no version");

  test("are the same for the same seed, others for another, and each family has its share", () => {
    const drawn = drawScripts(families, 3, 200, version);
    expect(drawScripts(families, 3, 200, version)).toEqual(drawn);
    expect(drawScripts(families, 4, 200, version)).not.toEqual(drawn);
    expect(new Set(drawn.map(({ family }) => family))).toEqual(new Set(families.map(({ name }) => name)));
    expect(Math.abs(drawn.length - 200)).toBeLessThan(10);
  });

  test("shrink to the steps and values that a difference needs", async () => {
    const [script] = drawScripts(
      families.filter(({ name }) => name === "many"),
      5,
      1,
      version,
    );
    if (script === undefined) throw new Error("no script");
    const needed = (step: Step): boolean => step.op === "send" && step.b.some(({ n }) => n >= 3);
    expect(script.steps.filter(needed).length).toBeGreaterThan(1);
    const smallest = await shrink(script, (candidates) =>
      Promise.resolve(candidates.map(({ steps }) => steps.some(needed))),
    );
    expect(smallest.steps).toHaveLength(1);
    expect(smallest.partitions).toBe(1);
    const [step] = smallest.steps;
    expect(step).toMatchObject({ op: "send", acks: -1, b: [{ part: 0, n: 3, seq: 0, epoch: 0 }] });
  });
});

describe("the command", () => {
  const main = fileURLToPath(new URL("../../conformance/broker/main.ts", import.meta.url));
  const run = (args: readonly string[], path?: string) =>
    spawnSync(process.execPath, ["--import", "tsx", main, ...args], {
      encoding: "utf8",
      env: path === undefined ? process.env : { ...process.env, PATH: path },
    });

  test("says in one line that Java is missing, and ends with 3", () => {
    const { status, stderr, stdout } = run(["--scripts", "1"], "/nowhere");
    expect(stderr).toBe("no `java` on the PATH: a real broker needs Java 17 and Maven; nothing was compared\n");
    expect(stdout).toBe("");
    expect(status).toBe(3);
  });

  test.each([
    [["--version", "9.9.9"], /known: 4\.4\.0, 3\.9\.1, 2\.8\.2, 2\.4\.1/],
    [["--family", "dedup,nonsense"], /known: dedup, epoch/],
    [["--scripts", "many"], /whole number/],
    [["--report", "/nowhere/conformance.md"], /there is no \/nowhere\/conformance\.md/],
  ])("refuses %j with one line and exit code 2", (args, complaint) => {
    const { status, stderr } = run(args);
    expect(stderr).toMatch(complaint);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(2);
  });
});

describe("the recorder's own program", () => {
  const main = fileURLToPath(new URL("../../conformance/broker/recorded/main.ts", import.meta.url));
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", main, ...args], { encoding: "utf8" });

  test("is left out with one line where it is not there, and ends with 3", () => {
    const { status, stderr, stdout } = run("--recorder", "/nowhere");
    expect(stderr).toMatch(/^no recorder beside this checkout .*; nothing was compared\n$/);
    expect(stdout).toBe("");
    expect(status).toBe(3);
  });

  test("is asked for nothing by a bad option, and ends with 2", () => {
    const { status, stderr } = run("--recorders", "/nowhere");
    expect(stderr).toMatch(/^error: unknown option '--recorders'/);
    expect(status).toBe(2);
  });
});
