import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import type { Finding, Gate } from "./gate.ts";
import { projectFiles } from "./tools.ts";

/** Whether prettier would leave the text as it is; what it can't read is not formatted either. */
async function isFormatted(root: string, path: string, text: string): Promise<boolean> {
  const filepath = join(root, path);
  const options = { ...(await prettier.resolveConfig(filepath)), filepath };
  return prettier.check(text, options).catch(() => false);
}

/** What `prettier --check .` looks at. */
export const format: Gate = {
  name: "format",
  async look(root) {
    const findings: Finding[] = [];
    let saw = 0;
    for (const path of await projectFiles(root)) {
      const ignorePath = [".gitignore", ".prettierignore"].map((name) => join(root, name));
      const info = await prettier.getFileInfo(join(root, path), { ignorePath });
      if (info.ignored || info.inferredParser === null) continue;
      saw++;
      if (!(await isFormatted(root, path, readFileSync(join(root, path), "utf8")))) {
        findings.push({ where: path, what: "is not formatted: npm run format" });
      }
    }
    const planted = [
      { breach: "blanks", caught: !(await isFormatted(root, "src/breach.ts", "const a  =  1;\n")) },
      { breach: "a broken file", caught: !(await isFormatted(root, "src/breach.ts", "const = ;\n")) },
    ];
    return { saw, findings, planted };
  },
};
