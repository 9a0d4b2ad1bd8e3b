import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Page, chromium } from "../../support/chromium.ts";
import { fileWith, folder, onceproofInTime } from "../../support/command.ts";

const text = [
  "name: shown",
  "title: a <b>title</b> with </script> in it",
  "network: flapping-link",
  "load: { records: 60, every: 100ms }",
  "settings: { request.timeout.ms: 1000 }",
  "vary: { grid: { delivery.timeout.ms: [1500, 60000, 500], linger.ms: [0, 5] } }",
  "seeds: 4",
  "",
].join("\n");

async function report(): Promise<string> {
  const path = folder();
  const { code } = await onceproofInTime("sweep", fileWith(text), "--out", path);
  expect(code).toBe(0);
  return join(path, "report.html");
}

interface Data {
  readonly points: readonly { readonly refusal: string | null; readonly texts?: object; readonly again?: string }[];
}

test("a report needs nothing but itself, and holds each number with the command that computes it anew", async () => {
  const page = readFileSync(await report(), "utf8");
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("a &lt;b&gt;title&lt;/b&gt; with &lt;/script&gt; in it");
  const [, json = ""] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(page) ?? [];
  const { points } = JSON.parse(json) as Data;
  expect(points.map(({ refusal }) => refusal !== null)).toEqual([false, false, false, false, true, true]);
  for (const [at, point] of points.entries()) {
    if (point.refusal !== null) continue;
    expect(point.again).toBe(`npx onceproof sweep again . ${at + 1}`);
    for (const value of Object.values(point.texts ?? {})) expect(value).toMatch(/ \[.+, .+\]$/);
  }
});

test.skipIf(chromium === undefined)(
  "in Chromium it opens from a file without a complaint, and the keyboard leads from a mark to its seeds",
  async () => {
    const page = new Page(chromium ?? "");
    onTestFinished(() => page.close());
    await page.open(`file://${await report()}`, "dark");
    expect(await page.evaluate("document.querySelectorAll('figure svg').length")).toBe(3);
    const label = await page.evaluate<string>("document.querySelector('#pareto .mark').getAttribute('aria-label')");
    expect(label).toMatch(/^Point 1, delivery\.timeout\.ms=1500 linger\.ms=0: p99 .+ \[.+\], failed .+% \[.+\]$/);
    await page.evaluate("document.querySelector('#pareto .mark').focus()");
    await page.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("detail");
    const detail = await page.evaluate<string>("document.getElementById('detail').textContent");
    expect(detail).toMatch(/^Point 1: .*npx onceproof sweep again \. 1.*npx onceproof run points\/1\.yml --seed \d/s);
    expect(page.complaints).toEqual([]);
  },
);
