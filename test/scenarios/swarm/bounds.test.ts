import { expect, test } from "vitest";
import { BadInput } from "../../../src/input/bad-input.ts";
import { placeIn } from "../../../src/input/document.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { readScenario, scenarioOf } from "../../../src/scenarios/files.ts";
import { type SwarmChoice, boundsFor, usualSwarm } from "../../../src/scenarios/swarm/bounds.ts";
import { swarmProfiles } from "../../../src/scenarios/swarm/profiles.ts";
import { swarmNames } from "../../../src/scenarios/swarm/section.ts";
import { checkVariation, streamNames } from "../../../src/scenarios/swarm/streams.ts";

const start = "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\n";
const mine = (swarm: string) => readScenario("my.yaml", `${start}swarm: ${swarm}`).scenario;

/** What reading a text, and putting it together, complains about. */
function complaint(text: string): string {
  try {
    prepare(readScenario("my.yaml", text).scenario);
    return "";
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.path === undefined ? error.message : `${placeIn("my.yaml", text, error.path)} ${error.message}`;
  }
}

test.each([
  ["swarm: { los: none }", "swarm.los is no key here; did you mean loss?"],
  ["swarm: { loss: { strengh: [1%] } }", "swarm.loss.strengh is no key here; did you mean strength?"],
  [
    "swarm: { split: { lasting: { from: 5s, to: 1ms } } }",
    "swarm.split.lasting goes from 5s to 1ms; write the smaller one first",
  ],
  [
    "swarm: { loss: { strength: { from: 1/4, to: 5% } } }",
    "swarm.loss.strength goes from 1/4 to 5%; write the smaller one first",
  ],
  [
    "swarm: { delay: [1ms, { from: 3ms, to: 2ms }] }",
    "swarm.delay[1] goes from 3ms to 2ms; write the smaller one first",
  ],
  [
    "swarm: { settings: { linger.ms: { from: 5, to: 2 } } }",
    "swarm.settings.linger.ms goes from 5 to 2; write the smaller one first",
  ],
  [
    "swarm: { duplication: {} }",
    "swarm.duplication is drawn, but a network of discipline tcp knows none; leave it out, or give discipline: datagram",
  ],
  ["swarm: { like: stormy }", 'swarm.like is "stormy", and must be one of calm, default, storm, none'],
  ["swarm: { ties: [random] }", 'swarm.ties[0] is "random", and must be one of fifo, lifo, shuffle'],
  [
    "swarm: { workload: { count: 3 } }",
    "swarm.workload is for producers that send a stream, and there is none; give a producer stream: in place of sends:",
  ],
  [
    "network: { storms: [{ at: 1ms, for: 2ms }] }",
    "network.storms is when faults by chance strike, and there are none; give loss, duplication or cut",
  ],
])("%s is met with what would be right", (section, says) => {
  expect(complaint(`${start}${section}`)).toBe(`my.yaml:5: ${says}`);
});

test("a handshake cannot be struck where there is none", () => {
  const text = `${start}network: { discipline: datagram }\nswarm: { aimed: { at: [Produce request, accept] } }`;
  expect(complaint(text)).toContain("swarm.aimed.at[1] is part of a handshake, but datagrams begin without one");
  expect(complaint(text.replace("accept", "Metadata request"))).toBe("");
});

test("what a section leaves out is as in the profile that it is like, and what it says of a kind is said of that alone", () => {
  const own = boundsFor(mine("{ like: storm, split: { atMost: 7 }, crash: none, loss: { strength: 3% } }"), "own");
  const storm = boundsFor(scenarioOf({ name: "any", producers: [{ name: "a" }] }), "storm");
  expect(own?.timed).toEqual({ ...storm?.timed, crash: undefined, split: { ...storm?.timed.split, atMost: 7 } });
  expect(own?.chances.loss).toEqual({ ...storm?.chances.loss, strength: { of: "values", values: [30_000] } });
  expect(own?.chances.cut).toEqual(storm?.chances.cut);
  expect([own?.aimed, own?.errors, own?.storms]).toEqual([storm?.aimed, storm?.errors, storm?.storms]);
  expect(own?.alone).toEqual(["loss"]);
});

test("a kind that only the section knows has its usual bounds", () => {
  const [none, all] = [
    boundsFor(mine("{ like: none, restart: {} }"), "own"),
    boundsFor(mine("{ like: storm }"), "own"),
  ];
  expect(none?.timed.restart?.lasting).toEqual(all?.timed.restart?.lasting);
  expect(none?.timed.split).toBeUndefined();
  expect(none?.aimed).toBeUndefined();
});

test("a hunt draws within the scenario's own bounds, and else within those of default", () => {
  const usual = (swarm: string): SwarmChoice => usualSwarm(mine(swarm));
  expect([usual("none"), usual("{}"), usual("{ like: none }")]).toEqual(["none", "own", "own"]);
  expect(usualSwarm(readScenario("my.yaml", start).scenario)).toBe("default");
  expect(boundsFor(mine("none"), "none")).toBeUndefined();
});

test("every built-in profile is listed once, and each is wider than the one before", () => {
  expect(swarmProfiles.map(({ name }) => name)).toEqual(swarmNames);
  const scenario = scenarioOf({ name: "any", producers: [{ name: "a" }] });
  const kinds = swarmNames.map((name) => streamNames(scenario, name).length);
  expect(kinds).toEqual(kinds.toSorted((one, other) => one - other));
  expect(new Set(kinds).size).toBe(kinds.length);
});

test("a variation of what is not drawn is told what is", () => {
  const scenario = mine("{ like: none, pause: {}, settings: { linger.ms: [0, 5] } }");
  expect(streamNames(scenario, "own")).toEqual(["pause", "shop.linger.ms", "luck"]);
  expect(() => checkVariation(scenario, "own", { puase: 2 })).toThrow(
    /no thing that is drawn is called "puase"; did you mean "pause"/,
  );
  expect(() => checkVariation(scenario, "own", { pause: 2, luck: 1 })).not.toThrow();
});
