import { properties } from "../../model/properties/index.ts";
import type { Property } from "../../model/properties/property.ts";

/** About consumers, and about code of the user's own. */
const aboutOthers = new Set(["applied-once", "accepted-work-stored", "application-threw"]);

/** What runs without consumers and without code of the user's own are held to. */
export const exploredProperties: readonly Property[] = properties.filter(({ name }) => !aboutOthers.has(name));
