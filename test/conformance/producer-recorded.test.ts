import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compare, describe as inWords } from "../../conformance/producer/compare.ts";
import { families } from "../../conformance/producer/families/index.ts";
import { realVersions } from "../../conformance/producer/real/versions.ts";
import { readScripts, readTraces, type Script, type Trace } from "../../conformance/producer/script.ts";
import { clientBehaviours, type ClientBehaviour } from "../../src/model/producer/client-behaviour.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../conformance/producer/data/${path}`, import.meta.url)), "utf8");

const recorded = (version: string): { readonly scripts: readonly Script[]; readonly traces: readonly Trace[] } => ({
  scripts: readScripts(read(`${version}/scripts.jsonl`), version),
  traces: readTraces(read(`${version}/traces.jsonl`), version),
});

const versions = realVersions.filter(({ version }) => version !== "4.3.1");

describe("what the real client did with scripts of every family", () => {
  test.each(versions)("$version: the producer does it, too", ({ version, line }) => {
    const { scripts, traces } = recorded(version);
    expect(new Set(scripts.map(({ kind }) => kind))).toEqual(new Set(families.map(({ name }) => name)));
    const comparison = compare(scripts, traces, { line });
    expect(comparison.scripts).toBeGreaterThanOrEqual(40);
    expect(inWords(comparison)).toBe(`${scripts.length} of ${scripts.length} traces agree`);
  });

  test("4.4.0 is not 3.9.0: its recordings notice a producer of the older line", () => {
    const { scripts, traces } = recorded("4.4.0");
    expect(compare(scripts, traces, { line: "java-3.9" }).differences.length).toBeGreaterThanOrEqual(20);
  });

  test("they show sequences that run past 2147483647 under one epoch", () => {
    const { traces } = recorded("4.4.0");
    const bases = traces.map(({ events }) =>
      events.flatMap((event) => (event["batches"] ?? []) as { readonly base: number; readonly epoch: number }[]),
    );
    const wrapped = bases.filter((batches) => {
      const late = batches.find(({ base }) => base > 2_147_483_000);
      return late !== undefined && batches.some(({ base, epoch }) => base < 100 && epoch === late.epoch);
    });
    expect(wrapped.length).toBeGreaterThan(0);
  });

  test.each(versions)("$version: they tell codecs apart", ({ version, line }) => {
    const { scripts, traces } = recorded(version);
    const compressed = scripts.filter(({ compressedPercent }) => compressedPercent !== undefined);
    const others = compressed.map((script) => ({
      ...script,
      compressedPercent: (script.compressedPercent as number) + 20,
    }));
    expect(compressed.length).toBeGreaterThanOrEqual(6);
    expect(compare(others, traces, { line }).differences.length).toBeGreaterThanOrEqual(6);
  });

  test("they show sends that wait for memory and get it, and others that do not", () => {
    const { traces } = recorded("3.9.0");
    const ends = traces.flatMap(({ events }) =>
      events.flatMap(({ e, id }, at) => {
        const before = events[at - 1];
        return e === "returned" ? [before?.e === "callback" && before["id"] === id ? "failed" : "taken"] : [];
      }),
    );
    expect(new Set(ends)).toEqual(new Set(["failed", "taken"]));
  });
});

describe("each switch between the lines of the client", () => {
  const { scripts, traces } = recorded("4.4.0");
  const [newer, older] = [clientBehaviours["java-4.4"], clientBehaviours["java-3.9"]];
  const names = (Object.keys(newer) as (keyof ClientBehaviour)[]).filter((name) => newer[name] !== older[name]);

  test.each(names)("%s: turned to where 3.9 has it, the recordings of 4.4.0 notice", (name) => {
    const behaviour = { ...newer, [name]: older[name] };
    const { differences } = compare(scripts, traces, { line: "java-4.4", behaviour });
    expect(differences.length).toBeGreaterThan(0);
  });
});
