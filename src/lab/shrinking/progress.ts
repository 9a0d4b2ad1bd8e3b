import * as z from "zod";
import { BadInput } from "../../input/bad-input.ts";
import { InputDocument } from "../../input/document.ts";
import { reproSchema, scenarioSchema } from "../../scenarios/spec.ts";
import type { Shrinking } from "../shrink.ts";
import type { Case } from "./case.ts";

const count = z.int().min(0);

/** A search for a smaller failing run that is not over: what it takes to go on with it. */
const progressSchema = z.strictObject({
  schema: z.literal("onceproof.shrinking/1"),
  /** The digest of the run that it began with. */
  of: z.string(),
  /** The failure that is kept. */
  fingerprint: z.string(),
  cursor: z.strictObject({ axis: count, step: count, smaller: z.boolean() }),
  tried: count,
  kept: count,
  /** The smallest so far. */
  scenario: scenarioSchema,
  tapes: reproSchema.shape.tapes,
});

export type Progress = z.output<typeof progressSchema>;

export const progressOf = (
  { smallest: { scenario, tapes }, cursor, tried, kept }: Shrinking<Case>,
  { of, fingerprint }: Pick<Progress, "of" | "fingerprint">,
): Progress => ({
  schema: "onceproof.shrinking/1",
  of,
  fingerprint,
  cursor,
  tried,
  kept,
  scenario,
  tapes: Object.fromEntries(Object.entries(tapes).map(([name, values]) => [name, [...values]])),
});

/**
 * Reads what an earlier search left behind. `file` is the name that messages use.
 *
 * @throws BadInput where it is no such thing, or was left by the search for another failure or in another run.
 */
export function readProgress(file: string, text: string, about: Pick<Progress, "of" | "fingerprint">): Progress {
  const progress = new InputDocument(file, text).checked(progressSchema);
  if (progress.of === about.of && progress.fingerprint === about.fingerprint) return progress;
  const [there, here] = [progress, about].map(({ of, fingerprint }) => `${fingerprint} in the run ${of}`);
  throw new BadInput(`${file}: is about ${there}, and not about ${here}; leave out --resume, or give another --out`);
}
