import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshGallery, galleryDocument } from "./check/gallery.ts";

/** Writes the page of the gallery of bugs: `npm run gallery`. */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(join(root, galleryDocument), await freshGallery(root));
console.log(`${galleryDocument}: written`);
