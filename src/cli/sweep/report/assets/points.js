import { data, element, place, table, usable } from "./base.js";
import { show } from "./detail.js";

// All points, as text.
const tableMeasures = [
  "failed",
  "lost",
  "duplicated",
  "outOfOrder",
  "late",
  "p50",
  "p99",
  "p999",
  "requests",
  "goodput",
];

export function pointTable() {
  const names = tableMeasures.filter((name) => usable.some((measure) => measure.name === name));
  const rows = data.points.map((point) => {
    const isMeasured = point.refusal === null;
    const label = `${point.name}${point.point === data.baseline ? " (baseline)" : ""}`;
    const button = element("button", { type: "button", onclick: () => show(point.point) }, String(point.point));
    const cells = isMeasured
      ? names.map((name) => element("td", {}, point.texts[name] ?? "-"))
      : [element("td", { colspan: String(names.length) }, `refused: ${point.refusal}`)];
    return element(
      "tr",
      { id: `row-${point.point}` },
      element("td", {}, isMeasured ? button : String(point.point)),
      element("th", { scope: "row" }, label),
      ...cells,
    );
  });
  place("points", table(["point", "settings", ...names], rows));
}
