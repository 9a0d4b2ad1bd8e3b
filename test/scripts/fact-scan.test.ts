import { describe, expect, it } from "vitest";
import { scanMachinePaths, scanRegistryHosts, scanScriptNames } from "../../scripts/check/fact-scan.ts";
import { scanFacts } from "../../scripts/check/facts.ts";

const scripts = new Set(["test", "check", "conformance:producer"]);
const named = (text: string): readonly string[] => scanScriptNames(text, scripts).map(({ what }) => what);
/** Written apart, or this file would itself name a folder of a machine. */
const path = (...parts: readonly string[]): string => ["", ...parts].join("/");

describe("the scripts that a document names", () => {
  it("may be those that there are, in every way to call them", () => {
    expect(named("`npm test`, `npm run check`, `npm run --silent conformance:producer -- --all`.")).toEqual([]);
  });

  it("are found out where there are none", () => {
    expect(named("`npm start`")).toEqual([expect.stringContaining('"start"')]);
    expect(named("`npm run chekc`, then `npm run -s bench:memory`.")).toEqual([
      expect.stringContaining('"chekc"'),
      expect.stringContaining('"bench:memory"'),
    ]);
  });

  it("are not what npm does by itself", () => {
    expect(named("`npm ci`, `npm install onceproof`, `npm testing`")).toEqual([]);
  });
});

describe("a folder of somebody's machine", () => {
  it.each([
    path("home", "ann", "x"),
    path("Users", "ann"),
    `(${path("root", "x")})`,
    `"${path("work", "main", "a.ts")}"`,
  ])("is found in %j", (text) => {
    expect(scanMachinePaths(text)).toHaveLength(1);
  });

  it("is found on Windows, escaped or not", () => {
    expect(scanMachinePaths(["C:", "Users", "ann"].join("\\"))).toHaveLength(1);
    expect(scanMachinePaths(["C:", "Users", "ann"].join("\\\\"))).toHaveLength(1);
  });

  const home = ["", "home", "ann"].join("/");
  const root = ["", "root"].join("/");
  const work = ["", "work", ""].join("/");

  it.each([`src${home}`, `https://example.org${home}`, `the ${root} of all`, "/var/lib", `~${work}x`, `$HOME${work}a`])(
    "is not found in %j",
    (text) => {
      expect(scanMachinePaths(text)).toEqual([]);
    },
  );
});

describe("a lock file", () => {
  it("names no host of packages", () => {
    const tarball = ["https:", "", "mirror.example.org", "a", "-", "a-1.0.0.tgz"].join("/");
    expect(scanRegistryHosts(`"resolved": "${tarball}"`)).toHaveLength(1);
    expect(scanRegistryHosts(`"a": "${tarball}"`)).toHaveLength(1);
    expect(scanRegistryHosts('"b": "registry.npmjs.org"')).toHaveLength(1);
  });

  it("may say where to give money, and what a package is", () => {
    expect(scanRegistryHosts('"url": "https://opencollective.com/some"\n"integrity": "sha512-abc=="')).toEqual([]);
  });
});

describe("the facts of a file", () => {
  it("are held against what the file is", () => {
    expect(scanFacts("README.md", "npm run nothing", scripts)).toHaveLength(1);
    expect(scanFacts("src/a.ts", "npm run nothing", scripts)).toEqual([]);
    expect(scanFacts("package-lock.json", '"resolved": "x"', scripts)).toHaveLength(1);
    expect(scanFacts("src/a.ts", path("home", "ann"), scripts)).toEqual([
      { where: "src/a.ts:1", what: expect.stringContaining("somebody's machine") },
    ]);
  });
});
