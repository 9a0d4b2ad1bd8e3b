import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  compare,
  comparison,
  comparisonDocument,
  freshComparison,
} from "../../conformance/clients/simulated/document.ts";
import { readMeasured } from "../../conformance/clients/simulated/measured.ts";
import type { Gate } from "./gate.ts";

/** The page that compares producers says what the simulated ones do now. */
export const producers: Gate = {
  name: "producers",
  async look(root) {
    const file = join(root, comparisonDocument);
    const { text, saw } = await freshComparison(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== text;
    const findings = isStale ? [{ where: comparisonDocument, what: "is stale; renew it with: npm run producers" }] : [];
    return { saw, findings, planted: [{ breach: "a simulated producer that loses a record", caught: catchesALoss() }] };
  },
};

/** Whether the page would be another one if a run had come out otherwise. */
function catchesALoss(): boolean {
  const measured = readMeasured();
  const compared = compare(measured);
  const [first, ...others] = compared;
  if (first === undefined) return false;
  const simulated = { ...first.simulated, log: first.simulated.log.slice(1), deviations: ["1 acknowledged and lost"] };
  return comparison(compared, measured) !== comparison([{ ...first, simulated }, ...others], measured);
}
