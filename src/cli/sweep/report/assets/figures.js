import { data, element, spoken } from "./base.js";
import { show } from "./detail.js";

/** Makes each mark of a point reachable by keyboard, named for a screen reader, and a way to its details. */
export function enliven(svg, selector, points, names) {
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
export function figure(svg, name, caption) {
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
  image.addEventListener("load", () => {
    const { width, height } = svg.viewBox.baseVal;
    const canvas = element("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    canvas.toBlob((blob) => download(blob, `${data.name}-${name}.png`), "image/png");
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
