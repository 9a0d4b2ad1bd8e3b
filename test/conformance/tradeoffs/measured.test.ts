import { expect, test } from "vitest";
import { readMeasured } from "../../../conformance/tradeoffs/data.ts";
import { explanations, surprises } from "../../../conformance/tradeoffs/expected.ts";
import { measuredByPoint, planWith, rowsOf } from "../../../conformance/tradeoffs/experiment.ts";
import { plant } from "../../../conformance/tradeoffs/planted.ts";
import { agreements } from "../../../conformance/tradeoffs/report.ts";

const plan = planWith();
const measured = measuredByPoint(plan, readMeasured());

/** `npm run conformance:tradeoffs` measures anew, and simulates more seeds. */
test("what settings cost the real producer in outages they cost the simulated one, but for what is known", () => {
  const rows = rowsOf({ ...plan, file: { ...plan.file, seeds: 12 } }, measured);
  expect(surprises(rows)).toEqual([]);
  const { agree, all } = agreements(rows);
  expect(all).toBe(36);
  expect(agree).toBeGreaterThanOrEqual(28);
  // Records did fail, and by how many hangs on the settings.
  const shares = rows.map(
    ({ comparisons }) => comparisons.find(({ measure }) => measure === "failed")?.measured.estimate,
  );
  expect(shares[0]).toBe(0);
  expect(shares[1]).toBeGreaterThan(0.2);
});

test("what differs for want of ApiVersions agrees where the connection takes its place", () => {
  const explained = explanations({ ...plan, file: { ...plan.file, seeds: 12 } }, measured);
  expect(explained.map(({ point, differ }) => ({ point, differ }))).toEqual([{ point: 4, differ: [] }]);
});

test("a producer that does otherwise than the real one does not pass", () => {
  const planted = plant(plan, measured);
  expect(planted.map(({ caught }) => caught)).toEqual([true, true]);
});

test("settings that were not measured are refused", () => {
  const [first] = plan.points;
  const changed = { ...plan, points: [{ ...first, settings: { "linger.ms": 7 } }] } as typeof plan;
  expect(() => measuredByPoint(changed, readMeasured())).toThrow(/settings of point 1 were not measured/);
});
