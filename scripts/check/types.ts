import { isAbsolute, relative } from "node:path";
import type { Finding, Gate } from "./gate.ts";
import { projectFiles, runTool, withPlantedProject } from "./tools.ts";

const tsc = "typescript/bin/tsc";

/** `src/a.ts(3,5): error TS2322: …` as where and what; other lines of tsc belong to the one before. */
export function readDiagnostics(out: string): readonly Finding[] {
  return out.split("\n").flatMap((line) => {
    const match = /^(?:(\S.*?\(\d+,\d+\)): )?error (TS\d+: .*)$/.exec(line.trimEnd());
    return match === null ? [] : [{ where: match[1] ?? "tsconfig.json", what: match[2] ?? "" }];
  });
}

const breaches: Readonly<Record<string, readonly [text: string, code: string]>> = {
  "src/model/wrong-type.ts": ["export const count: string = 1;\n", "TS2322"],
  "test/unchecked-index.ts": ["const list = [1];\nexport const first: number = list[0];\n", "TS2322"],
  "scripts/unused.ts": ["export const f = (): void => {\n  const unused = 1;\n};\n", "TS6133"],
};

/** The compiler over everything that tsconfig.json names, and a look at whether that is everything there is. */
export const types: Gate = {
  name: "types",
  async look(root) {
    const checked = await runTool(root, tsc, ["-p", "tsconfig.json", "--noEmit", "--listFiles"], root);
    const seen = new Set<string>();
    for (const line of checked.out.split("\n")) {
      const path = isAbsolute(line.trim()) ? relative(root, line.trim()) : "..";
      if (!path.startsWith("..") && !path.startsWith("node_modules")) seen.add(path);
    }
    const findings = [...readDiagnostics(checked.out)];
    if (checked.code !== 0 && findings.length === 0) findings.push({ where: "tsc", what: checked.out.slice(0, 2_000) });
    for (const path of await projectFiles(root)) {
      if (!/^(?:src|test|bench|scripts|conformance|examples)\/.*\.ts$/.test(path) || seen.has(path)) continue;
      findings.push({ where: path, what: "the compiler never saw it" });
    }
    const files = Object.fromEntries(Object.entries(breaches).map(([path, [text]]) => [path, text]));
    const caught = await withPlantedProject(root, files, async (folder) =>
      readDiagnostics((await runTool(root, tsc, ["-p", "tsconfig.json", "--noEmit"], folder)).out),
    );
    const planted = Object.entries(breaches).map(([path, [, code]]) => ({
      breach: `${code} in ${path}`,
      caught: caught.some(({ where, what }) => where.startsWith(path) && what.startsWith(code)),
    }));
    return { saw: seen.size, findings, planted };
  },
};
