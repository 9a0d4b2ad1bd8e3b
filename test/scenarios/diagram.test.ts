import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraries } from "../../src/scenarios/arbitraries.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { type DiagramOptions, diagramOf, leastWidth, usualWidth } from "../../src/scenarios/diagram/index.ts";
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
  const from = lines.findIndex((line) => line.includes("Produce request #1"));
  expect(lines.slice(from, from + 3)).toEqual([
    "── Produce request #1 orders-0 e0 s0..0 ── 10ms ──▶",
    "■ appended orders-0 @0 window [0-0][ ][ ][ ][ ]",
    "lost ✗── Produce response #1: ok, offset 0 ──",
  ]);
  expect(lines).toContain("closes the connection: no answer to Produce request #1");
  expect(lines.some((line) => /^── Produce request #2 orders-0 e0 s0\.\.0, again ── 30\.\d+s ──▶$/.test(line))).toBe(
    true,
  );
  expect(lines).toContain("□ duplicate on orders-0, stored @0 window [0-0][ ][ ][ ][ ]");
  expect(lines).toContain("✓ order-42 acknowledged: orders-0 @ offset 0, 2 attempts");
});

const widths = [usualWidth, leastWidth, 133];

test.each(stories.map(({ name }) => name))("%s fits into as many columns as there are, line by line", (name) => {
  for (const width of widths) {
    const [heading = "", ...lines] = drawn(name, { ...everything, width }).split("\n");
    expect(heading).toHaveLength(width);
    expect(heading.endsWith("broker-1")).toBe(true);
    for (const line of lines) {
      expect(line).toHaveLength(width);
      expect(line).toMatch(/^ *[\dmsu.]* [│┊].*[│┊]$/);
    }
  }
});

test("a width below the least is the least", () => {
  expect(drawn("lost-ack", { width: 10 })).toBe(drawn("lost-ack", { width: leastWidth }));
});

test("where an arrow has no room for its words, they stand above it", () => {
  const lines = between(drawn("overtaken", { ...everything, width: leastWidth }));
  const at = lines.indexOf("Produce request #4 orders-0 e1 s0..0, renumbered: was e0 s2..2");
  expect(lines[at + 1]).toMatch(/^── Produce request #4 ─+ 150ms ──▶$/);
});

test.each(stories.map(({ name }) => name))(
  "the messages of %s bear the numbers by which faults address them",
  (name) => {
    const { simulation, faults } = ran(name);
    const { network } = simulation;
    const lines = between(drawn(name)).join("\n");
    for (const kind of ["Produce", "InitProducerId", "Metadata"].flatMap((api) => [
      `${api} request`,
      `${api} response`,
    ])) {
      for (const { name: producer } of simulation.plan.applications) {
        const [from, to] = kind.endsWith("request") ? [producer, "broker-1"] : ["broker-1", producer];
        const count = network.countSent(from, to, kind);
        const who = simulation.plan.applications.length > 1 ? `${producer}: ` : "";
        for (let nth = 1; nth <= count; nth++) expect(lines).toContain(`─ ${who}${kind} #${nth}`);
        expect(lines).not.toContain(`─ ${who}${kind} #${count + 1}`);
      }
    }
    const struck = faults.flatMap((fault) =>
      "message" in fault ? [/(\S+) re\w+ #\d+$/.exec(fault.message)?.[0] ?? ""] : [],
    );
    for (const address of struck) expect(lines).toContain(address);
  },
);

test("an answer that is counted otherwise than its request says to which it is", () => {
  expect(drawn("overtaken")).toContain("Produce response #2 to request #3: 45 OUT_OF_ORDER_SEQUENCE_NUMBER");
  expect(drawn("overtaken")).toContain("Produce response #1: ok, offset 0");
});

/** How often the producer raised its epoch, numbered a batch anew, or sent one as it was. */
function repeats(result: RunResult): Readonly<Record<string, number>> {
  const lines = between(diagramOf(result, everything).join("\n"));
  const count = (text: RegExp): number => lines.reduce((sum, line) => sum + (line.match(text)?.length ?? 0), 0);
  return { raised: count(/▲ raises its epoch/g), renumbered: count(/, renumbered: was e/g), again: count(/, again/g) };
}

test.each(stories.map(({ name }) => name))(
  "%s marks each raised epoch, and each batch that comes again or anew",
  (name) => {
    const result = ran(name);
    const { marks, simulation } = result;
    const { raised, renumbered, again } = repeats(result);
    expect(raised).toBe(marks["epoch-bumped"] ?? 0);
    expect(renumbered).toBe(marks["renumbered-in-doubt"] ?? 0);
    if (simulation.plan.applications.every(({ config }) => config.enableIdempotence)) {
      expect((again ?? 0) + (renumbered ?? 0)).toBe(marks["batch-retried"] ?? 0);
    }
  },
);

test("in generated runs, too, what is marked as numbered anew was", () => {
  const shape = { discipline: "datagram", inFlight: [1, 5], mayGiveUp: true, restarts: [] } as const;
  const sums = { marked: 0, counted: 0 };
  fc.assert(
    fc.property(arbitraries(fc).scenario(shape), (scenario) => {
      const result = run(prepare(scenario, { trace: { keep: "all" } }));
      const { renumbered = 0, raised = 0 } = repeats(result);
      const counted = result.marks["renumbered-in-doubt"] ?? 0;
      expect(raised).toBe(result.marks["epoch-bumped"] ?? 0);
      expect(renumbered).toBeLessThanOrEqual(counted);
      sums.marked += renumbered;
      sums.counted += counted;
    }),
    { numRuns: 400, seed: 1 },
  );
  expect(sums.marked).toBeGreaterThan(20);
  expect(sums.marked).toBeGreaterThan(sums.counted * 0.9);
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
  expect(drawn("past-the-window")).toMatch(/Produce request #1 orders-0 e0 s0\.\.0, delayed by \d+s/);
  expect(drawn("overtaken")).toContain("Produce request #3 orders-0 e0 s2..2, doubled");
  expect(drawn("overtaken")).toContain("Produce request #3 once more (sent at 20ms)");
  expect(drawn("in-flight-order")).toContain("✗ lost, and its connection breaks");
  expect(drawn("in-flight-order")).toContain("✗ never read");
  expect(drawn("acks-zero")).not.toContain("no answer to");
});

test("where there are several producers, each line says whose it is", () => {
  const diagram = drawn("zombie");
  expect(diagram.split("\n")[0]).toContain("producers");
  expect(diagram).toContain("shop-a: sends order-1 to orders-0");
  expect(diagram).toContain("── shop-b: Produce request #1 orders-0 e0 s0..0 ──");
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
  expect(lines.at(-1)).toContain("Produce request #1");
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
