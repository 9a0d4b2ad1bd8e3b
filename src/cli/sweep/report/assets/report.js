// The charts and tables of a sweep's report. It runs in the page, with d3 and Plot before it, and needs nothing else.
(() => {
  "use strict";
  const { Plot, d3 } = globalThis;
  const data = JSON.parse(document.getElementById("data").textContent);
  const measured = data.points.filter((point) => point.refusal === null);
  const measureOf = (name) => data.measures.find((measure) => measure.name === name);
  const usable = data.measures.filter(({ name }) => measured.some((point) => point.values[name] !== undefined));
  const byNumber = new Map(measured.map((point) => [point.point, point]));

  /** An element with attributes and children; a text is a child. */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  const place = (id, ...children) => document.getElementById(id).replaceChildren(...children);

  /** A choice with a label; `change` is told the value. */
  function choice(label, options, value, change) {
    const select = element("select", { onchange: (event) => change(event.target.value) });
    for (const [key, text] of options) select.append(element("option", { value: key, selected: key === value }, text));
    return element("label", {}, label, select);
  }

  const measureOptions = () => usable.map(({ name, title }) => [name, `${name}: ${title}`]);

  const longest = (name) => d3.max(measured, (point) => d3.max(point.values[name] ?? [0])) ?? 0;

  // Units: how a measure is drawn on an axis.
  function axisOf(name) {
    const { unit, title } = measureOf(name);
    if (unit === "share") return { scale: (value) => value * 100, label: `${name} (%)`, title };
    if (unit === "microseconds") {
      const [size, label] = longest(name) > 10_000_000 ? [1_000_000, "s"] : [1_000, "ms"];
      return { scale: (value) => value / size, label: `${name} (${label})`, title };
    }
    return { scale: (value) => value, label: `${name} (${unit})`, title };
  }

  /** A logarithmic axis where all is above 0 and the greatest is many times the least. */
  function scaleType(values) {
    const [low, high] = d3.extent(values);
    return low > 0 && high / low > 30 ? "log" : "linear";
  }

  function valuesOf(point, name) {
    const { scale } = axisOf(name);
    const [estimate, low, high] = point.values[name] ?? [];
    if (estimate === undefined || estimate === null) return undefined;
    return { estimate: scale(estimate), low: scale(low ?? estimate), high: scale(high ?? estimate) };
  }

  const spoken = (point, names) =>
    `Point ${point.point}, ${point.name}: ${names.map((name) => `${name} ${point.texts[name] ?? "not measured"}`).join(", ")}`;

  /** Makes each mark of a point reachable by keyboard, named for a screen reader, and a way to its details. */
  function enliven(svg, selector, points, names) {
    const marks = svg.querySelectorAll(selector);
    points.forEach((point, at) => {
      const mark = marks[at];
      if (mark === undefined) return;
      mark.classList.add("mark");
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-label", spoken(point, names));
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = spoken(point, names);
      mark.append(title);
      mark.addEventListener("click", () => show(point.point));
      mark.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        show(point.point);
      });
    });
  }

  /** A chart with what it says, and buttons that save it. */
  function figure(svg, name, caption) {
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", caption);
    const save = (kind) =>
      element("button", { type: "button", onclick: () => saveAs(svg, name, kind) }, `Save as ${kind}`);
    return element(
      "figure",
      {},
      svg,
      element("figcaption", {}, caption),
      element("div", { class: "tools" }, save("SVG"), save("PNG")),
    );
  }

  /** The chart as a file of its own: with the colours that it has here, on paper of the same. */
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    const style = getComputedStyle(svg);
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("style", `color:${style.color};background:${style.backgroundColor};font:12px sans-serif`);
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    paper.setAttribute("width", width);
    paper.setAttribute("height", height);
    paper.setAttribute("fill", style.backgroundColor);
    copy.prepend(paper);
    const properties = getComputedStyle(document.documentElement);
    const text = new XMLSerializer().serializeToString(copy);
    return text.replaceAll(
      /var\((--[\w-]+)\)/g,
      (whole, variable) => properties.getPropertyValue(variable).trim() || whole,
    );
  }

  function saveAs(svg, name, kind) {
    const text = standalone(svg);
    const source = new Blob([text], { type: "image/svg+xml" });
    if (kind === "SVG") return download(source, `${data.name}-${name}.svg`);
    const image = new Image();
    image.onload = () => {
      const { width, height } = svg.viewBox.baseVal;
      const canvas = element("canvas", { width: 2 * width, height: 2 * height });
      canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
      canvas.toBlob((blob) => download(blob, `${data.name}-${name}.png`), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  function download(blob, name) {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const command = (text) =>
    element(
      "span",
      {},
      element("code", {}, text),
      " ",
      element(
        "button",
        {
          type: "button",
          "aria-label": `Copy ${text}`,
          onclick: async (event) => {
            await navigator.clipboard.writeText(text);
            event.target.textContent = "Copied";
          },
        },
        "Copy",
      ),
    );

  // In words.
  function words() {
    if (data.advice.length === 0) {
      return place(
        "words",
        element("p", {}, "No point differs from the baseline in one setting alone; the table has them all."),
      );
    }
    const baseline = byNumber.get(data.baseline);
    const sentences = data.advice.map(({ text, seeds, point, again }) =>
      element(
        "li",
        {},
        `${text} `,
        element("span", { class: "soft" }, `${seeds} seeds, `),
        element("button", { type: "button", onclick: () => show(point) }, `point ${point}`),
        " ",
        command(again),
      ),
    );
    place(
      "words",
      element("p", {}, `Against point ${data.baseline} (${baseline?.name ?? ""}), under the same seeds:`),
      element("ul", {}, ...sentences),
    );
  }

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

  function pareto() {
    const { x, y } = axes;
    const points = measured.filter((point) => valuesOf(point, x) !== undefined && valuesOf(point, y) !== undefined);
    const best = front(points, x, y);
    const rows = points.map((point) => ({ point, x: valuesOf(point, x), y: valuesOf(point, y) }));
    const line = rows
      .filter(({ point }) => best.includes(point))
      .sort((one, other) => one.x.estimate - other.x.estimate);
    const svg = Plot.plot({
      width: 900,
      height: 440,
      marginLeft: 70,
      marginBottom: 45,
      grid: true,
      x: { label: axisOf(x).label, type: scaleType(rows.flatMap((row) => [row.x.low, row.x.high])), nice: true },
      y: { label: axisOf(y).label, type: scaleType(rows.flatMap((row) => [row.y.low, row.y.high])), nice: true },
      marks: [
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
      ],
      symbol: { type: "identity" },
      color: { type: "identity" },
    });
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

  // Curves: a measure over a setting that is a number, a line for each combination of the others.
  const numeric = data.settings.filter(
    (key) =>
      measured.every((point) => typeof point.settings[key] === "number") &&
      new Set(measured.map((point) => point.settings[key])).size > 1,
  );
  const curve = { setting: numeric[0], measure: "failed" };
  const mostLines = 10;

  function curves() {
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
    const svg = Plot.plot({
      width: 900,
      height: 400,
      marginLeft: 70,
      marginBottom: 45,
      grid: true,
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

  // Two settings at once; what else is varied stays as in the baseline.
  const varied = data.settings.filter((key) => new Set(measured.map((point) => String(point.settings[key]))).size > 1);
  const heat = { across: varied[0], up: varied[1], measure: "failed" };

  function heatMap() {
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
    const [low, high] = d3.extent(rows, (row) => row.value);
    const isDark = (row) => high > low && (row.value - low) / (high - low) > 0.65;
    const svg = Plot.plot({
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

  function table(head, rows) {
    const header = element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)));
    return element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "table" },
      element("table", {}, element("thead", {}, header), element("tbody", {}, ...rows)),
    );
  }

  function points() {
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

  /** What is known of a point: its numbers, its seeds, and the commands that give them again. */
  function show(number) {
    const point = byNumber.get(number);
    const { from, count } = point.seeds;
    const measuresOf = data.measures.filter(({ name }) => point.texts[name] !== undefined);
    const isBaseline = number === data.baseline;
    const numbers = measuresOf.map(({ name, title }) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        element("td", {}, point.texts[name]),
        element("td", {}, isBaseline ? "" : (point.differences[name] ?? "")),
        element("td", {}, title),
      ),
    );
    const errors = point.errors.map(([error, text]) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, error),
        element("td", {}, text),
        element("td", {}, ""),
        element("td", {}, "records that failed so"),
      ),
    );
    const worst = point.worst.map((run) =>
      element(
        "tr",
        {},
        ...[run.seed, run.failed, run.lost, run.duplicated, run.outOfOrder, run.late, run.slowest].map((cell) =>
          element("td", {}, String(cell)),
        ),
        element("td", {}, command(run.command)),
      ),
    );
    const detail = document.getElementById("detail");
    const cutOff = point.cutOff > 0 ? ` ${point.cutOff} runs were cut off by a limit.` : "";
    detail.replaceChildren(
      element("h2", { id: "detail-title" }, `Point ${number}: ${point.name}`),
      element(
        "p",
        {},
        `Seeds ${from} to ${from + count - 1}, ${point.records} records; in ${point.runsWithFailure} of ${point.runs} runs something befell a record.${cutOff}`,
      ),
      element("p", {}, "All of these numbers, computed anew: ", command(point.again)),
      table(
        ["measure", "estimate [95% interval]", `more than point ${data.baseline}`, "what it is"],
        [...numbers, ...errors],
      ),
      element("h3", {}, "The worst runs, and what shows them again"),
      table(["seed", "failed", "lost", "duplicated", "out of order", "late", "slowest", "command"], worst),
    );
    detail.hidden = false;
    for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
    document.getElementById(`row-${number}`).setAttribute("aria-current", "true");
    detail.scrollIntoView({ block: "nearest" });
    detail.focus({ preventScroll: true });
  }

  words();
  pareto();
  curves();
  heatMap();
  points();
  if (/^#point-\d+$/.test(location.hash) && byNumber.has(Number(location.hash.slice(7))))
    show(Number(location.hash.slice(7)));
})();
