import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readScenario } from "../../src/scenarios/files.ts";
import { application } from "../../src/model/run/code/api.ts";
import { property } from "../../src/model/properties/property.ts";
import type { ScenarioInput } from "../../src/scenarios/spec.ts";
import { simulate } from "../../src/scenarios/simulate.ts";
import "../../src/vitest.ts";
import { onceproof } from "../support/command.ts";

const orders: ScenarioInput = {
  name: "orders",
  producers: [{ name: "shop", stream: { count: 10, every: "3ms", to: ["orders-0"] } }],
};

const withCrashes: ScenarioInput = { ...orders, swarm: { crash: { exists: "1/2" } } };

/** Sends again what it has not heard of within 50ms, though the producer goes on trying by itself. */
const impatient = application({
  name: "shop",
  *start(app) {
    for (;;) {
      const { record, to } = yield* app.work.next();
      while ((yield* app.within("50ms", app.send({ to, record })))?.kind !== "acknowledged");
      app.work.commit();
    }
  },
});

/** Says what a matcher says where it fails. */
async function complaint(failing: Promise<unknown>): Promise<string> {
  return failing.then(
    () => "it passed",
    (error: Error) => error.message,
  );
}

describe("toHoldForSeeds", () => {
  test("passes where nothing breaks, and its opposite where something does", async () => {
    await expect(orders).toHoldForSeeds(50);
    await expect(withCrashes).not.toHoldForSeeds(50);
    await expect(orders).not.toHoldForSeeds(200, { applications: [impatient] });
  });

  test("says the smallest run that was found, draws it, and writes down what replays it", async () => {
    const said = await complaint(expect(withCrashes).toHoldForSeeds(50));
    expect(said).toMatch(/^orders with seed \d+ breaks stored-once-end-to-end \(/);
    expect(said).toMatch(/Let shop send shop-0 to orders-0\.\sLet it be that at \S+ shop crashes, and is back/);
    expect(said).toContain("■ appended orders-0 @1");
    const [, seed] = /toHoldForSeeds\(1, \{ from: (\d+) \}\)/.exec(said) ?? [];
    await expect(withCrashes).not.toHoldForSeeds(1, { from: Number(seed) });

    const [, file = ""] = /npx onceproof replay (\S+) --diagram/.exec(said) ?? [];
    const replayed = onceproof("replay", file);
    expect(replayed.code).toBe(10);
    expect(replayed.out).toContain("stored-once-end-to-end (safety) broke");
  });

  test("with code says the call that replays it beside the code", async () => {
    const said = await complaint(expect(orders).toHoldForSeeds(200, { applications: [impatient] }));
    expect(said).toContain("because the application sent a record again");
    const [, file = ""] =
      /simulate\(JSON\.parse\(readFileSync\("([^"]+)", "utf8"\)\), \{ applications: \[shop\] \}\)/.exec(said) ?? [];
    const read = readScenario(file, readFileSync(file, "utf8"));
    if (read.kind !== "repro") throw new Error("no repro");
    const { violations, faults } = simulate(read.repro, { applications: [impatient] });
    expect(violations).toMatchObject([{ property: "stored-once-end-to-end", expected: false }]);
    expect(faults).toHaveLength(1);
  });

  test("lets break what it is told may break, holds to promises of one's own, and asks for what has to happen", async () => {
    await expect(withCrashes).toHoldForSeeds(50, { except: ["stored-once-end-to-end"], marks: ["producer-restarted"] });
    const few = property({
      name: "few-records",
      promise: "No log holds more than nine records.",
      begin: (facts) => ({
        stored: ({ id }, offset) => {
          if (offset < 9) return;
          facts.report({
            shape: "many",
            subject: facts.recordName(id),
            expected: "at most 9",
            got: `offset ${offset}`,
          });
        },
      }),
    });
    const said = await complaint(expect(orders).toHoldForSeeds(5, { properties: [few] }));
    expect(said).toContain("orders with seed 1 breaks few-records (few-records/many/unexplained)");
    expect(said).toContain("{ properties: [few-records] }");
    expect(await complaint(expect(orders).toHoldForSeeds(5, { marks: ["producer-restarted"] }))).toMatch(
      /^orders was not put to the test: producer-restarted did not happen in 5 runs/,
    );
  });

  test("with nothing drawn runs the scenario as it is written, seed after seed", async () => {
    const said = await complaint(expect(orders).not.toHoldForSeeds(3, { swarm: "none", from: 7 }));
    expect(said).toMatch(/^orders holds in 3 runs \(seeds from 7 on, as it is written; \d+ events; acknowledged 30, /);
  });
});

describe("toViolate", () => {
  test("finds in a story what it means to show, and in seeds what a scenario does not show by itself", async () => {
    await expect("producer-restart").toViolate("stored-once-end-to-end");
    await expect("lost-ack").not.toViolate("stored-once-end-to-end", { seeds: 20 });
    await expect(withCrashes).toViolate("stored-once-end-to-end");
    await expect(orders).toViolate("stored-once-end-to-end", { applications: [impatient] });
  });

  test("says what held and what happened meanwhile, or the smallest run that was not to be", async () => {
    const held = await complaint(expect(orders).toViolate("no-phantom", { seeds: 10 }));
    expect(held).toMatch(/^orders does not break no-phantom in 11 runs \(.*record-stored 110/);
    const broke = await complaint(expect("producer-restart").not.toViolate("stored-once-end-to-end"));
    expect(broke).toContain("producer-restart as it is written breaks stored-once-end-to-end");
  });
});

describe("toBeDeterministic", () => {
  test("passes for everything but code that remembers what it should not, and says where two runs part", async () => {
    await expect("standard").toBeDeterministic({ seeds: 2 });
    await expect(orders).toBeDeterministic({ applications: [impatient] });
    let calls = 0;
    const leaky = application({
      name: "shop",
      *start(app) {
        const { record, to } = yield* app.work.next();
        yield* app.send({ to, record, value: String(calls++) });
      },
    });
    const said = await complaint(expect(orders).toBeDeterministic({ applications: [leaky], seeds: 1 }));
    expect(said).toMatch(/^orders with seed 1 is not the same run twice \(digests \S+ and \S+\); from entry \d+ on/);
    expect(said).toMatch(/one: .*carried {2}application=shop send=0 .*\nother: .*carried/);
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  ["no story", () => expect("lostack").toHoldForSeeds(), 'did you mean "lost-ack"?'],
  ["no promise", () => expect(orders).toViolate("stored-twice"), 'no property is called "stored-twice"'],
  ["no number of seeds", () => expect(orders).toHoldForSeeds(0), "seeds is 0, and must be 1 or more"],
  ["no option", () => expect(orders).toHoldForSeeds(1, { sed: 1 } as never), "sed is no option of toHoldForSeeds"],
  ["no mark", () => expect(orders).toHoldForSeeds(1, { marks: ["nothing" as never] }), 'no mark is called "nothing"'],
])("what is %s is met with what would be right", async (_what, call, words) => {
  expect(await complaint(call())).toContain(words);
});
