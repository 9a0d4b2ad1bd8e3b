import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Runs a program to its end; what it says on either channel counts. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd, maxBuffer: 2 ** 27, encoding: "utf8" }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, out: stdout === "" || code === 0 ? stdout : `${stdout}\n${stderr}`.trim() || String(error) });
    });
  });
}

/** Runs the JavaScript of an installed package with the Node that runs this. */
export const runTool = (root: string, script: string, args: readonly string[], cwd: string): Promise<Ran> =>
  run(process.execPath, [join(root, "node_modules", script), ...args], cwd);

/** All files of the project: tracked ones, and new ones that are not ignored. */
export async function projectFiles(root: string): Promise<readonly string[]> {
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  if (listed.code !== 0) throw new Error(`the check needs a git clone: ${listed.out}`);
  const files = [...new Set(listed.out.split("\0"))].filter((file) => file !== "" && existsSync(join(root, file)));
  return files.toSorted((one, other) => (one < other ? -1 : 1));
}

const planted = new Set<string>();
process.on("exit", () => {
  for (const folder of planted) rmSync(folder, { recursive: true, force: true });
});

/** A small project beside the real one: its configuration and packages, and nothing but these files. Always removed. */
export async function withPlantedProject<Result>(
  root: string,
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "planted-breach-"));
  planted.add(folder);
  try {
    for (const config of ["package.json", "tsconfig.json", ".oxlintrc.json", ".dependency-cruiser.cjs", "knip.json"]) {
      cpSync(join(root, config), join(folder, config));
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    planted.delete(folder);
  }
}
