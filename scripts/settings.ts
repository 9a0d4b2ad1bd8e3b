import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshSettingsModule, settingsModule } from "./check/settings.ts";

/** Writes the types of a producer's settings, with what an editor shows of each: `npm run settings`. */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(join(root, settingsModule), await freshSettingsModule(root));
console.log(`${settingsModule}: written`);
