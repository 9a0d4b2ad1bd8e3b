import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Gate } from "./gate.ts";
import { projectFiles, runTool, withPlantedProject } from "./tools.ts";

interface CruiseOutput {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

async function cruise(root: string, folder: string): Promise<CruiseOutput> {
  const folders = ["src", "web"].filter((name) => existsSync(join(folder, name)));
  const args = [...folders, "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const { out } = await runTool(root, "dependency-cruiser/bin/dependency-cruise.mjs", args, folder);
  if (!out.startsWith("{")) throw new Error(`dependency-cruiser said: ${out.slice(0, 2_000)}`);
  return JSON.parse(out.slice(0, out.lastIndexOf("}") + 1)) as CruiseOutput;
}

/** A breach for each rule of .dependency-cruiser.cjs: the file, what it imports, the rule that must object. */
const breaches: readonly (readonly [path: string, target: string, rule: string])[] = [
  ["src/sim/up.ts", "../model/fine.ts", "sim-knows-only-itself"],
  ["src/model/core/impure.ts", "../../sim/scheduler.ts", "core-is-pure"],
  ["src/model/core/sideways.ts", "../fine.ts", "core-is-pure"],
  ["src/model/producer/armed.ts", "../../sim/scheduler.ts", "actors-get-no-kernel"],
  ["src/model/broker/armed.ts", "../../sim/scheduler.ts", "actors-get-no-kernel"],
  ["src/model/config/armed.ts", "../../sim/scheduler.ts", "actors-get-no-kernel"],
  ["src/model/up.ts", "../scenarios/fine.ts", "model-below-scenarios"],
  ["src/input/up.ts", "../model/fine.ts", "input-knows-no-kafka"],
  ["src/scenarios/up.ts", "../lab/fine.ts", "scenarios-below-lab"],
  ["src/lab/up.ts", "../wire/fine.ts", "lab-below-cli"],
  ["src/wire/up.ts", "../scenarios/fine.ts", "wire-beside-lab"],
  ["src/live/up.ts", "../lab/fine.ts", "live-joins-wire-and-scenarios"],
  ["src/testing/up.ts", "../wire/fine.ts", "testing-above-lab"],
  ["src/vitest.ts", "./live/fine.ts", "testing-above-lab"],
  ["src/host/up.ts", "../lab/fine.ts", "host-beside-lab"],
  ["src/index.ts", "./cli/fine.ts", "nobody-imports-the-command"],
  ["web/deep.ts", "../src/model/fine.ts", "web-sees-the-public-entry"],
  ["src/sim/host.ts", "node:path", "layers-without-host"],
  ["src/input/host.ts", "node:path", "layers-without-host"],
  ["src/lab/host.ts", "node:path", "layers-without-host"],
  ["src/model/one.ts", "./two.ts", "no-cycles"],
  ["src/model/lost.ts", "./nowhere.ts", "nothing-unresolved"],
];

const allowed: Readonly<Record<string, string>> = {
  "src/model/two.ts": 'import "./one.ts";\n',
  "src/model/core/rule.ts": 'import "../../sim/time.ts";\nimport "../../sim/assert.ts";\n',
  "src/wire/faults.ts": 'import "../input/fine.ts";\n',
  "src/cli/main.ts": 'import "node:fs";\nimport "../lab/fine.ts";\nimport "../wire/fine.ts";\n',
};

const plantedFiles: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "sim/scheduler",
      "sim/time",
      "sim/assert",
      "model/fine",
      "input/fine",
      "scenarios/fine",
      "lab/fine",
      "wire/fine",
      "live/fine",
      "cli/fine",
    ].map((name) => [`src/${name}.ts`, "export const fine = true;\n"]),
  ),
  ...allowed,
  ...Object.fromEntries(breaches.map(([path, target]) => [path, `import ${JSON.stringify(target)};\n`])),
};

/** Who imports whom, by the rules of .dependency-cruiser.cjs. */
export const directions: Gate = {
  name: "directions",
  async look(root) {
    const found = await cruise(root, root);
    const seen = new Set(found.modules.map(({ source }) => source).filter((source) => /^(?:src|web)\//.test(source)));
    const findings: Finding[] = found.summary.violations.map(({ from, to, rule }) => ({
      where: from,
      what: `imports ${to}, against ${rule.name}`,
    }));
    for (const path of await projectFiles(root)) {
      if (!/^src\/.*\.ts$/.test(path) || path.endsWith(".d.ts") || seen.has(path)) continue;
      findings.push({ where: path, what: "its imports were never seen" });
    }
    const { violations } = (await withPlantedProject(root, plantedFiles, (folder) => cruise(root, folder))).summary;
    const planted = breaches.map(([path, , name]) => ({
      breach: `${name} in ${path}`,
      caught: violations.some(({ from, rule }) => from === path && rule.name === name),
    }));
    const falseAlarm = violations.some(({ from }) => from in allowed && from !== "src/model/two.ts");
    planted.push({ breach: "(what is allowed passes)", caught: !falseAlarm });
    return { saw: seen.size, findings, planted };
  },
};
