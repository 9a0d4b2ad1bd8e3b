import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm test` has just built anew what `npm ci` had built and linked. */
test("the command can still be run by its name after it was built again", () => {
  const said = execFileSync("npx", ["--no-install", "onceproof", "list", "--json"], { cwd: root, encoding: "utf8" });
  expect((JSON.parse(said) as unknown[]).length).toBeGreaterThan(20);
});
