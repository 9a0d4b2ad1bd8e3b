import { describe, expect, test } from "vitest";
import { replay } from "../../src/lab/replay.ts";
import { type App, application } from "../../src/model/run/code/api.ts";
import type { Steps } from "../../src/model/run/code/pending.ts";
import { property } from "../../src/model/properties/property.ts";
import { type Overrides, prepare, reseeded } from "../../src/scenarios/compile.ts";
import { readScenario } from "../../src/scenarios/files.ts";
import { logsOf, reproOf, run } from "../../src/scenarios/run.ts";
import { simulate } from "../../src/scenarios/simulate.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";

/** Sends what it is asked to under a name with some luck in it, and tells its storage. */
const lucky = application({
  name: "lucky",
  config: { "linger.ms": "5", acks: "1" },
  *start(app: App): Steps {
    for (;;) {
      const { to, record } = yield* app.work.next();
      const drawn = app.random(0, 999_999);
      app.storage.set(record, drawn);
      app.send({ to, record: `${record}-${drawn}`, value: String(drawn) });
      app.work.commit();
    }
  },
});

const scenario = (more: Partial<ScenarioInput> = {}) =>
  scenarioSchema.parse({
    name: "test",
    network: { delay: { from: "1ms", to: "9ms" } },
    producers: [
      {
        name: "shop",
        application: "lucky",
        storage: { unflushed: "torn" },
        stream: { count: 5, every: "3ms", to: ["orders-0"] },
      },
    ],
    faults: [{ at: "10ms", do: "crash", node: "shop", for: "5ms" }],
    ...more,
  });

const given: Overrides = { applications: [lucky] };

describe("an application that is given beside a scenario", () => {
  test("runs where a producer names it", () => {
    expect(Object.keys(run(prepare(scenario(), given)).simulation.truth.ledger.deliveries)).not.toHaveLength(0);
    expect(prepare(scenario(), given).asWritten).toBe(true);
  });

  test("goes in place of the producer that has its name, and then the run is not the scenario as it is written", () => {
    const silent = application({ name: "shop", start: () => undefined });
    const report = simulate("lost-ack", { applications: [silent] });
    expect(report).toMatchObject({ asWritten: false, deliveries: [], outcome: "as-expected" });
    expect(report.logs["orders-0"]).toEqual([]);
  });

  test("brings its settings along, below those that the scenario's producer has", () => {
    const { inForce } = prepare(scenario(), given);
    expect(inForce["shop"]).toMatchObject({ "linger.ms": "5", acks: "1" });
    const producers = scenario().producers.map((producer) => ({ ...producer, config: { acks: "all" } }));
    expect(prepare({ ...scenario(), producers }, given).inForce["shop"]).toMatchObject({
      "linger.ms": "5",
      acks: "-1",
    });
  });

  test.each<[string, () => unknown, string]>([
    ["that nobody gives", () => prepare(scenario()), "is lucky, whose code no file holds"],
    [
      "that nobody runs",
      () => simulate("lost-ack", { applications: [lucky] }),
      "no producer runs the application lucky",
    ],
    [
      "under a name that is not quite it",
      () => prepare(scenario({ producers: [{ name: "shop", application: "luky" }] }), given),
      'no application is called "luky"; did you mean "lucky"?',
    ],
    ["twice", () => prepare(scenario(), { applications: [lucky, lucky] }), "two applications are called lucky"],
    [
      "with what only built-in ones heed",
      () => prepare(scenario({ producers: [{ name: "shop", application: "lucky", resendsOnError: 3 }] }), given),
      "is for built-in applications, and shop runs the code of lucky; leave it out",
    ],
    ["that is none", () => simulate("lost-ack", { applications: [{} as never] }), "applications[0] is an object"],
  ])("%s is refused with what would be right", (_what, prepared, words) => {
    expect(prepared).toThrow(words);
  });

  test("needs a name and a start", () => {
    expect(() => application({ name: "a b", start: () => undefined })).toThrow("needs a name of letters");
    expect(() => application({ name: "ab" } as never)).toThrow("needs a function start");
  });
});

describe("a run of code", () => {
  test("is the same each time, whatever ran before it: names that code gave in one run are not there in the next", () => {
    const prepared = prepare(scenario(), given);
    const digestOf = (seed: number): string => run(reseeded(prepared, seed)).digest;
    const [first, second] = [digestOf(1), digestOf(2)];
    expect(second).not.toBe(first);
    expect([digestOf(2), digestOf(1)]).toEqual([second, first]);
    expect(run(prepare(scenario(), { ...given, seed: 2 })).digest).toBe(second);
  });

  test("has all in its digest that its code did: what a record carries, what was said, what was written", () => {
    const saying = (value: string, text: string, kept: string) =>
      application({
        name: "lucky",
        *start(app: App): Steps {
          app.note(text);
          app.storage.set("kept", kept);
          yield* app.storage.flush();
          yield* app.send({ to: "orders-0", record: "a", value });
        },
      });
    const digestOf = (...[value, text, kept]: readonly [string, string, string]): string =>
      run(prepare(scenario(), { applications: [saying(value, text, kept)] })).digest;
    const digests = [
      digestOf("x", "y", "z"),
      digestOf("X", "y", "z"),
      digestOf("x", "Y", "z"),
      digestOf("x", "y", "Z"),
    ];
    expect(new Set(digests).size).toBe(4);
    expect(digestOf("x", "y", "z")).toBe(digests[0]);
  });

  test("replays from its repro with the same code, luck and torn writes on tapes; without the code it says what it needs", () => {
    const original = run(prepare(scenario(), { ...given, seed: 7, recordTapes: true }));
    const written = JSON.stringify(reproOf(original));
    const file = readScenario("repro.json", written);
    if (file.kind !== "repro") throw new Error("no repro");
    expect(Object.keys(file.repro.tapes)).toEqual(expect.arrayContaining(["random shop", "torn writes shop"]));
    const again = replay(file.repro, given);
    expect(again.same).toBe(true);
    expect(logsOf(again.result)).toEqual(logsOf(original));
    expect(() => replay(file.repro)).toThrow(
      "producers[0].application is lucky, whose code no file holds: give it from TypeScript, as { applications: [lucky] }",
    );
    const tapes = { ...file.repro.tapes, "torn writes till": [1] };
    expect(() => replay({ ...file.repro, tapes }, given)).toThrow(
      "is the tape of a stream that this run does not have",
    );
  });
});

describe("a property of one's own", () => {
  /** No record's name may end in an even digit. */
  const odd = property({
    name: "only-odd-records",
    promise: "Names of records end in odd digits.",
    begin: (facts) => ({
      stored: (record, offset) => {
        const name = facts.recordName(record.id);
        if (Number(name.at(-1)) % 2 === 1) return;
        facts.report({
          shape: "even",
          subject: name,
          expected: "an odd one",
          got: `${name} at ${offset}`,
          about: { record },
        });
      },
    }),
  });

  test("is judged beside the others, in every run that it is given to and in no other", () => {
    const producers = [{ name: "shop", sends: ["a-1", "a-2"].map((record) => ({ to: "orders-0", record })) }];
    const report = simulate({ name: "mine", producers }, { properties: [odd] });
    expect(report.violations).toMatchObject([
      { property: "only-odd-records", kind: "safety", subject: "a-2", got: "a-2 at 1", expected: false },
    ]);
    expect(report.violations[0]?.replay).toBe('simulate(scenario, {"seed":1, properties: [only-odd-records]})');
    expect(simulate({ name: "mine", producers }).violations).toEqual([]);
  });

  test("can be what a scenario means to break, and needs a name that no other has", () => {
    const producers = [{ name: "shop", sends: [{ to: "orders-0", record: "a-2" }] }];
    const meant = { name: "mine", producers, expect: { violations: ["only-odd-records"] } };
    expect(simulate(meant, { properties: [odd] }).outcome).toBe("as-expected");
    expect(() => simulate(meant)).toThrow('no property is called "only-odd-records"');
    const twin = { ...odd, name: "no-phantom" };
    expect(() => simulate(meant, { properties: [twin] })).toThrow("two properties are called no-phantom");
  });
});
