import {
  Plot,
  axisOf,
  byNumber,
  choice,
  d3,
  data,
  element,
  measureOptions,
  measured,
  place,
  valuesOf,
} from "./base.js";
import { enliven, figure } from "./figures.js";

// Two settings at once; what else is varied stays as in the baseline.
const varied = data.settings.filter((key) => new Set(measured.map((point) => String(point.settings[key]))).size > 1);
const heat = { across: varied[0], up: varied[1], measure: "failed" };

/** Draws a cell for each pair of values, with the estimate and its interval as text. */
function heatChart(rows) {
  const { across, up, measure } = heat;
  const [low, high] = d3.extent(rows, (row) => row.value);
  const isDark = (row) => high > low && (row.value - low) / (high - low) > 0.65;
  return Plot.plot({
    width: 900,
    height: Math.max(220, 70 + 48 * new Set(rows.map((row) => row.y)).size),
    marginLeft: 110,
    marginBottom: 45,
    padding: 0.03,
    x: { label: across, type: "band" },
    y: { label: up, type: "band", reverse: true },
    color: { scheme: "blues", label: axisOf(measure).label, domain: low === high ? [low, low + 1] : [low, high] },
    marks: [
      Plot.cell(rows, { x: "x", y: "y", fill: "value" }),
      Plot.text(rows, {
        x: "x",
        y: "y",
        text: (row) => row.point.texts[measure],
        fill: (row) => (isDark(row) ? "white" : "black"),
        pointerEvents: "none",
      }),
    ],
  });
}

export function heatMap() {
  if (varied.length < 2) {
    document.getElementById("heat-section").hidden = true;
    return;
  }
  const { across, up, measure } = heat;
  const base = byNumber.get(data.baseline);
  const others = varied.filter((key) => key !== across && key !== up);
  const rows = measured
    .filter((point) => others.every((key) => point.settings[key] === base.settings[key]))
    .filter((point) => valuesOf(point, measure) !== undefined)
    .map((point) => ({
      point,
      x: point.settings[across],
      y: point.settings[up],
      value: valuesOf(point, measure).estimate,
    }));
  const svg = heatChart(rows);
  enliven(
    svg,
    '[aria-label="cell"] > *',
    rows.map((row) => row.point),
    [measure],
  );
  const fixed = others.map((key) => `${key}=${base.settings[key]}`).join(" ");
  const caption = `In each cell: ${axisOf(measure).title}, with the 95% interval${fixed === "" ? "" : `; ${fixed}`}. Empty: refused by the client, or not tried.`;
  const keys = varied.map((key) => [key, key]);
  const tools = element(
    "div",
    { class: "tools" },
    choice("across", keys, across, (value) => reheat("across", value)),
    choice("up", keys, up, (value) => reheat("up", value)),
    choice("measure", measureOptions(), measure, (value) => reheat("measure", value)),
  );
  place("heat", tools, figure(svg, `${measure}-heat`, caption));
}

/** Who chooses on one axis what the other has changes them over. */
function reheat(key, value) {
  const before = heat[key];
  if (key === "across" && heat.up === value) heat.up = before;
  if (key === "up" && heat.across === value) heat.across = before;
  heat[key] = value;
  heatMap();
}
