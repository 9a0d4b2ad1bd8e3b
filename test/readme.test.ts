import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, onceproof, onceproofInTime } from "./support/command.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the picture of a run in the README is what the command draws, with lines left out", () => {
  const picturedRun = /npx onceproof (run [^\n]*--diagram)\n.*?\n```\n(.*?)```/s;
  const [, command = "", picture = ""] = picturedRun.exec(readme) ?? [];
  const { code, out } = onceproof(...command.split(" "));
  expect(code).toBe(0);
  const printed = out.split("\n");
  let from = 0;
  const lines = picture.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(10);
  for (const [at, line] of lines.entries()) {
    // The time of an instant stands on its first line only, which may be one of those left out.
    const next = printed.findIndex((known, index) => index >= from && isSame(known, line, at === 0));
    expect(next, `${line} is not printed`).toBeGreaterThanOrEqual(from);
    from = next + 1;
  }
});

const isSame = (printed: string, shown: string, isHeading: boolean): boolean =>
  printed.trimEnd() === shown.trimEnd() ||
  (!isHeading && printed.replace(/^.*?│/, "│") === shown.replace(/^.*?│/, "│"));

test("what the README says of the end of that run is said", () => {
  expect(onceproof("run", "sent-to-orders-17").out).toContain("Sent to orders-0 @ offset 17");
});

/** The command of the README that begins so, with a file in a folder of its own, and the picture of what it says. */
function explored(outFile: string): {
  readonly words: readonly string[];
  readonly picture: string;
  readonly file: string;
} {
  const pictured = new RegExp(
    `npx onceproof (explore [^\\n]*--out ${outFile.replaceAll(".", "\\.")})\\n\\n\`\`\`\\n(.*?)\`\`\``,
    "s",
  );
  const [, command = "", picture = ""] = pictured.exec(readme) ?? [];
  const file = join(folder(), outFile);
  return { words: command.split(" ").map((word) => (word === outFile ? file : word)), picture, file };
}

test("the counterexample in the README is what the command finds, and replaying it ends with 10", async () => {
  const { words, picture, file } = explored("twice.repro.yml");
  const { code, out } = await onceproofInTime(...words);
  expect(code).toBe(10);
  expect(picture).toContain("1 fault, 11 steps");
  expect(out).toContain(picture.trimEnd());
  expect(onceproof("replay", file).code).toBe(10);
});

test("the certificate in the README is told as the command tells one of a smaller scope", async () => {
  const { words, picture, file } = explored("holds.json");
  const at = words.indexOf("--losses") + 1;
  const { code, out } = await onceproofInTime(...words.with(at, "0"));
  expect(code).toBe(0);
  const plain = (text: string): string =>
    text
      .replaceAll(file, "holds.json")
      .replace(/2 losses, (.*) and/, "$1 and")
      .replaceAll(/\d[\d ]*(\.\d)? /g, "n ")
      .trimEnd();
  expect(plain(out)).toBe(plain(picture));
});
