import { expect, test } from "vitest";
import { prepare } from "../../src/scenarios/compile.ts";
import { type DiagramOptions, diagramOf } from "../../src/scenarios/diagram/index.ts";
import { type RunResult, deliveriesOf, logsOf, run } from "../../src/scenarios/run.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { millis, seconds } from "../../src/sim/index.ts";

const everything: DiagramOptions = { rows: 100_000 };

function ran(name: string, seed?: number): RunResult {
  const story = stories.find((known) => known.name === name);
  if (story === undefined) throw new Error(`no story is called ${name}`);
  return run(prepare(story.scenario, { seed, trace: { keep: "all" } }));
}

const drawn = (name: string, options: DiagramOptions = everything): string => diagramOf(ran(name), options).join("\n");

/** Without the time and the lifelines. */
const between = (diagram: string): readonly string[] =>
  diagram.split("\n").map((line) =>
    line
      .replace(/^.*?[│┊]/, "")
      .replace(/[│┊]$/, "")
      .trim(),
  );

test("a lost acknowledgement is drawn as it is told: stored, lost, sent again, recognised", () => {
  const lines = between(drawn("lost-ack")).map((line) => line.replaceAll(/[─┄]{3,}/g, "──").replaceAll(/ +/g, " "));
  const from = lines.findIndex((line) => line.includes("Produce #1"));
  expect(lines.slice(from, from + 3)).toEqual([
    "── Produce #1 orders-0 e0 s0..0 ── 10ms ──▶",
    "■ appended orders-0 @0 window [0-0][ ][ ][ ][ ]",
    "lost ✗── answer to #1: ok, offset 0 ──",
  ]);
  expect(lines).toContain("closes the connection: no answer to #1");
  expect(lines.some((line) => /^── Produce #3 orders-0 e0 s0\.\.0, again ── 30\.\d+s ──▶$/.test(line))).toBe(true);
  expect(lines).toContain("□ duplicate on orders-0, stored @0 window [0-0][ ][ ][ ][ ]");
  expect(lines).toContain("✓ order-42 acknowledged: orders-0 @ offset 0, 2 attempts");
});

test.each(stories.map(({ name }) => name))("%s fits into its hundred columns, line by line", (name) => {
  const [heading = "", ...lines] = drawn(name).split("\n");
  expect(heading).toHaveLength(100);
  expect(heading.endsWith("broker-1")).toBe(true);
  for (const line of lines) {
    expect(line).toHaveLength(100);
    expect(line).toMatch(/^ *[\dmsu.]* [│┊].*[│┊]$/);
  }
});

test.each(stories.map(({ name }) => name))("in %s nothing that was stored or reported is left out", (name) => {
  const result = ran(name);
  const lines = between(diagramOf(result, everything).join("\n"));
  const { marks } = result;
  const count = (sign: string): number => lines.filter((line) => line.includes(sign)).length;
  expect(count("□ duplicate")).toBe(marks["duplicate-suppressed"] ?? 0);
  expect(count("✗ refused: ")).toBe((marks["rejected-out-of-order"] ?? 0) + (marks["rejected-otherwise"] ?? 0));
  for (const { outcome, record } of deliveriesOf(result)) {
    if (outcome === "failed") expect(lines.some((line) => line.includes(`✗ ${record} failed`))).toBe(true);
  }
  const held = result.prepared.scenario.topics;
  const before = Object.values(held).reduce((sum, { holds, partitions }) => sum + holds * partitions, 0);
  const entries = Object.values(logsOf(result)).flat().length - before;
  const appended = lines.flatMap((line) => /■ appended \S+ @(\d+)(?:\.\.(\d+))?/.exec(line) ?? []);
  const offsets = lines.flatMap((line) => {
    const [, first, last = first] = /■ appended \S+ @(\d+)(?:\.\.(\d+))?/.exec(line) ?? [];
    return first === undefined ? [] : [Number(last) - Number(first) + 1];
  });
  expect(
    offsets.reduce((sum, size) => sum + size, 0),
    appended.join(),
  ).toBe(entries);
});

test("the window holds the five newest batches, and loses the oldest to the sixth", () => {
  expect(drawn("past-the-window")).toContain("window [1-1][2-2][3-3][4-4][5-5]");
  expect(drawn("past-the-window")).not.toContain("[0-0][1-1][2-2][3-3][4-4][5-5]");
});

test("after a restart the window shows what the broker has kept", () => {
  expect(drawn("broker-restart")).toMatch(/remembers producer 0 on orders-0 {2}window \[1-1\]\[ \]\[ \]\[ \]\[ \]/);
});

test("messages that come late, twice or never say so", () => {
  expect(drawn("past-the-window")).toMatch(/Produce #1 orders-0 e0 s0\.\.0, delayed by \d+s/);
  expect(drawn("overtaken")).toContain("Produce #3 orders-0 e0 s2..2, doubled");
  expect(drawn("overtaken")).toContain("#3 once more (sent at 20ms)");
  expect(drawn("in-flight-order")).toContain("✗ lost, and its connection breaks");
  expect(drawn("in-flight-order")).toContain("✗ never read");
  expect(drawn("acks-zero")).not.toContain("no answer to");
});

test("where there are several producers, each line says whose it is", () => {
  const diagram = drawn("zombie");
  expect(diagram.split("\n")[0]).toContain("producers");
  expect(diagram).toContain("shop-a: sends order-1 to orders-0");
  expect(diagram).toContain("── shop-b: Produce #1 orders-0 e0 s0..0 ──");
});

test("a long run is cut in the middle, with a line that says what is missing", () => {
  const whole = diagramOf(ran("standard"), everything).length;
  const lines = diagramOf(ran("standard"), { rows: 40 });
  expect(lines.length).toBeLessThan(60);
  const [cut = ""] = lines.filter((line) => line.includes("⋮"));
  expect(cut).toMatch(/⋮ \d+ lines are left out here, from \S+ to \S+/);
  const left = Number(/⋮ (\d+)/.exec(cut)?.[1]);
  expect(left).toBeGreaterThan(whole / 2);
  expect(lines.at(-1)).toBe(diagramOf(ran("standard"), everything).at(-1));
});

test("until a time: what comes later is not drawn, but what was under way is known to arrive", () => {
  const result = ran("lost-ack");
  const lines = diagramOf(result, { until: millis(9) });
  expect(lines.at(-1)).toContain("Produce #1");
  expect(lines.join("\n")).not.toContain("never read");
  expect(diagramOf(result, { until: seconds(10) }).join("\n")).not.toContain("closes the connection");
});

test("plain characters say the same in the same places", () => {
  for (const { name } of stories) {
    const [fancy, plain] = [drawn(name).split("\n"), drawn(name, { ...everything, ascii: true }).split("\n")];
    expect(plain.join("")).toMatch(/^[ -~]*$/);
    expect(plain.map((line) => line.length)).toEqual(fancy.map((line) => line.length));
    expect(plain.join("")).not.toContain("?");
  }
});
