import { expect, test } from "vitest";
import type { RunReport } from "../../src/scenarios/report.ts";
import { fileWith, onceproof, onceproofInTime, printed } from "../support/command.ts";

const silent = `
name: silent
producers: [{ name: shop, config: { request.timeout.ms: 20000 }, sends: [{ to: orders-0, record: order-1 }] }]
faults: [{ message: "broker-1>shop Produce response #1", do: drop }]
`;

test("a run that is to come to rest and has not says who waits for whom, and exits with 11", () => {
  const file = fileWith(silent);
  expect(onceproof("run", file).code).toBe(0);
  const { code, out } = onceproof("run", file, "--settle", "5s");
  expect(code).toBe(11);
  expect(out).toContain(
    "Who waits for whom\n  shop: the application waits for callbacks before it sends more or closes",
  );
  expect(out).toMatch(/order-1 in orders-0, in-flight \(producer 0, epoch 0, sequence 0, written once\)/);
  expect(out).toMatch(/waits for the answer of broker-1 to request \d+, until 20\.0\d+s/);
  expect(out).toContain("--settle 5s");
  const report = printed<RunReport>(onceproof("run", file, "--settle", "5s", "--json"));
  expect(report).toMatchObject({ settle: { faultsUntil: "0ms", within: "5s" }, waits: [{ keptBy: "answer" }] });
});

test("without a time the bound is what the settings allow, and that is enough", () => {
  const report = printed<RunReport>(onceproof("run", fileWith(silent), "--settle", "--faults-until", "1s", "--json"));
  expect(report).toMatchObject({ outcome: "as-expected", settle: { faultsUntil: "1s" }, waits: [] });
});

test("a time that is none is met with one line", () => {
  for (const [option, value] of [
    ["--settle", "soon"],
    ["--faults-until", "5"],
  ] as const) {
    const { code, out, err } = onceproof("run", "lost-ack", option, value);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(new RegExp(`^onceproof: ${option} ${value}: must be .+$`));
  }
  const late = onceproof("run", "lost-ack", "--settle", "2h");
  expect(late.code).toBe(2);
  expect(late.err).toContain("limits.time (1h) ends the run before");
});

test("a hunt tells those that never come to rest apart by what keeps them", async () => {
  const hunt = await onceproofInTime("hunt", fileWith(silent), "--settle", "5s", "--swarm", "none", "--seeds", "3");
  expect(hunt.code).toBe(11);
  expect(hunt.out).toContain("settles/answer/unexplained (liveness), 3 times, first with seed 1");
  expect(hunt.out).not.toMatch(/\bsettles \(no /);
});
