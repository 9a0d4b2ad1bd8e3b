import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Golden, differences, readGoldens } from "../../scripts/runtimes/compare.ts";
import { bunRuntime, nodeRuntime, reasonOf } from "../../scripts/runtimes/install.ts";

const planted = (mode: string): string =>
  execFileSync(process.execPath, ["scripts/runtimes/planted.mjs", mode], { encoding: "utf8" });
const golden = (scenario: string, seed: number, digest: string): Golden => ({ scenario, seed, digest });

describe("the digests of several runtimes", () => {
  it("agree when each scenario and seed has one digest, in whatever order", () => {
    const answers = [
      { runtime: "one", goldens: [golden("a", 1, "x"), golden("b", 1, "y")] },
      { runtime: "two", goldens: [golden("b", 1, "y"), golden("a", 1, "x")] },
    ];
    expect(differences(answers)).toEqual([]);
  });

  it("differ where a digest differs or is missing on either side, and the line says which", () => {
    const answers = [
      { runtime: "one", goldens: [golden("a", 1, "x"), golden("a", 2, "y")] },
      { runtime: "two", goldens: [golden("a", 1, "z"), golden("b", 1, "w")] },
      { runtime: "three", goldens: [golden("a", 1, "x"), golden("a", 2, "y")] },
    ];
    expect(differences(answers)).toEqual([
      "a seed 1: x on one, z on two",
      "a seed 2: y on one, nothing on two",
      "b seed 1: nothing on one, w on two",
    ]);
  });

  it("are read from what the program prints", () => {
    expect(readGoldens(planted("agree"))).toEqual([golden("planted", 1, "d1"), golden("planted", 2, "d2")]);
    expect(readGoldens(planted("differ"))[1]?.digest).toBe(`d2${process.version}`);
  });

  it.each(["", "[]", "{}", "null", "[1]", '[{"scenario":"a","seed":1}]', '[{"scenario":"a","seed":1,"digest":""}]'])(
    "are not read from %j",
    (out) => {
      expect(() => readGoldens(out)).toThrow();
    },
  );

  it("are not taken from a program that says nothing", () => {
    expect(() => readGoldens(planted("silent"))).toThrow();
  });
});

describe("a runtime", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "runtime-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is known by what it says of itself: a Node by its major version, Bun although it claims to be a Node", () => {
    expect(nodeRuntime(22).isIt({ node: "v22.1.0" })).toBe(true);
    expect(nodeRuntime(22).isIt({ node: "v24.1.0" })).toBe(false);
    expect(nodeRuntime(2).isIt({ node: "v22.1.0" })).toBe(false);
    expect(nodeRuntime(22).isIt({ node: "v22.1.0", bun: "1.2.3" })).toBe(false);
    expect(bunRuntime.isIt({ node: "v22.1.0", bun: "1.2.3" })).toBe(true);
    expect(bunRuntime.isIt({ node: "v22.1.0" })).toBe(false);
  });

  it("is not there before it is installed", () => {
    expect(nodeRuntime(22).binary(folder)).toBeUndefined();
    expect(bunRuntime.binary(folder)).toBeUndefined();
  });

  it("is found where its package puts it, and of two builds of Bun the plain one", () => {
    const program = process.platform === "win32" ? "bun.exe" : "bun";
    for (const build of ["bun-linux-x64-baseline", "bun-linux-x64"]) {
      mkdirSync(join(folder, "node_modules", "@oven", build, "bin"), { recursive: true });
      writeFileSync(join(folder, "node_modules", "@oven", build, "bin", program), "");
    }
    expect(bunRuntime.binary(folder)).toBe(join(folder, "node_modules", "@oven", "bun-linux-x64", "bin", program));
  });

  it("that can't be had is reported with npm's reason in one line", () => {
    const out = [
      "npm warn old something",
      "npm error code ECONNREFUSED",
      "npm error errno ECONNREFUSED",
      "npm error FetchError: request failed",
      "npm error",
      "npm error A complete log of this run can be found in: x",
    ].join("\n");
    expect(reasonOf(out)).toBe("code ECONNREFUSED, FetchError: request failed");
    expect(reasonOf("spawn npm ENOENT\n")).toBe("spawn npm ENOENT");
    expect(reasonOf("")).toBe("it said nothing");
  });
});
