// Onceproof with Jest: the matchers of `onceproof/vitest`, given to Jest's own expect.
// Run it: node --experimental-vm-modules node_modules/jest/bin/jest.js --testMatch '**/examples/own-tests/jest.mjs'
import { application, holdsForSeeds } from "onceproof";
import { matchers } from "onceproof/matchers";

expect.extend(matchers);

/** Sends again what it has not heard of for 100 ms, though the producer goes on trying by itself. */
const impatient = application({
  name: "impatient",
  config: { "delivery.timeout.ms": 2_147_483_647, "request.timeout.ms": 500 },
  *start(app) {
    for (;;) {
      const { record, to } = yield* app.work.next();
      while ((yield* app.within("100ms", app.send({ to, record })))?.kind !== "acknowledged");
    }
  },
});

const scenario = {
  name: "orders",
  producers: [{ name: "shop", stream: { count: 10, every: "20ms", to: ["orders-0"] } }],
};
const ofImpatient = { ...scenario, producers: [{ ...scenario.producers[0], application: "impatient" }] };

test("a producer left to itself stores each record once", async () => {
  await expect(scenario).toHoldForSeeds(300, { marks: ["batch-retried"] });
}, 60_000);

test("a loop that loses its patience stores one twice", async () => {
  await expect(ofImpatient).toViolate("stored-once-end-to-end", { applications: [impatient] });
});

test("the plain functions say the same", () => {
  const verdict = holdsForSeeds(ofImpatient, { applications: [impatient] });
  expect(verdict.holds).toBe(false);
  expect(verdict.failure.finding.property).toBe("stored-once-end-to-end");
  expect(verdict.report).toContain("the application sent a record again");
});
