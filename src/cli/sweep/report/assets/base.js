// The charts and tables of a sweep's report are drawn in the page, with d3 and Plot before this, and nothing else. The files
// here are put together in the order in which they need each other.
export const { Plot, d3 } = globalThis;

export const data = JSON.parse(document.getElementById("data").textContent);
export const measured = data.points.filter((point) => point.refusal === null);
export const measureOf = (name) => data.measures.find((measure) => measure.name === name);
export const usable = data.measures.filter(({ name }) => measured.some((point) => point.values[name] !== undefined));
export const byNumber = new Map(measured.map((point) => [point.point, point]));

/** An element with attributes and children; a text is a child. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

export const place = (id, ...children) => document.getElementById(id).replaceChildren(...children);

/** A choice with a label; `change` is told the value. */
export function choice(label, options, value, change) {
  const select = element("select", { onchange: (event) => change(event.target.value) });
  for (const [key, text] of options) select.append(element("option", { value: key, selected: key === value }, text));
  return element("label", {}, label, select);
}

export const measureOptions = () => usable.map(({ name, title }) => [name, `${name}: ${title}`]);

const longest = (name) => d3.max(measured, (point) => d3.max(point.values[name] ?? [0])) ?? 0;

// Units: how a measure is drawn on an axis.
export function axisOf(name) {
  const { unit, title } = measureOf(name);
  if (unit === "share") return { scale: (value) => value * 100, label: `${name} (%)`, title };
  if (unit === "microseconds") {
    const [size, label] = longest(name) > 10_000_000 ? [1_000_000, "s"] : [1_000, "ms"];
    return { scale: (value) => value / size, label: `${name} (${label})`, title };
  }
  return { scale: (value) => value, label: `${name} (${unit})`, title };
}

/** A logarithmic axis where all is above 0 and the greatest is many times the least. */
export function scaleType(values) {
  const [low, high] = d3.extent(values);
  return low > 0 && high / low > 30 ? "log" : "linear";
}

export function valuesOf(point, name) {
  const { scale } = axisOf(name);
  const [estimate, low, high] = point.values[name] ?? [];
  if (estimate === undefined || estimate === null) return undefined;
  return { estimate: scale(estimate), low: scale(low ?? estimate), high: scale(high ?? estimate) };
}

export const spoken = (point, names) =>
  `Point ${point.point}, ${point.name}: ${names.map((name) => `${name} ${point.texts[name] ?? "not measured"}`).join(", ")}`;

export const command = (text) =>
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

export function table(head, rows) {
  const header = element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "table" },
    element("table", {}, element("thead", {}, header), element("tbody", {}, ...rows)),
  );
}

/** What all charts over two scales have in common; lengths in pixels. */
export const frame = { width: 900, marginLeft: 70, marginBottom: 45, grid: true };
