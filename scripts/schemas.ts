import { mkdirSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { readDefinitions } from "./schemas/definitions.ts";
import { distil } from "./schemas/distil.ts";
import { apiNames, moduleOf, nameOf } from "./schemas/modules.ts";

/**
 * Distils the protocol's own message definitions, which every kafka-clients jar carries, into `src/wire/protocol/schemas`:
 * `npm run schemas -- NEWEST.jar OLDER.jar`. The newest says what a message is; from the older one come the versions
 * that the newest has dropped.
 */
const [newestJar, olderJar] = process.argv.slice(2);
if (newestJar === undefined || olderJar === undefined) {
  console.error("npm run schemas -- NEWEST.jar OLDER.jar: two kafka-clients jars are needed");
  process.exit(2);
}
const folder = new URL("../src/wire/protocol/schemas/", import.meta.url);
mkdirSync(folder, { recursive: true });
const newest = readDefinitions(newestJar);
const older = readDefinitions(olderJar);
for (const name of apiNames) {
  const [request, response] = (["Request", "Response"] as const).map((side) => distil(`${name}${side}`, newest, older));
  if (request === undefined || response === undefined) throw new Error(`${name} has one side only`);
  const text = moduleOf(name, request, response);
  writeFileSync(
    new URL(`${nameOf(name).file}.ts`, folder),
    await format(text, { parser: "typescript", printWidth: 120 }),
  );
}
console.log(`${apiNames.length} APIs written to src/wire/protocol/schemas`);
