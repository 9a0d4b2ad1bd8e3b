import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshProperties, propertyDocument } from "./check/properties.ts";

/** Writes the page of the properties: `npm run properties`. */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(join(root, propertyDocument), await freshProperties(root));
console.log(`${propertyDocument}: written`);
