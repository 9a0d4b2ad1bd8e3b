import {
  Plot,
  axisOf,
  choice,
  data,
  element,
  frame,
  measureOptions,
  measured,
  place,
  scaleType,
  valuesOf,
} from "./base.js";
import { enliven, figure } from "./figures.js";

// Curves: a measure over a setting that is a number, a line for each combination of the others.
const numeric = data.settings.filter(
  (key) =>
    measured.every((point) => typeof point.settings[key] === "number") &&
    new Set(measured.map((point) => point.settings[key])).size > 1,
);
const curve = { setting: numeric[0], measure: "failed" };
const mostLines = 10;

/** Draws lines with bands, a colour and a symbol for each series. */
function curveChart(shown, names) {
  const { setting, measure } = curve;
  return Plot.plot({
    ...frame,
    height: 400,
    x: { label: setting, type: scaleType(shown.map((row) => row.x)), nice: true, tickFormat: "~s" },
    y: { label: axisOf(measure).label, nice: true },
    color: { domain: names, scheme: "observable10" },
    marks: [
      Plot.areaY(shown, { x: "x", y1: "low", y2: "high", fill: "series", fillOpacity: 0.15 }),
      Plot.line(shown, { x: "x", y: "estimate", stroke: "series", strokeWidth: 2 }),
      Plot.dot(shown, { x: "x", y: "estimate", fill: "series", symbol: "series", r: 5, sort: null }),
    ],
    symbol: { domain: names },
  });
}

export function curves() {
  const { setting, measure } = curve;
  if (setting === undefined) return place("curves", element("p", {}, "No setting of numbers is varied."));
  const rows = measured
    .filter((point) => valuesOf(point, measure) !== undefined)
    .map((point) => ({
      point,
      x: point.settings[setting],
      series:
        data.settings
          .filter((key) => key !== setting)
          .map((key) => `${key}=${point.settings[key]}`)
          .join(" ") || "all",
      ...valuesOf(point, measure),
    }))
    .sort((one, other) => one.x - other.x);
  const names = [...new Set(rows.map((row) => row.series))].slice(0, mostLines);
  const shown = rows.filter((row) => names.includes(row.series));
  const svg = curveChart(shown, names);
  enliven(
    svg,
    '[aria-label="dot"] > *',
    shown.map((row) => row.point),
    [measure],
  );
  const swatches = Plot.legend({
    symbol: { domain: names },
    color: { domain: names, scheme: "observable10" },
    fill: "color",
  });
  const more = new Set(rows.map((row) => row.series)).size - names.length;
  const left = more > 0 ? ` ${more} more combinations are left out; the table has them.` : "";
  const caption = `Up: ${axisOf(measure).title}. Across: ${setting}. Bands are 95% intervals.${left}`;
  const tools = element(
    "div",
    { class: "tools" },
    choice(
      "over",
      numeric.map((key) => [key, key]),
      setting,
      (value) => recurve({ setting: value }),
    ),
    choice("measure", measureOptions(), measure, (value) => recurve({ measure: value })),
  );
  place("curves", tools, names.length > 1 ? swatches : "", figure(svg, `${measure}-over-${setting}`, caption));
}

function recurve(change) {
  Object.assign(curve, change);
  curves();
}
