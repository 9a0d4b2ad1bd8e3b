import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scanMachinePaths, scanRegistryHosts, scanScriptNames } from "./fact-scan.ts";
import type { Finding, Gate } from "./gate.ts";
import { projectFiles } from "./tools.ts";

const scriptsOf = (packageJson: string): ReadonlySet<string> =>
  new Set(Object.keys((JSON.parse(packageJson) as { readonly scripts: Readonly<Record<string, string>> }).scripts));

/** What one file says that is not so, or not so for everybody. */
export function scanFacts(path: string, text: string, scripts: ReadonlySet<string>): readonly Finding[] {
  const hits = [
    ...(path.endsWith(".md") ? scanScriptNames(text, scripts) : []),
    ...(path === "package-lock.json" ? scanRegistryHosts(text) : []),
    ...scanMachinePaths(text),
  ];
  return hits.map(({ line, what }) => ({ where: `${path}:${line}`, what }));
}

const breaches: readonly (readonly [path: string, text: string])[] = [
  ["README.md", "Run `npm run no-such-script` first."],
  ["docs/breach.md", ["cd ", "home", "somebody"].join("/")],
  ["test/data/breach.json", ['"C:', "Users", 'somebody"'].join("\\\\")],
  ["package-lock.json", ['"resolved": "https:', "", "registry.example.org", 'a-1.0.0.tgz"'].join("/")],
];

/** Documents that name what is there, and no file that only makes sense on one machine. */
export const facts: Gate = {
  name: "facts",
  async look(root) {
    const files = await projectFiles(root);
    const scripts = scriptsOf(readFileSync(join(root, "package.json"), "utf8"));
    const findings = files.flatMap((path) => scanFacts(path, readFileSync(join(root, path), "utf8"), scripts));
    for (const needed of ["README.md", "LICENSE", "package-lock.json"]) {
      if (!files.includes(needed)) findings.push({ where: needed, what: "is missing" });
    }
    const planted = breaches.map(([path, text]) => ({
      breach: `${text} in ${path}`,
      caught: scanFacts(path, text, scripts).length > 0,
    }));
    return { saw: files.length, findings, planted };
  },
};
