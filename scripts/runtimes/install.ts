import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ran, run } from "../check/tools.ts";

/** A runtime to be had from the package registry. */
export interface Runtime {
  readonly name: string;
  readonly packageSpec: string;
  /** Where the program lies once the package is installed; `undefined`: it is not there. */
  binary(folder: string): string | undefined;
  /** Whether what it says of itself is what was asked for. */
  isIt(version: Version): boolean;
}

export interface Version {
  readonly node: string;
  readonly bun?: string;
}

const windows = process.platform === "win32";
const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined);

/**
 * The package `node@22` has a script that installs the package of the platform, which holds the binary. That one is
 * installed here directly: it needs no script, and scripts of packages are switched off in many places.
 */
export function nodeRuntime(major: number): Runtime {
  const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const name = `${prefix}-${windows ? "win" : process.platform}-${process.arch}`;
  return {
    name: `Node ${major}`,
    packageSpec: `${name}@${major}`,
    binary: (folder) => existing(join(folder, "node_modules", name, "bin", windows ? "node.exe" : "node")),
    isIt: ({ node, bun }) => bun === undefined && node.startsWith(`v${major}.`),
  };
}

/** The package `bun` depends on one package for each platform, of which npm takes those that fit; no script is needed. */
export const bunRuntime: Runtime = {
  name: "Bun",
  packageSpec: "bun@1",
  binary: (folder) => {
    const vendors = join(folder, "node_modules", "@oven");
    if (!existsSync(vendors)) return undefined;
    // Several fit where a machine can run the baseline build too; the shortest name is the plain one.
    const [fitting] = readdirSync(vendors).toSorted((one, other) => one.length - other.length);
    return fitting === undefined ? undefined : existing(join(vendors, fitting, "bin", windows ? "bun.exe" : "bun"));
  },
  isIt: ({ bun }) => bun !== undefined,
};

const sayVersion = "console.log(JSON.stringify({ node: process.version, bun: process.versions.bun }))";

/** What the program at `binary` says it is; `undefined` when it does not run. */
async function versionOf(binary: string, cwd: string): Promise<Version | undefined> {
  const said = await run(binary, ["-e", sayVersion], cwd);
  return said.code === 0 ? (JSON.parse(said.out) as Version) : undefined;
}

function npmInstall(spec: string, folder: string): Promise<Ran> {
  const options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  const args = ["install", "--prefix", folder, ...options, spec];
  const npm = process.env["npm_execpath"];
  return npm?.endsWith("npm-cli.js") === true
    ? run(process.execPath, [npm, ...args], folder)
    : run(windows ? "npm.cmd" : "npm", args, folder);
}

export type Obtained =
  | { readonly kind: "there"; readonly binary: string; readonly version: string }
  | { readonly kind: "missing"; readonly because: string };

/** Finds the runtime in the cache, or installs it there. */
export async function obtain(runtime: Runtime, cache: string): Promise<Obtained> {
  const folder = join(cache, runtime.packageSpec.replace(/[^\w.-]+/g, "-"));
  const known = await inspect(runtime, folder);
  if (known.kind === "there") return known;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const installed = await npmInstall(runtime.packageSpec, folder);
  if (installed.code === 0) return inspect(runtime, folder);
  return { kind: "missing", because: `npm install ${runtime.packageSpec} failed: ${reasonOf(installed.out)}` };
}

/** The first things npm says of a failure; what follows are hints and the place of its log. */
export function reasonOf(out: string): string {
  const said = [...out.matchAll(/^npm (?:error|ERR!) (?!errno)(\S.*)$/gm)].map(([, text = ""]) => text);
  return said.slice(0, 2).join(", ") || out.trim().split("\n")[0] || "it said nothing";
}

async function inspect(runtime: Runtime, folder: string): Promise<Obtained> {
  const binary = runtime.binary(folder);
  if (binary === undefined)
    return { kind: "missing", because: `${runtime.packageSpec} holds no program for this machine` };
  const version = await versionOf(binary, folder);
  if (version === undefined) return { kind: "missing", because: `${runtime.packageSpec} does not run here` };
  if (!runtime.isIt(version))
    return { kind: "missing", because: `${runtime.packageSpec} turned out to be ${version.node}` };
  const shown = version.bun === undefined ? version.node : `${version.bun} (as Node ${version.node})`;
  return { kind: "there", binary, version: shown };
}
