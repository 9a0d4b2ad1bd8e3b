import type { GalleryBug, Remedy } from "../../scenarios/gallery/bug.ts";
import { galleryName } from "../../scenarios/gallery/bug.ts";
import { type RunOptions, asItIs, commandFor } from "../options.ts";
import { textWidth, wrapped } from "./figures.ts";

/** What there is to say of a bug of the gallery beside the run that shows it. */
export interface BugTelling {
  readonly about: readonly string[];
  readonly helps: readonly string[];
  /** Commands that show more of it. */
  readonly more: readonly (readonly [what: string, command: string])[];
}

const kinds: Readonly<Record<Remedy["kind"], string>> = { fix: "A fix", trade: "A trade, and no fix" };

export function bugTelling(bug: GalleryBug, { fixed = false }: Pick<RunOptions, "fixed">): BugTelling {
  const { id, affected, fixedIn, happened, remedy } = bug;
  const name = galleryName(id);
  const other = commandFor("run", name, { ...asItIs, fixed: !fixed });
  return {
    about: [`Affected: ${affected}.`, `Fixed in: ${fixedIn}.`, happened].flatMap((text) => wrapped(text, textWidth)),
    helps: fixed ? [] : wrapped(`${kinds[remedy.kind]}: ${remedy.text}`, textWidth),
    more: [
      [fixed ? "without what helps" : "with what helps", other],
      [
        fixed ? "a hunt that finds nothing" : "a hunt that finds it",
        commandFor("hunt", name, { ...asItIs, fixed }, ["--seeds", "1000"]),
      ],
    ],
  };
}
