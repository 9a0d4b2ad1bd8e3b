import { describe, expect, test } from "vitest";
import { drawScripts, families, redraw } from "../../conformance/producer/families/index.ts";
import { isClean, recordAndCompare, shrinkDifference, tell } from "../../conformance/producer/live.ts";
import type { Player } from "../../conformance/producer/recording.ts";
import { record } from "../../conformance/producer/recording.ts";
import { replay, type ReplayOptions } from "../../conformance/producer/replay.ts";
import { readScripts, type Script } from "../../conformance/producer/script.ts";
import { clientBehaviours } from "../../src/model/producer/client-behaviour.ts";

/** Stands where the real client does: our producer, as some line or as one that is wrong on purpose. */
const stand = (options: ReplayOptions): Player => ({
  play: (scripts) => Promise.resolve(scripts.map((script) => replay(script, options))),
});

const sends = ({ app }: Script): number => app.filter(({ send }) => send !== undefined).length;

describe("scripts that are drawn", () => {
  const scripts = drawScripts(families, 3, 100);

  test("are as many as were asked for, of all families, and each can be drawn again by its name alone", () => {
    expect(scripts).toHaveLength(100);
    expect(new Set(scripts.map(({ kind }) => kind)).size).toBe(families.length);
    for (const script of scripts) expect(redraw(script.id)).toEqual(script);
    expect(redraw("nobody-3-1")).toBeUndefined();
  });

  test("are scripts also for who reads them from a file", () => {
    const lines = scripts.map((script) => JSON.stringify(script)).join("\n");
    expect(readScripts(lines, "drawn.jsonl")).toEqual(scripts);
  });

  test("are others under another seed", () => {
    const others = drawScripts(families, 4, 100).map((script) => JSON.stringify({ ...script, id: "" }));
    const mine = scripts.map((script) => JSON.stringify({ ...script, id: "" }));
    expect(mine.filter((script) => others.includes(script))).toEqual([]);
  });
});

describe("a comparison with recordings made just now", () => {
  test("is clean where both are the same, and says what was planted", async () => {
    const report = await recordAndCompare(stand({}), drawScripts(families, 3, 100), "java-3.9");
    expect(isClean(report)).toBe(true);
    expect(report.planted.alteredNoticed).toBe(100);
    expect(report.planted.slowNoticed).toBeGreaterThan(20);
    expect(tell(report)).toContain("100 of 100 traces agree");
  });

  test("is not where they differ", async () => {
    const scripts = drawScripts(
      families.filter(({ name }) => name === "connect"),
      3,
      30,
    );
    const report = await recordAndCompare(stand({ line: "java-4.4" }), scripts, "java-3.9");
    expect(isClean(report)).toBe(false);
    expect(tell(report)).toMatch(/connect: \d+ of 30\n/);
  });

  test("leaves out what the real client spoiled itself, and nothing else", async () => {
    const scripts = drawScripts(families, 3, 10);
    const spoils = (failed: string): Player => ({
      play: (asked) => Promise.resolve(asked.map((script, at) => (at === 0 ? { failed } : replay(script)))),
    });
    const recorded = await record(spoils("AssertionError: KAFKA-19012: overwritten"), scripts);
    expect(recorded.leftOut).toEqual(scripts.slice(0, 1));
    expect(recorded.traces).toHaveLength(scripts.length - 1);
    await expect(record(spoils("NullPointerException"), scripts)).rejects.toThrow(
      "was not played: NullPointerException",
    );
  });
});

describe("making a script small", () => {
  const differing = (kind: string, options: ReplayOptions): Script => {
    const found = drawScripts(
      families.filter(({ name }) => name === kind),
      5,
      200,
    ).find((script) => JSON.stringify(replay(script)) !== JSON.stringify(replay(script, options)));
    if (found === undefined) throw new Error(`no script of ${kind} tells them apart`);
    return found;
  };

  test("of a split that is split again leaves two records, two refusals and no fault besides", async () => {
    const behaviour = { ...clientBehaviours["java-3.9"], halvesSplitBatches: true };
    const big = differing("split", { behaviour });
    const small = await shrinkDifference(stand({ behaviour }), big, "java-3.9");
    const { script } = small as NonNullable<typeof small>;
    expect([sends(script), script.leaders.length, script.brokers]).toEqual([2, 1, 1]);
    expect(script.produce.map(({ error }) => error)).toEqual(["MESSAGE_TOO_LARGE", "MESSAGE_TOO_LARGE"]);
    expect([script.down, script.leaderChanges, script.init, script.metadata]).toEqual([[], [], [], []]);
    expect(small?.told).toMatch(/^0 of 1 traces agree\n/);
    expect(small?.told).toContain("recorded: ");
  });

  test("of a connection that takes too long leaves the connection, and comes out the same twice", async () => {
    const big = differing("connect", { line: "java-4.4" });
    const player = stand({ line: "java-4.4" });
    const small = await shrinkDifference(player, big, "java-3.9");
    expect(small?.script.app).toEqual([]);
    expect(small?.script.connect).toHaveLength(1);
    expect(await shrinkDifference(player, big, "java-3.9")).toEqual(small);
  });

  test("says so where there is no difference", async () => {
    const [script] = drawScripts(families, 3, 10) as [Script];
    expect(await shrinkDifference(stand({}), script, "java-3.9")).toBeUndefined();
  });
});
