import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Producer } from "../../../src/model/producer/producer.ts";
import { type Shape, arbitraries } from "../../../src/scenarios/arbitraries.ts";
import { type Prepared, prepare, reseeded } from "../../../src/scenarios/compile.ts";
import { run } from "../../../src/scenarios/run.ts";
import { standard } from "../../../src/scenarios/stories/standard.ts";

const generate = arbitraries(fc);

/** Runs with the short cut for polls that brought nothing, and without; gives how often it was taken. */
function expectSameRun(prepared: Prepared): number {
  const pollOn = vi.spyOn(Producer.prototype, "pollOn");
  const short = run(prepared);
  const taken = pollOn.mock.results.filter(({ value }) => value !== undefined).length;
  pollOn.mockImplementation(() => undefined);
  const long = run(prepared);
  pollOn.mockRestore();
  expect([short.digest, short.events, short.marks]).toEqual([long.digest, long.events, long.marks]);
  return taken;
}

test.each<Shape>([
  { discipline: "tcp", inFlight: [1, 1], mayGiveUp: true, restarts: ["producer", "broker"] },
  { discipline: "tcp", inFlight: [1, 5], mayGiveUp: true, restarts: [] },
  { discipline: "datagram", inFlight: [1, 1], mayGiveUp: true, restarts: ["broker"] },
])("a run is the same whether the sender's thread goes through idle passes or past them: %o", (shape) => {
  let taken = 0;
  const property = fc.property(generate.scenario(shape), (scenario) => {
    taken += expectSameRun(prepare(scenario));
  });
  fc.assert(property, { numRuns: 300, seed: 20_261_126 });
  expect(taken).toBeGreaterThan(50);
});

test("the same in the load of hunts, where every run has many of them", () => {
  const prepared = prepare(standard.scenario);
  const taken = Array.from({ length: 20 }, (_, seed) => expectSameRun(reseeded(prepared, seed)));
  expect(Math.min(...taken)).toBeGreaterThan(20);
});
