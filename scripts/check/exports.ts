import { realpathSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Finding, Gate } from "./gate.ts";
import { runTool, withPlantedProject } from "./tools.ts";

interface KnipOutput {
  readonly processed: number;
  readonly findings: readonly { readonly kind: string; readonly path: string; readonly symbol: string }[];
}

async function knip(root: string, folder: string): Promise<KnipOutput> {
  const reporter = join(root, "scripts/check/knip-reporter.mjs");
  const { out } = await runTool(root, "knip/bin/knip.js", ["--reporter", reporter, "--no-config-hints"], folder);
  const line = out.split("\n").find((text) => text.startsWith('{"processed"'));
  if (line === undefined) throw new Error(`knip said: ${out.slice(0, 2_000)}`);
  const output = JSON.parse(line) as KnipOutput;
  const real = realpathSync(folder);
  const short = (path: string): string => (isAbsolute(path) ? relative(real, path) : path);
  return { ...output, findings: output.findings.map((finding) => ({ ...finding, path: short(finding.path) })) };
}

const plantedFiles: Readonly<Record<string, string>> = {
  "src/index.ts": 'export { used } from "./some.ts";\nexport { absent } from "not-installed";\n',
  "src/some.ts": "export const used = 1;\nexport const forgotten = 2;\nexport type Forgotten = string;\n",
  "src/alone.ts": "export const alone = 1;\n",
};

const breaches: readonly (readonly [kind: string, path: string])[] = [
  ["exports", "src/some.ts"],
  ["types", "src/some.ts"],
  ["files", "src/alone.ts"],
  ["unlisted", "src/index.ts"],
  ["dependencies", "package.json"],
];

/** Exports, files and packages that nothing needs, from the entries that knip.json names. */
export const deadExports: Gate = {
  name: "exports",
  async look(root) {
    const found = await knip(root, root);
    const findings: Finding[] = found.findings.map(({ kind, path, symbol }) => ({
      where: path,
      what: kind === "files" ? "nothing imports it" : `${kind}: ${symbol}`,
    }));
    const caught = await withPlantedProject(root, plantedFiles, (folder) => knip(root, folder));
    const planted = breaches.map(([kind, path]) => ({
      breach: `${kind} in ${path}`,
      caught: caught.findings.some((finding) => finding.kind === kind && finding.path === path),
    }));
    return { saw: found.processed, findings, planted };
  },
};
