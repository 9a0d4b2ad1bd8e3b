import { expect, test } from "vitest";
import { huntDown } from "../../../src/cli/hunt/hunting.ts";
import { colorsThat } from "../../../src/cli/terminal.ts";
import { subjectOf } from "../../../src/lab/hunt/subject.ts";
import type { Scenario } from "../../../src/scenarios/spec.ts";
import { fileWith, onceproofInTime } from "../../support/command.ts";
import { storyNamed } from "../../support/story-run.ts";

const quiet = {
  out: () => undefined,
  outPieces: () => undefined,
  err: () => undefined,
  colors: colorsThat(false),
  columns: undefined,
  barStream: undefined,
  now: () => 0,
};

const plan = (scenario: Scenario, workers: number | undefined) => ({
  subject: subjectOf(scenario, {}, "default"),
  seeds: { from: 7, count: 5 },
  workers,
  again: "again",
});

test("a run that ends in an exception ends the hunt, with the command that shows it", async () => {
  const { scenario } = storyNamed("standard");
  // As if a mistake in the simulator stumbled over it.
  const broken = { ...scenario, network: null } as unknown as Scenario;
  const signals = process.listenerCount("SIGINT");
  await expect(huntDown(plan(broken, undefined), quiet)).rejects.toThrow(
    /^the run of seed 7 ended in an exception; see it with: again 7\nTypeError: /,
  );
  expect(process.listenerCount("SIGINT")).toBe(signals);
  expect((await huntDown(plan(scenario, 1), quiet)).tally.runs).toBe(5);
});

test("settings that no drawn run can have are the user's mistake, with their place", async () => {
  const file = fileWith(
    [
      "name: mine",
      "producers: [{ name: shop, sends: [{ to: orders-0 }] }]",
      "swarm:",
      "  settings:",
      "    request.timeout.ms: [30000]",
      "    delivery.timeout.ms: [1000]",
      "",
    ].join("\n"),
  );
  const { code, out, err } = await onceproofInTime("hunt", file, "--seeds", "3");
  expect([code, out, err.split("\n").length]).toEqual([2, "", 1]);
  expect(err).toContain("delivery.timeout.ms");
});
