import { readFileSync, writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { scheduler } from "../src/testing/scheduler.ts";
import { counters } from "./races/counters.ts";
import { type Kind, type Measured, measured } from "./races/measured.ts";
import { queues } from "./races/queues.ts";
import type { Race } from "./races/race.ts";
import { requests } from "./races/requests.ts";
import { median } from "./starts.ts";

const usage = `Usage: npm run bench:scheduler [-- --seeds N] [-- --write]

Finds the races of fast-check's published examples with its scheduler and with ours, and compares the counterexamples.
  --seeds N  how often each race is looked for (50)
  --write    puts the table into docs/own-tests.md`;

const document = new URL("../docs/own-tests.md", import.meta.url);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of one race: measured with fast-check's scheduler, with ours in its place, and with ours as the last value. */
type Sample = readonly (readonly Measured[])[];

const kinds: readonly Kind[] = [
  { schedulers: fc.scheduler(), place: "first" },
  { schedulers: scheduler(), place: "first" },
  { schedulers: scheduler(), place: "last" },
];

async function sampled(race: Race, seeds: number): Promise<Sample> {
  const samples: Measured[][] = kinds.map(() => []);
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [at, kind] of kinds.entries()) samples[at]?.push(await measured(race, kind, seed));
  }
  return samples;
}

function row({ name, after }: Race, sample: Sample): string {
  const each = (told: (all: readonly Measured[]) => string): string => sample.map(told).join(" · ");
  const figure = (part: "outOfOrder" | "steps" | "shrinkRuns" | "millis", of: typeof mean, digits: number): string =>
    each((all) => of(all.filter(({ found }) => found).map((one) => one[part])).toFixed(digits));
  const cells = [
    name,
    after,
    each((all) => String(all.filter(({ found }) => found).length)),
    figure("outOfOrder", mean, 1),
    figure("steps", mean, 1),
    figure("shrinkRuns", median, 0),
    figure("millis", median, 1),
  ];
  return `| ${cells.join(" | ")} |`;
}

const head = [
  "| race | after | found | steps out of order | steps | runs to shrink | ms |",
  "| --- | --- | --- | --- | --- | --- | --- |",
];

/** Puts a table between the marks of the document. */
function written(text: string, table: string): string {
  const [before = "", rest = ""] = text.split("<!-- races -->\n");
  const [, behind = ""] = rest.split("<!-- end of races -->");
  return `${before}<!-- races -->\n\n${table}\n\n<!-- end of races -->${behind}`;
}

async function main(args: readonly string[]): Promise<number> {
  const at = args.indexOf("--seeds");
  const seeds = at < 0 ? 50 : Number(args[at + 1]);
  const known = args.every((arg, place) => arg === "--write" || arg === "--seeds" || (at >= 0 && place === at + 1));
  if (!known || !Number.isSafeInteger(seeds) || seeds < 1) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const lines = [...head];
  for (const race of [...counters, ...queues, ...requests]) {
    const line = row(race, await sampled(race, seeds));
    process.stderr.write(`${line}\n`);
    lines.push(line);
  }
  const table = lines.join("\n");
  process.stdout.write(`${table}\n`);
  if (args.includes("--write")) writeFileSync(document, written(readFileSync(document, "utf8"), table));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
