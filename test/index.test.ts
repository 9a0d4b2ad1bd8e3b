import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BadInput, diagramOf, prepare, run, simulate, stories } from "../src/index.ts";

const source = fileURLToPath(new URL("../src", import.meta.url));

/** Every file that an entry reaches, and every package that one of them names. */
function reached(entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const [files, packages, waiting] = [new Set<string>(), new Set<string>(), [entry]];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const [, stated = "", asked] of readFileSync(file, "utf8").matchAll(
      /^(?:import |.*\bfrom )"([^"\n]+)";$|\bimport\("([^"\n]+)"\)/gm,
    )) {
      const name = asked ?? stated;
      if (name.startsWith(".")) waiting.push(normalize(join(dirname(file), name)));
      else packages.add(name);
    }
  }
  return { files, packages };
}

test("nothing of the host can be reached from the public entry, so that nothing keeps it from a browser", () => {
  const { files, packages } = reached(join(source, "index.ts"));
  expect(files.size).toBeGreaterThan(80);
  for (const file of files) expect(existsSync(file), file).toBe(true);
  expect([...packages].sort()).toEqual([
    "fast-check",
    "fastest-levenshtein",
    "seedrandom/lib/xor128.js",
    "yaml",
    "zod",
  ]);
  expect([...files].filter((file) => file.startsWith(join(source, "cli")))).toEqual([]);
});

test("fast-check is named for its types only: whoever uses no arbitraries needs none", () => {
  const arbitraries = readFileSync(join(source, "scenarios", "arbitraries.ts"), "utf8");
  expect(arbitraries).toMatch(/^import type .*"fast-check";$/m);
});

test("of the schema library a bundler can take what is used: it is imported as a namespace, never as its own `z`", () => {
  const { files } = reached(join(source, "index.ts"));
  const imports = [...files].flatMap((file) => readFileSync(file, "utf8").match(/^import .* from "zod.*";$/gm) ?? []);
  expect(imports.length).toBeGreaterThan(0);
  for (const line of imports) expect(line).toMatch(/^import (?:type )?\* as z from "zod";$/);
});

test("the walk sees what the command reaches", () => {
  const { packages } = reached(join(source, "cli", "main.ts"));
  expect([...packages]).toContain("node:fs");
});

test("simulate runs a story by its name, with settings, seed and profiles of one's own", () => {
  expect(simulate("sent-to-orders-17").deliveries).toMatchObject([{ offset: 17, attempts: 3, outcome: "acked" }]);
  const report = simulate("lost-ack", {
    seed: 5,
    config: { "enable.idempotence": false },
    profiles: { broker: "kafka-2.4" },
  });
  expect(report).toMatchObject({ seed: 5, profiles: { broker: "kafka-2.4", producer: "java-3.9" } });
  expect(report.logs["orders-0"]).toHaveLength(2);
  expect(report.violations[0]?.replay).toBe(
    'simulate("lost-ack", {"seed":5,"config":{"enable.idempotence":false},"profiles":{"broker":"kafka-2.4"}})',
  );
});

test("simulate takes a scenario as it is written, and gives the same report each time", () => {
  const scenario = { name: "mine", producers: [{ name: "shop", sends: [{ to: "a-0", record: "one" }] }] };
  const report = simulate(scenario, { seed: 9 });
  expect(report.logs["a-0"]).toMatchObject([{ offset: 0, record: "one" }]);
  expect(simulate(scenario, { seed: 9 })).toEqual(report);
});

test("what cannot be taken is a BadInput, with words for its user", () => {
  expect(() => simulate("lostack")).toThrow(BadInput);
  expect(() => simulate("lostack")).toThrow('did you mean "lost-ack"');
  expect(() => simulate("lost-ack", { config: { acks: "0", "enable.idempotence": true } })).toThrow(BadInput);
});

test("a run with a trace can be drawn", () => {
  const [story] = stories;
  if (story === undefined) throw new Error("there are no stories");
  const result = run(prepare(story.scenario, { trace: { keep: "all" } }));
  expect(diagramOf(result).join("\n")).toContain("■ appended orders-0 @17");
});
