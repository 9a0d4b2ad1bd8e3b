import * as z from "zod";
import { chanceText, durationText } from "../../input/units.ts";
import { errors } from "../../model/core/errors.ts";
import { durationOf } from "../../input/units.ts";
import { apiNames } from "../protocol/apis.ts";
import { parseWireAddress } from "./address.ts";

/**
 * A fault file as it is written: faults by position and by time, and faults that the seed draws. What struck a broker is
 * written down in the same form, so that it can be put back.
 */

const address = z.string().superRefine((text, context) => {
  const read = parseWireAddress(text);
  if ("must" in read) context.addIssue({ code: "custom", message: read.must });
});

const requestAddress = address.refine(
  (text) => {
    const read = parseWireAddress(text);
    return "must" in read || read.direction === "request";
  },
  { message: "the address of a request: only what is asked can be done twice" },
);

const partition = z.string().regex(/^[\w.-]+-\d+$/, "a topic partition such as orders-0");
const producerId = z.int().min(0);

/** Kafka's errors by name, or any code of the protocol by number. */
const error = z.union([
  z.enum(Object.keys(errors).filter((name) => name !== "NONE") as [string, ...string[]]),
  z
    .int()
    .min(-1)
    .max(32_767)
    .refine((code) => code !== 0, "the code of an error; 0 is none"),
]);

/** What else must be true of a message to be counted. */
const filters = { producerId: producerId.optional(), partition: partition.optional() };

const strikes = { message: address, ...filters };

const onMessage = z.union([
  z.strictObject({ ...strikes, do: z.enum(["drop", "swallow", "cut"]) }),
  z.strictObject({ ...strikes, message: requestAddress, do: z.literal("duplicate") }),
  z.strictObject({ ...strikes, do: z.literal("delay"), by: durationText }),
  z.strictObject({ ...strikes, do: z.literal("error"), error }),
]);

const time = z.union([z.literal("now"), durationText]);

/** What is done to the broker, at a message or at a time. */
function onBroker<When extends z.ZodRawShape>(when: When) {
  return [
    z.strictObject({ ...when, do: z.enum(["restart-clean", "restart-kill"]), for: durationText.optional() }),
    z.strictObject({ ...when, do: z.literal("pause"), for: durationText }),
    z.strictObject({ ...when, do: z.literal("expire-producer"), of: producerId.optional() }),
    z.strictObject({ ...when, do: z.literal("forget-producers"), of: partition.optional() }),
  ] as const;
}

const fault = z.union([onMessage, ...onBroker(strikes), ...onBroker({ at: time })]);

const apis = z.array(z.enum(apiNames as [string, ...string[]])).min(1);

const delay = z
  .strictObject({ chance: chanceText.default("100%"), from: durationText, to: durationText })
  .refine(({ from, to }) => durationOf(from) <= durationOf(to), "a range whose end is not before its beginning");

const network = z.strictObject({
  /** Of which APIs messages are struck; of all unless given. */
  apis: apis.optional(),
  loss: chanceText.optional(),
  swallow: chanceText.optional(),
  cut: chanceText.optional(),
  duplication: chanceText.optional(),
  delay: delay.optional(),
  /** Answers with one of these errors: to a request before anything is done, to a response after it. */
  error: z
    .strictObject({ chance: chanceText, codes: z.array(error).min(1), apis: apis.default(["Produce"]) })
    .optional(),
});

export const faultFileSchema = z.strictObject({
  schema: z.literal("onceproof.faults/1").default("onceproof.faults/1"),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  network: network.prefault({}),
  faults: z.array(fault).default([]),
});

/** A fault file as people write it. */
export type FaultFileInput = z.input<typeof faultFileSchema>;
/** The same with every default filled in. */
export type FaultFile = z.output<typeof faultFileSchema>;
/** One fault as it is written. */
export type WireFaultSpec = FaultFile["faults"][number];
export type SwarmSpec = FaultFile["network"];
