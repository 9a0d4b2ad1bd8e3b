import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compare, describe as inWords, firstDifference } from "../../conformance/producer/compare.ts";
import { replay } from "../../conformance/producer/replay.ts";
import { BadInput, readScripts, readTraces, type Script, type Trace } from "../../conformance/producer/script.ts";

const data = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../conformance/producer/data/${name}`, import.meta.url)), "utf8");

const scripts = readScripts(data("scripts.jsonl"), "scripts.jsonl");
const traces = readTraces(data("traces.jsonl"), "traces.jsonl");

describe("the producer against recordings of the real Java client", () => {
  test("all 60 recordings are there, and the real client did something in each", () => {
    expect(scripts).toHaveLength(60);
    expect(traces.map(({ id }) => id)).toEqual(scripts.map(({ id }) => id));
    expect(traces.filter(({ events }) => events.length < 3)).toEqual([]);
  });

  test.each(scripts.map((script, at) => [script.id, script, traces[at] as Trace] as const))(
    "script %s makes the real client's events at the real client's times, and ends in its state",
    (_, script, recorded) => {
      const replayed = replay(script);
      expect(firstDifference(recorded, replayed)).toBeUndefined();
      expect(replayed.events).toEqual(recorded.events);
      expect(replayed.final).toEqual(recorded.final);
    },
  );

  test("the recordings reach retries, epochs, aborts, timeouts and expiry, so that agreeing says something", () => {
    const seen = new Set(traces.flatMap(({ events }) => events.flatMap(({ e, error }) => [e, String(error)])));
    for (const kind of ["produce", "initPid", "metadata", "close", "gone", "refused", "flushed", "closed", "threw"]) {
      expect(seen).toContain(kind);
    }
    for (const error of ["TimeoutException", "KafkaException", "ProducerFencedException"])
      expect(seen).toContain(error);
    const epochs = JSON.stringify(traces).match(/"epoch":[1-9]/g) ?? [];
    expect(epochs.length).toBeGreaterThan(0);
  });

  test("replaying twice gives the same trace", () => {
    for (const script of scripts) expect(replay(script)).toEqual(replay(script));
  });
});

describe("comparing with recordings", () => {
  const [script] = scripts as [Script];
  const [trace] = traces as [Trace];

  test("one event that differs is found, and told with the ten before it", () => {
    const events = trace.events.map((event, at) => (at === 20 ? { ...event, t: event.t + 1 } : event));
    const comparison = compare([script], [{ ...trace, events }]);
    expect(comparison.differences).toHaveLength(1);
    const told = inWords(comparison).split("\n");
    expect(told[0]).toBe("0 of 1 traces agree");
    expect(told[1]).toBe(`${script.id} differs at event 20, after`);
    expect(told).toHaveLength(14);
  });

  test("a trace that stops early, and another final state, are differences too", () => {
    const cut = compare([script], [{ ...trace, events: trace.events.slice(0, 5) }]);
    expect(inWords(cut)).toContain("recorded: nothing more");
    const other = compare([script], [{ ...trace, final: { ...trace.final, t: -1 } }]);
    expect(inWords(other)).toContain("differs in the final state");
  });

  test("traces that agree are counted in one line", () => {
    expect(inWords(compare(scripts.slice(0, 3), traces))).toBe("3 of 3 traces agree");
  });

  test("bad input names its file, line and fault", () => {
    expect(() => readScripts("{", "x.jsonl")).toThrow(new BadInput("x.jsonl:1: is not JSON"));
    expect(() => readScripts("", "x.jsonl")).toThrow(new BadInput("x.jsonl: holds no line"));
    const broken = { ...script, config: { ...script.config, retries: "many" } };
    expect(() => readScripts(`\n${JSON.stringify(broken)}`, "x.jsonl")).toThrow(
      new BadInput("x.jsonl:2: config retries is no whole number"),
    );
    const unknown = { ...script, produce: [{ error: "NO_SUCH_ERROR" }] };
    expect(() => readScripts(JSON.stringify(unknown), "x.jsonl")).toThrow(
      new BadInput("x.jsonl:1: produce: no error is called NO_SUCH_ERROR"),
    );
  });
});
