import * as z from "zod";
import { sweepSchema } from "./spec.ts";

/** What editors check a sweep file by: its shape. What a text must look like (a time, a chance) only the command says. */
export const sweepJsonSchema = (): object => ({
  title: "A sweep of onceproof",
  ...z.toJSONSchema(sweepSchema, { io: "input" }),
});
