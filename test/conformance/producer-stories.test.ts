import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { firstDifference } from "../../conformance/producer/compare.ts";
import { replay } from "../../conformance/producer/replay.ts";
import { readScripts, readTraces, type Trace } from "../../conformance/producer/script.ts";

const data = (name: string): string =>
  readFileSync(new URL(`../../conformance/producer/data/${name}`, import.meta.url), "utf8");
const scripts = readScripts(data("story-scripts.jsonl"), "story-scripts.jsonl");
const traces = readTraces(data("story-traces.jsonl"), "story-traces.jsonl");

const traceOf = (id: string): Trace => {
  const found = traces.find((trace) => trace.id === id);
  if (found === undefined) throw new Error(`no recording is called ${id}`);
  return found;
};

/** `2 ProducerFencedException`, `2 threw KafkaException`, `2 at 400`: what the application was told. */
const told = (id: string): readonly string[] =>
  traceOf(id)
    .events.filter(({ e }) => e === "callback" || e === "threw")
    .map(
      ({ e, ...event }) =>
        `${event["id"]} ${e === "threw" ? "threw " : ""}${event["error"] ?? `at ${event["offset"]}`}`,
    );

describe("what stories tell of the real client it did when it was recorded", () => {
  test.each(scripts.map((script) => [script.id, script] as const))("%s, event by event", (id, script) => {
    expect(firstDifference(traceOf(id), replay(script))).toBeUndefined();
  });

  test("a fenced producer's callback runs twice, and after another fatal error send throws and it runs once", () => {
    expect(told("called-back-twice")).toEqual([
      "0 at 0",
      "1 ProducerFencedException",
      "2 ProducerFencedException",
      "2 ProducerFencedException",
    ]);
    expect(told("called-back-once")).toEqual([
      "0 at 0",
      "1 ClusterAuthorizationException",
      "2 threw KafkaException",
      "2 ClusterAuthorizationException",
    ]);
  });

  test("past the last epoch a batch goes out under no producer id, as often as it takes (P-100)", () => {
    const sent = traceOf("sent-without-a-producer-id").events.filter(({ e }) => e === "produce");
    const identities = sent.flatMap(({ batches }) =>
      (batches as readonly { readonly pid: number; readonly epoch: number; readonly base: number }[]).map(
        ({ pid, epoch, base }) => [pid, epoch, base],
      ),
    );
    expect(identities).toEqual([
      [1_000, 32_767, 0],
      [1_000, 32_767, 1],
      [1_000, 32_767, 2],
      [-1, -1, 0],
      [-1, -1, 0],
    ]);
  });
});
