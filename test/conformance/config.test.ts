import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findings, judgeOf, planted, shrink } from "../../conformance/config/compare.ts";
import { definitionDifferences } from "../../conformance/config/definitions.ts";
import { coverage, drawScripts } from "../../conformance/config/draw.ts";
import { linesOf, realVersions, type RealDefinition } from "../../conformance/config/real.ts";
import { enoughToTell, isClean, type Report } from "../../conformance/config/report.ts";
import type { Script, Verdict } from "../../conformance/config/verdicts.ts";
import { folder } from "../support/command.ts";

const dataFile = (name: string): string => fileURLToPath(new URL(`../data/config/${name}`, import.meta.url));

const conformance = (...args: readonly string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "conformance/config/main.ts", ...args], { encoding: "utf8" });

describe.each(realVersions)("settings, held against kafka-clients $version", ({ version, line }) => {
  const definitions = linesOf<RealDefinition>(readFileSync(dataFile(`definitions-${version}.jsonl`), "utf8"));
  const recorded = linesOf<Script & Verdict>(readFileSync(dataFile(`${line}.${version.at(-1)}.jsonl`), "utf8"));

  test("every key is known with the type, the default and the range that the client defines, in its order", () => {
    expect(definitions.length).toBe(version === "3.9.1" ? 95 : 120);
    expect(definitionDifferences(line, definitions)).toEqual([]);
  });

  test("a definition that moved would be told", () => {
    const [first, ...rest] = definitions.map((real) => (real.key === "linger.ms" ? { ...real, default: "6" } : real));
    expect(definitionDifferences(line, rest)).not.toEqual([]);
    expect(definitionDifferences(line, first === undefined ? [] : [first, ...rest])).toEqual([
      expect.stringContaining("linger.ms default: real 6"),
    ]);
  });

  test("the command writes the recorded verdicts, letter for letter", () => {
    const [input, output] = [join(folder(), "in.jsonl"), join(folder(), "out.jsonl")];
    writeFileSync(input, recorded.map(({ props }) => `${JSON.stringify({ props })}\n`).join(""));
    expect(conformance(input, output, "--profile", line)).toMatchObject({ status: 0, stderr: "" });
    const compared = readFileSync(output, "utf8").trimEnd().split("\n");
    const refusals = compared.filter((text) => text.includes('"ok":false'));
    expect(refusals.length).toBeGreaterThan(20);
    expect(compared).toEqual(
      readFileSync(dataFile(`${line}.${version.at(-1)}.jsonl`), "utf8")
        .trimEnd()
        .split("\n"),
    );
  });

  test("a judge that takes idempotence for asked for is caught by what was recorded", () => {
    const judged = recorded.map(({ props, ...real }) => ({ script: { props }, real }));
    expect(findings(judged, judgeOf(line))).toEqual([]);
    const [first, ...more] = findings(judged, planted(line));
    expect(more.length).toBeGreaterThan(0);
    if (first === undefined) throw new Error("nothing was caught");
    const smallest = shrink(first, planted(line), (scripts) => scripts.map(judgeOf(line)));
    expect(Object.keys(smallest.script.props)).toHaveLength(1);
    expect(smallest.script.props).not.toHaveProperty(["enable.idempotence"]);
  });
});

describe("random settings", () => {
  test("are the same under a seed, others under another, and touch every key in ten thousand", () => {
    expect(drawScripts(7, 50)).toEqual(drawScripts(7, 50));
    expect(drawScripts(7, 50)).not.toEqual(drawScripts(8, 50));
    const { keys, of } = coverage(drawScripts(7, 10_000));
    expect(keys).toBe(of);
    expect(coverage([]).keys).toBe(0);
  });
});

describe("a live comparison", () => {
  const [version] = realVersions;
  if (version === undefined) throw new Error("no version");
  const real: Verdict = { ok: true };
  const clean: Report = {
    version,
    seed: 1,
    judged: Array.from({ length: enoughToTell }, () => ({ script: { props: {} }, real })),
    coverage: { keys: 1, of: 1 },
    findings: [],
    first: undefined,
    definitions: 1,
    definitionDifferences: [],
    planted: 1,
  };

  test("passes only where nothing differs and a breach would have been seen", () => {
    expect(isClean(clean)).toBe(true);
    expect(isClean({ ...clean, planted: 0 })).toBe(false);
    expect(isClean({ ...clean, definitionDifferences: ["acks default"] })).toBe(false);
    const finding = { script: { props: {} }, real, ours: real, what: "ok" };
    expect(isClean({ ...clean, findings: [finding] })).toBe(false);
  });
});

describe("what the command cannot take", () => {
  test.each([
    ["{", "is no JSON"],
    ['{"settings":{}}', 'needs "props"'],
    ['{"props":{"acks":1}}', 'props["acks"] is 1, and must be a text or null'],
  ])("%s is told with its line", (text, said) => {
    const input = join(folder(), "in.jsonl");
    writeFileSync(input, `{"props":{}}\n${text}\n`);
    const { status, stderr } = conformance(input, join(folder(), "out.jsonl"));
    expect(status).toBe(2);
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(`in.jsonl:2: ${said}`)]);
  });

  test("a machine without Java is left out with one line and 3", () => {
    const done = spawnSync(process.execPath, ["--import", "tsx", "conformance/config/main.ts", "--live"], {
      encoding: "utf8",
      env: { PATH: "/nonexistent" },
    });
    expect(done.status).toBe(3);
    expect(done.stderr.trimEnd().split("\n")).toEqual([expect.stringContaining("Java 17")]);
  });
});
