import { existsSync, readFileSync } from "node:fs";
import type { SweepPlan } from "../../../lab/sweep/plan-data.ts";
import type { Found } from "../../../lab/sweep/tables.ts";
import { reportData } from "./data.ts";

/**
 * The report of a sweep: one page that needs nothing but itself, neither a network nor a server. Everything that it shows
 * stands in it as text, too.
 */
export function* reportPage(plan: SweepPlan, found: readonly (Found | undefined)[]): Generator<string> {
  const { name, title } = plan.file;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title === "" ? name : title)}</title>
<link rel="icon" href="data:,">
<style>
${asset("report.css")}</style>
</head>
<body>
`;
  yield bodyOf(plan);
  yield `<script type="application/json" id="data">${JSON.stringify(reportData(plan, found)).replaceAll("<", "\\u003c")}</script>\n`;
  for (const script of [vendored("d3.min.js"), vendored("plot.umd.min.js"), ownScript()]) {
    yield `<script>${script.replaceAll("</script", "<\\/script")}</script>\n`;
  }
  yield "</body>\n</html>\n";
}

/** Nothing is fetched from anywhere. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

function bodyOf(plan: SweepPlan): string {
  const { name, title, network, load, seeds, profiles } = plan.file;
  const where = typeof network === "string" ? network : JSON.stringify(network);
  return `<header>
<h1>${escaped(title === "" ? name : title)}</h1>
<p>Sweep <b>${escaped(name)}</b>: ${plan.points.length} points on the network ${escaped(where)}, load ${escaped(JSON.stringify(load))},
${seeds} seeds each, the same ones; ${escaped(profiles.producer)} and ${escaped(profiles.broker)}.
Every estimate stands with its 95% interval. Commands are meant for the folder of this report.</p>
</header>
<main>
<noscript><p>Charts and tables are drawn by a script that stands in this page; points.jsonl beside it holds the same numbers.</p></noscript>
<section aria-labelledby="words-title"><h2 id="words-title">In words</h2><div id="words"></div></section>
<section aria-labelledby="pareto-title"><h2 id="pareto-title">Trade-offs</h2><div id="pareto"></div></section>
<section aria-labelledby="curves-title"><h2 id="curves-title">Curves</h2><div id="curves"></div></section>
<section aria-labelledby="heat-title" id="heat-section"><h2 id="heat-title">Two settings at once</h2><div id="heat"></div></section>
<section aria-labelledby="points-title"><h2 id="points-title">Points</h2><div id="points"></div></section>
</main>
<aside id="detail" aria-live="polite" aria-labelledby="detail-title" tabindex="-1" hidden></aside>
`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const asset = (name: string): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");

/** The page's own modules, each behind those that it needs. */
const modules = ["base", "detail", "figures", "words", "trade-offs", "curves", "heat-map", "points", "main"];

/** Modules in one page cannot import each other by name: they are put into one function, without what joins them. */
function ownScript(): string {
  const joined = modules.map((name) =>
    asset(`${name}.js`)
      .replaceAll(/^import [^;]*;\n/gm, "")
      .replaceAll(/^export /gm, ""),
  );
  return `(() => {\n"use strict";\n${joined.join("\n")}})();`;
}

/** Where the chart library lies in a checkout, which is what it is built from. */
const inModules: Readonly<Record<string, string>> = {
  "d3.min.js": "d3/dist/d3.min.js",
  "plot.umd.min.js": "@observablehq/plot/dist/plot.umd.min.js",
};

/** A script of the chart library: beside this file where it is built, and in the modules where it is run from sources. */
function vendored(name: string): string {
  const beside = new URL(`./assets/${name}`, import.meta.url);
  const fromModules = new URL(`../../../../node_modules/${inModules[name] ?? name}`, import.meta.url);
  return readFileSync(existsSync(beside) ? beside : fromModules, "utf8");
}
