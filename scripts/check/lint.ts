import type { Finding, Gate } from "./gate.ts";
import { runTool, withPlantedProject } from "./tools.ts";

const oxlint = "oxlint/bin/oxlint";

interface OxlintOutput {
  readonly diagnostics: readonly {
    readonly code?: string;
    readonly message: string;
    readonly filename: string;
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
  readonly number_of_files: number;
}

const lint = async (root: string, folder: string): Promise<OxlintOutput> => {
  const { out } = await runTool(root, oxlint, ["--deny-warnings", "--format", "json"], folder);
  return JSON.parse(out.slice(out.indexOf("{"))) as OxlintOutput;
};

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

/** A breach for each rule that the project leans on: where it lies, what it says, which rule must object. */
const breaches: readonly (readonly [path: string, text: string, rule: string])[] = [
  ["src/sim/any.ts", "export const f = (x: any): unknown => x;\n", "no-explicit-any"],
  ["src/sim/bang.ts", "export const f = (x: string | undefined): string => x!;\n", "no-non-null-assertion"],
  ["src/sim/clock.ts", "export const now = (): number => Date.now();\n", "no-restricted-globals"],
  ["src/model/timer.ts", "export const f = (): unknown => setTimeout(() => 1, 1);\n", "no-restricted-globals"],
  ["src/lab/promise.ts", "export const f = (): unknown => Promise.resolve(1);\n", "no-restricted-globals"],
  ["src/scenarios/luck.ts", "export const f = (): number => Math.random();\n", "no-restricted-properties"],
  ["src/model/maths.ts", "export const f = (x: number): number => Math.log(x);\n", "no-restricted-properties"],
  ["src/lab/locale.ts", "export const f = (x: string): number => x.localeCompare(x);\n", "no-restricted-properties"],
  ["src/lab/wait.ts", "export const f = async (x: unknown): unknown => await x;\n", "no-async-await"],
  ["src/sim/host.ts", 'import { join } from "node:path";\nexport const f = join;\n', "no-nodejs-modules"],
  ["src/model/one.ts", 'import { two } from "./two.ts";\nexport const one = (): unknown => two;\n', "no-cycle"],
  ["src/model/two.ts", 'import { one } from "./one.ts";\nexport const two = (): unknown => one;\n', "no-cycle"],
  ["src/sim/long.ts", lines(301, "void 0;"), "max-lines"],
  ["src/wire/long.ts", lines(301, "void 0;"), "max-lines"],
  ["src/cli/deep.ts", `export function f(): void {\n${lines(51, "  void 0;")}}\n`, "max-lines-per-function"],
  ["src/sim/deep.ts", `export function f(): void {\n${lines(51, "  void 0;")}}\n`, "max-lines-per-function"],
];

/** oxlint with the project's rules; warnings count. */
export const linting: Gate = {
  name: "lint",
  async look(root) {
    const found = await lint(root, root);
    const findings: Finding[] = found.diagnostics.map(({ filename, labels, code, message }) => ({
      where: `${filename}:${labels[0]?.span.line ?? 1}`,
      what: `${code ?? "error"} ${message}`,
    }));
    const files = Object.fromEntries(breaches.map(([path, text]) => [path, text]));
    const caught = await withPlantedProject(root, files, (folder) => lint(root, folder));
    const planted = breaches.map(([path, , rule]) => ({
      breach: `${rule} in ${path}`,
      caught: caught.diagnostics.some(
        ({ filename, code }) => filename === path && code?.endsWith(`(${rule})`) === true,
      ),
    }));
    return { saw: found.number_of_files, findings, planted };
  },
};
