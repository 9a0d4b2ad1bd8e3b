import { z24, z25 } from "./applications.ts";
import { z01, z12, z13 } from "./brokers.ts";
import type { GalleryBug } from "./bug.ts";
import { z08, z19 } from "./epochs.ts";
import { z02, z03, z04 } from "./other-clients.ts";
import { z10, z11 } from "./without-idempotence.ts";

/** All bugs of the gallery, in the order in which they are best met. */
export const gallery: readonly GalleryBug[] = [z10, z11, z02, z04, z03, z12, z01, z08, z19, z25, z24, z13];
