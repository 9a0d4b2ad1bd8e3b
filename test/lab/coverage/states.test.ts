import { describe, expect, test } from "vitest";
import { Coverage } from "../../../src/lab/coverage/coverage.ts";
import { codeLimit, stateText } from "../../../src/lab/coverage/state.ts";
import { StateWatcher } from "../../../src/lab/coverage/watcher.ts";
import { hunt } from "../../../src/lab/hunt.ts";
import { drawnSeedOf } from "../../../src/lab/seeds.ts";
import { Tally } from "../../../src/lab/tally.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { run } from "../../../src/scenarios/run.ts";
import { stories } from "../../../src/scenarios/stories/index.ts";
import { standard } from "../../../src/scenarios/stories/standard.ts";

/** The states of one run of a story, in words, in the order in which they came. */
function statesOf(name: string, producerProfile?: string): readonly string[] {
  const story = stories.find((known) => known.name === name) ?? standard;
  const reached: string[] = [];
  const by = new StateWatcher((state) => void reached.push(stateText(state)));
  run(prepare(story.scenario, { trace: { keep: "heard", by }, producerProfile }));
  return reached;
}

describe("abstract states", () => {
  test("say how a batch stood to the broker's window, and what the producer does not know", () => {
    const states = statesOf("lost-ack");
    expect(states).toContain(
      "append, epoch unknownOnUntouchedLog, sequence expected, 1 in flight, all of them stored, sent once",
    );
    expect(states).toContain("lose-response, 1 in flight, all of them stored");
    expect(states).toContain(
      "duplicate, epoch same, sequence cached, window of 1, 1 in flight, all of them stored, sent 2 times, sent 500ms ago",
    );
    expect(states.at(-1)).toBe("close-producer");
  });

  test("tell a gap from a batch that is behind, and a later epoch from the first", () => {
    const gap = statesOf("gap").join("\n");
    expect(gap).toMatch(/refuse, out-of-order, epoch same, sequence ahead/);
    expect(statesOf("renumbered-in-doubt").join("\n")).toMatch(/second epoch/);
    expect(statesOf("broker-restart").join("\n")).toMatch(/stop-broker[^]*broker down[^]*start-broker/);
  });

  test("are told of other clients as of the Java one", () => {
    const states = statesOf("lost-ack", "kafkajs-2.2.4").join("\n");
    expect(states).toMatch(/send, 1 in flight/);
    expect(states).toMatch(/lose-response/);
  });

  test("each have one number, which is exact", () => {
    expect(codeLimit).toBeLessThan(Number.MAX_SAFE_INTEGER);
    const texts = new Map<number, string>();
    for (const { name, scenario } of stories) {
      const by = new StateWatcher((state) => void texts.set(state, stateText(state)));
      expect(run(prepare(scenario, { trace: { keep: "heard", by } })).digest, name).toBe(run(prepare(scenario)).digest);
    }
    expect(texts.size).toBeGreaterThan(150);
    expect(new Set(texts.values()).size).toBe(texts.size);
  });
});

describe("a hunt that counts them", () => {
  const runSeed = drawnSeedOf({ scenario: standard.scenario, overrides: {} });
  const covered = (from: number, count: number): Coverage => {
    const coverage = new Coverage();
    for (const _ of hunt(runSeed, { from, count }, new Tally(coverage)));
    return coverage;
  };

  test("finds the same runs as one that does not, and counts each state once for a seed", () => {
    const [plain, coverage] = [hunt(runSeed, { from: 1, count: 30 }), new Coverage()];
    const counting = hunt(runSeed, { from: 1, count: 30 }, new Tally(coverage));
    let last;
    for (const tally of plain) last = tally.events;
    let counted;
    for (const tally of counting) counted = tally.events;
    expect(counted).toBe(last);
    const counts = coverage.summary().states.map(([, count]) => count);
    expect(Math.max(...counts)).toBe(30);
    expect(counts).toContain(1);
  });

  test("split among several comes to the same", () => {
    const whole = covered(1, 40).summary();
    const parts = [covered(25, 16), covered(1, 9), covered(10, 15)];
    const sum = new Coverage();
    for (const part of parts) sum.merge(part.summary());
    expect(sum.summary()).toEqual(whole);
  });
});
