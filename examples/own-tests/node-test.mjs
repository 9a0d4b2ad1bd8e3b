// Onceproof with node:test: the plain functions give a verdict, and a report that says what broke.
// Run it: node --test examples/own-tests/node-test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { application, holdsForSeeds, isDeterministic, violates } from "onceproof";

/** Sends on what it is asked to send until it is stored. A commit says that all work up to there is done. */
const forwarder = ({ commits }) =>
  application({
    name: "forwarder",
    *start(app) {
      for (;;) {
        const { record, to } = yield* app.work.next();
        if (commits === "at once") app.work.commit();
        while ((yield* app.send({ to, record })).kind !== "acknowledged") app.note(`sends ${record} again`);
        app.work.commit();
      }
    },
  });

const scenario = {
  name: "forwarding",
  producers: [{ name: "shop", application: "forwarder", stream: { count: 10, every: "20ms", to: ["orders-0"] } }],
  swarm: { crash: { exists: "1/2" } },
};
const except = ["stored-once-end-to-end"];

test("a forwarder that says yes to what is stored loses nothing that it said yes to", () => {
  const verdict = holdsForSeeds(scenario, {
    applications: [forwarder({ commits: "when stored" })],
    seeds: 300,
    except,
  });
  assert.ok(verdict.holds, verdict.report);
});

test("one that says yes at once loses a record when it dies", () => {
  const verdict = violates(scenario, "accepted-work-stored", { applications: [forwarder({ commits: "at once" })] });
  assert.ok(verdict.violated, verdict.report);
  assert.match(verdict.report, /shop crashes/);
});

test("both are the same run twice", () => {
  const verdict = isDeterministic(scenario, { applications: [forwarder({ commits: "when stored" })] });
  assert.ok(verdict.deterministic, verdict.report);
});
