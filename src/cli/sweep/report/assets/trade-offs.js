import {
  Plot,
  axisOf,
  choice,
  element,
  frame,
  measureOf,
  measureOptions,
  measured,
  place,
  scaleType,
  valuesOf,
} from "./base.js";
import { enliven, figure } from "./figures.js";

// Trade-offs: two measures, and the points that no other beats in both.
const axes = { x: "p99", y: "failed" };

function front(points, x, y) {
  const better = (name, one, other) => (measureOf(name).lessIsBetter ? one <= other : one >= other);
  const isBeaten = (point) =>
    points.some(
      (other) =>
        other !== point &&
        better(x, other.values[x][0], point.values[x][0]) &&
        better(y, other.values[y][0], point.values[y][0]) &&
        (other.values[x][0] !== point.values[x][0] || other.values[y][0] !== point.values[y][0]),
    );
  return points.filter((point) => !isBeaten(point));
}

const scaleOf = (name, values) => ({
  label: axisOf(name).label,
  type: scaleType(values.flatMap(({ low, high }) => [low, high])),
  nice: true,
});

/** Points, their intervals both ways, their numbers, and the line along the front. */
function marksOf(rows, best) {
  const line = rows.filter(({ point }) => best.includes(point)).sort((one, other) => one.x.estimate - other.x.estimate);
  return [
    Plot.ruleY(rows, {
      x1: (row) => row.x.low,
      x2: (row) => row.x.high,
      y: (row) => row.y.estimate,
      strokeOpacity: 0.45,
    }),
    Plot.ruleX(rows, {
      y1: (row) => row.y.low,
      y2: (row) => row.y.high,
      x: (row) => row.x.estimate,
      strokeOpacity: 0.45,
    }),
    Plot.line(line, {
      x: (row) => row.x.estimate,
      y: (row) => row.y.estimate,
      stroke: "var(--front)",
      strokeWidth: 2,
      strokeDasharray: "5 4",
    }),
    Plot.dot(rows, {
      x: (row) => row.x.estimate,
      y: (row) => row.y.estimate,
      r: 6,
      symbol: (row) => (best.includes(row.point) ? "diamond" : "circle"),
      fill: (row) => (best.includes(row.point) ? "var(--front)" : "var(--accent)"),
      className: "dots",
    }),
    Plot.text(rows, {
      x: (row) => row.x.estimate,
      y: (row) => row.y.estimate,
      text: (row) => String(row.point.point),
      dx: 10,
      dy: -9,
      textAnchor: "start",
    }),
  ];
}

/** Draws points with both intervals, and their front. */
function paretoChart(rows, best) {
  const { x, y } = axes;
  return Plot.plot({
    ...frame,
    height: 440,
    x: scaleOf(
      x,
      rows.map((row) => row.x),
    ),
    y: scaleOf(
      y,
      rows.map((row) => row.y),
    ),
    marks: marksOf(rows, best),
    symbol: { type: "identity" },
    color: { type: "identity" },
  });
}

export function pareto() {
  const { x, y } = axes;
  const points = measured.filter((point) => valuesOf(point, x) !== undefined && valuesOf(point, y) !== undefined);
  const best = front(points, x, y);
  const rows = points.map((point) => ({ point, x: valuesOf(point, x), y: valuesOf(point, y) }));
  const svg = paretoChart(rows, best);
  enliven(svg, '[aria-label="dot"] > *', points, [x, y]);
  const names = best.map((point) => point.point).join(", ");
  const caption = `Up: ${axisOf(y).title}. Across: ${axisOf(x).title}. Lines are 95% intervals. Diamonds, joined by the dashed line, are the points that no other beats in both: ${names}.`;
  const tools = element(
    "div",
    { class: "tools" },
    choice("across", measureOptions(), x, (value) => redraw({ x: value })),
    choice("up", measureOptions(), y, (value) => redraw({ y: value })),
  );
  place("pareto", tools, figure(svg, `${y}-against-${x}`, caption));
}

function redraw(change) {
  Object.assign(axes, change);
  pareto();
}
