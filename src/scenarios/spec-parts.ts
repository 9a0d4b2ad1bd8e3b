import * as z from "zod";
import { durationText as duration } from "../input/units.ts";
import { type ErrorName, errors } from "../model/core/errors.ts";

/** Parts of a scenario as it is written that more than one of its sections has. */

export const name = z.string().regex(/^[\w.-]+$/, "a name of letters, digits, dots, dashes and underscores");

export const delay = z.union([
  duration,
  z.strictObject({ from: duration, to: duration }),
  z.strictObject({ typical: duration }),
  z.strictObject({ samples: z.array(duration).min(1) }),
]);

/** The errors that a broker can be made to answer. */
export const errorNames = Object.keys(errors).filter((known) => known !== "NONE") as [ErrorName, ...ErrorName[]];
