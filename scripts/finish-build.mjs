import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";

// The compiler writes plain files, and npm marks a command as executable only when it links it: after a rebuild `npx` could not run it.
chmodSync(new URL("../dist/cli/main.js", import.meta.url), 0o755);

// What the report of a sweep is made of, the chart library with it: a page that needs no network is written by a package that
// needs no chart library.
const assets = new URL("../dist/cli/sweep/report/assets/", import.meta.url);
mkdirSync(assets, { recursive: true });
const own = new URL("../src/cli/sweep/report/assets/", import.meta.url);
for (const name of readdirSync(own)) copyFileSync(new URL(name, own), new URL(name, assets));
for (const [name, path] of [
  ["d3.min.js", "d3/dist/d3.min.js"],
  ["plot.umd.min.js", "@observablehq/plot/dist/plot.umd.min.js"],
  ["d3.LICENSE", "d3/LICENSE"],
  ["plot.LICENSE", "@observablehq/plot/LICENSE"],
]) {
  copyFileSync(new URL(`../node_modules/${path}`, import.meta.url), new URL(name, assets));
}
