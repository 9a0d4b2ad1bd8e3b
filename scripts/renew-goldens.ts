import { writeFileSync } from "node:fs";
import { goldens } from "../src/lab/goldens.ts";

/** Writes down the digests that runs have now: `npm run goldens:renew`. One golden a line, so that a diff says which moved. */
const file = new URL("../test/data/goldens.json", import.meta.url);
const lines = goldens().map((golden) => JSON.stringify(golden));
writeFileSync(file, `[\n  ${lines.join(",\n  ")}\n]\n`);
console.log(`${lines.length} goldens; say under "Behaviour" in CHANGELOG.md why they moved`);
