import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { sweepJsonSchema } from "../src/lab/sweep/json-schema.ts";

/** Renews docs/sweep.schema.json: `npm run sweep-schema`. */
const text = await format(JSON.stringify(sweepJsonSchema()), { parser: "json", printWidth: 120 });
writeFileSync(new URL("../docs/sweep.schema.json", import.meta.url), text);
