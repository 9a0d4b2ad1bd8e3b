import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { definitions } from "../../src/model/config/definitions.ts";
import { onceproof, printed } from "../support/command.ts";

/** What bash would offer behind these words. */
function offered(...words: readonly string[]): readonly string[] {
  const { code, out } = onceproof("completion", "bash");
  expect(code).toBe(0);
  const line = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _onceproof; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync("bash", ["--norc", "-c", `${out}\n${ask}`], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  return done.stdout.split("\n").filter((word) => word !== "");
}

test("bash completes commands, stories, profiles and the keys of --set", () => {
  expect(offered("onceproof", "hu")).toEqual(["hunt"]);
  expect(offered("onceproof", "run", "sent-")).toContain("sent-to-orders-17");
  expect(offered("onceproof", "run", "lost-ack", "--set", "linger")).toEqual(["linger.ms="]);
  expect(offered("onceproof", "run", "lost-ack", "--set", "")).toHaveLength(definitions.length);
  expect(offered("onceproof", "run", "lost-ack", "--profile", "java")).toEqual(["java-3.9", "java-4.4", "java-2.6"]);
  expect(offered("onceproof", "run", "lost-ack", "--prof")).toEqual(["--profile"]);
  expect(offered("onceproof", "run", "lost-ack", "--set", "no.such")).toEqual([]);
});

test("zsh and fish have theirs, and another shell is refused", () => {
  expect(onceproof("completion", "zsh").out).toContain("bashcompinit");
  expect(onceproof("completion", "fish").out).toContain("complete -c onceproof -l set -x -a");
  expect(onceproof("completion", "tcsh")).toMatchObject({ code: 2, out: "" });
});

interface ListedSetting {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly unit?: string;
  readonly range: string;
  readonly defaults: Readonly<Record<string, string | null>>;
}

test("every setting can be listed, with its unit, default, range and what it does", () => {
  const all = printed<readonly ListedSetting[]>(onceproof("list", "settings", "--json"));
  expect(all.map(({ name }) => name)).toEqual(definitions.map(({ key }) => key));
  expect(all.filter(({ doc }) => doc === "")).toEqual([]);
  expect(all.find(({ name }) => name === "linger.ms")).toMatchObject({
    unit: "ms",
    range: "0 to 9223372036854775807",
    defaults: { "java-3.9": "0", "java-4.4": "5" },
  });
  expect(onceproof("list", "settings").out).toContain("[default 0 ms, in java-4.4 5 ms; 0 to 9223372036854775807]");
});
