import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BadInput } from "../../src/input/bad-input.ts";
import { placeIn } from "../../src/input/document.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { readScenario, scenarioOf } from "../../src/scenarios/files.ts";
import { prepareRepro } from "../../src/scenarios/repro.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";

/** What reading a text, and putting it together, complains about; empty when it can be run. */
function complaint(text: string): string {
  try {
    prepare(readScenario("my.yaml", text).scenario);
    return "";
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.path === undefined ? error.message : `${placeIn("my.yaml", text, error.path)} ${error.message}`;
  }
}

const start = "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\n";

test("a scenario may be written in YAML or in JSON, and means the same", () => {
  const yaml = readScenario("a.yaml", start);
  const json = readScenario(
    "a.json",
    '{\n\t"name": "mine",\n\t"producers": [{"name": "shop", "sends": [{"to": "orders-0"}]}]\n}',
  );
  expect(yaml).toEqual(json);
  expect(yaml.kind).toBe("scenario");
  expect(run(prepare(yaml.scenario)).outcome).toBe("as-expected");
});

const mistakes: readonly (readonly [text: string, says: string])[] = [
  ["producer:\n  - name: shop\nname: mine", "my.yaml:1: producer is no key here; did you mean producers?"],
  [
    "name: mine\nproducers:\n  - name: shop\n    sneds: []",
    "my.yaml:4: producers[0].sneds is no key here; did you mean sends?",
  ],
  [`${start}network:\n  los: 5%`, "my.yaml:6: network.los is no key here; did you mean loss?"],
  [
    `${start}network: { delay: { from: 5ms, too: 6ms } }`,
    "my.yaml:5: network.delay.too is no key here; did you mean to?",
  ],
  [
    `${start}network: { delay: 5 }`,
    "my.yaml:5: network.delay is 5, and must be a text: a time with its unit, such as 5ms, 30s or 2m, or a map of keys",
  ],
  [
    `${start}network: { delay: 5 parsecs }`,
    'my.yaml:5: network.delay is "5 parsecs", and must be a time with its unit, such as 5ms, 30s or 2m',
  ],
  [
    `${start}network: { loss: 3/2 }`,
    'my.yaml:5: network.loss is "3/2", and must be a chance from 0% to 100%, such as 5%, 0.01% or 1/20',
  ],
  [
    `${start}network: { delay: { from: 5ms, to: 1ms } }`,
    "my.yaml:5: network.delay goes from 5ms to 1ms; write the shorter time first",
  ],
  [
    `${start}faults:\n  - { message: "shop>broker-1 Produce request #1", do: explode }`,
    'my.yaml:6: faults[0].do is "explode", and must be one of drop, cut, duplicate, delay',
  ],
  [
    `${start}faults:\n  - { at: 5ms, do: explode }`,
    'my.yaml:6: faults[0].do is "explode", and must be one of split, crash, restart-clean, restart-kill, pause, metadata-late, fail-over, follower-stalls, clog, slow',
  ],
  [
    `${start}faults:\n  - { message: "shop>broker-1 Produce request #1", do: delay }`,
    "my.yaml:6: faults[0].by is missing; it must be a text: a time with its unit, such as 5ms, 30s or 2m",
  ],
  [
    `${start}faults:\n  - { message: "shop>broker-1 Produce request #1", do: drop, by: 5ms }`,
    "my.yaml:6: faults[0].by does not go with the other keys that are here",
  ],
  [
    `${start}faults:\n  - { message: "shop>broker-1 Produce", do: drop }`,
    'my.yaml:6: faults[0].message is "shop>broker-1 Produce", and must be an address such as: shop>broker-1 Produce request #1',
  ],
  [`${start}faults:\n  - nonsense`, 'my.yaml:6: faults[0] is "nonsense", and must be a map of keys'],
  [`${start}ties: random`, 'my.yaml:5: ties is "random", and must be one of fifo, lifo'],
  [`${start}seed: 1.5`, "my.yaml:5: seed is 1.5, and must be a whole number"],
  [`${start}seed: -1`, "my.yaml:5: seed is -1, and must be at least 0"],
  [`${start}expect: { marks: [duplicate-supressed] }`, 'did you mean "duplicate-suppressed"?'],
  [`${start}consumers: [{ name: c, topic: oders, remembersIds: true }]`, 'did you mean "orders"?'],
  [
    "name: mine\nproducers:\n  - name: shop\n  - name: shop",
    "my.yaml:4: producers[1].name is shop as that of another producer is; give it another",
  ],
  [
    "name: mine\nproducers:\n  - name: broker-1",
    "my.yaml:3: producers[0].name is broker-1, which is the broker's name; give it another",
  ],
  [
    `${start}topics: { orders: { partitions: 900, holds: 1000000 } }`,
    "my.yaml:5: topics.orders.holds makes 900000000 records that lie in logs before the run; all together may be 2000000",
  ],
  [
    "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: o-0, at: 10ms }, { to: o-0, at: 1ms }]",
    "my.yaml:4: producers[0].sends[1].at is 1ms, and the send above it comes at 10ms; write sends in the order of their times",
  ],
  [
    `${start}consumers: [{ name: c, topic: orders, remembersIds: true, every: 0ms }]`,
    "my.yaml:5: consumers[0].every is 0, at which time would stand still; give at least 1us",
  ],
  [
    `${start}consumers: [{ name: shop, topic: orders, remembersIds: true }]`,
    "my.yaml:5: consumers[0].name is shop, as something else is called already; give it another",
  ],
  ["name: mine", "my.yaml:1: producers is missing; it must be a list"],
  [
    "name: 17\nproducers: [{ name: shop }]",
    "my.yaml:1: name is 17, and must be a text: a name of letters, digits, dots, dashes and underscores",
  ],
  ["", "my.yaml:1: holds nothing; a scenario begins with keys such as name and producers"],
  ["[1, 2]", "my.yaml:1: holds no map of keys; a scenario begins with keys such as name and producers"],
  ["name: a\nname: b", "my.yaml:2: is neither YAML nor JSON"],
  [
    "schema: onceproof.scenario/2\nname: a\nproducers: [{ name: shop }]",
    'my.yaml:1: schema is "onceproof.scenario/2", and must be onceproof.scenario/1',
  ],
  [
    "schema: onceproof.repro/1\nscenario:\n  name: a\n  producers: []\nfaults: []\ntapes: {}\ndigest: xyz",
    "my.yaml:4: scenario.producers is an empty list, and must be of a length of 1 at least",
  ],
];

test.each(mistakes)("%j is answered with what is wrong, where, and what would be right", (text, says) => {
  expect(complaint(text)).toContain(says);
  expect(complaint(text).split("\n")).toHaveLength(1);
});

test("two faults on one message are refused, however the second is spaced", () => {
  const twice = [
    '  - { message: "shop>broker-1 Produce request #1", do: drop }',
    '  - { message: "shop>broker-1  Produce request #1", do: cut }',
  ].join("\n");
  expect(complaint(`${start}faults:\n${twice}`)).toContain("my.yaml:7: faults[1].message");
  expect(
    complaint(`${start}faults:\n${twice.replace("shop>broker-1  Produce ", "shop > broker-1 Produce  ")}`),
  ).toContain('is "shop>broker-1 Produce request #1", and so is that of another fault');
});

test("nor may a repro have two, or a tape with what no stream could give", () => {
  const { faults, ...repro } = reproOf(run(prepare(standard.scenario, { recordTapes: true })));
  expect(() => prepareRepro({ ...repro, faults: [...faults, ...faults] })).toThrow("and so is that of another fault");
  const tapes = { "jitter shop 0": [-5] };
  expect(() => readScenario("my.json", JSON.stringify({ ...repro, faults, tapes }))).toThrow("must be at least 0");
});

test("a scenario in code is held to the same schema", () => {
  expect(scenarioOf({ name: "mine", producers: [{ name: "shop" }] }).seed).toBe(1);
  expect(() => scenarioOf({ name: "a b", producers: [{ name: "shop" }] })).toThrow(
    'the scenario: name is "a b", and must be a name of letters',
  );
});

test("no change of a file makes anything but a complaint of one line, or a scenario that can be put together", () => {
  const text = JSON.stringify(standard.scenario, null, 1);
  const tokens = text.split(/(?<=[\s,:])/);
  const replacements = fc.constantFrom("null", "-1", '"x"', "[]", "{}", "", '"100ms"', "1e9", "true", ",", ":", "\t");
  fc.assert(
    fc.property(fc.nat(tokens.length - 1), replacements, (at, replacement) => {
      const said = complaint(tokens.toSpliced(at, 1, replacement).join(""));
      expect(said).not.toContain("\n");
      expect(said).not.toContain("Invalid input");
    }),
    { numRuns: 500 },
  );
});
