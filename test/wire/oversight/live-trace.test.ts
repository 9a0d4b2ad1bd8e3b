import { expect, test } from "vitest";
import { instant, networkNotes } from "../../../src/sim/index.ts";
import { LiveTrace } from "../../../src/wire/oversight/live-trace.ts";

test("a live trace keeps its newest hundred thousand entries, in their order, each as it was noted", () => {
  const trace = new LiveTrace();
  for (let at = 0; at < 1_500; at += 1) trace.note(instant(at), networkNotes.sent, 1, 0, 2, at);
  expect(trace.entries).toHaveLength(1_500);
  expect(trace.entries[1_234]).toEqual({ at: 1_234, kind: networkNotes.sent, values: [1, 0, 2, 1_234] });
  for (let at = 1_500; at < 100_700; at += 1) trace.note(instant(at), networkNotes.arrived, 1, 0, 2, at, 9);
  const { entries } = trace;
  expect([entries.length, entries[0]?.at, entries.at(-1)?.at]).toEqual([100_000, 700, 100_699]);
  expect(entries[0]).toEqual({ at: 700, kind: networkNotes.sent, values: [1, 0, 2, 700] });
  expect(entries.at(-1)?.values).toEqual([1, 0, 2, 100_699, 9]);
});

test("who listens to a live trace hears each entry once, from then on, of its successor too", () => {
  const trace = new LiveTrace();
  const heard: number[] = [];
  trace.note(instant(1), networkNotes.sent);
  const stop = trace.listen(({ at }) => heard.push(at));
  trace.note(instant(2), networkNotes.sent);
  trace.successor().note(instant(3), networkNotes.sent);
  stop();
  trace.note(instant(4), networkNotes.sent);
  expect(heard).toEqual([2, 3]);
});
