import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { type MessageAddress, parseAddress, parseDuration } from "../../src/sim/index.ts";

/** A fault on one message, counted over all connections; times in milliseconds. */
export type WireFault = { readonly on: MessageAddress } & (
  | { readonly do: "drop" | "cut" }
  | { readonly do: "delay"; readonly byMillis: number }
);

const schema = z.strictObject({
  faults: z.array(
    z.strictObject({ message: z.string(), do: z.enum(["drop", "cut", "delay"]), by: z.string().optional() }),
  ),
});

/** Reads the message faults of a file as `onceproof serve --faults` takes it. Throws with the file's name. */
export function readFaultFile(path: string): readonly WireFault[] {
  const read = schema.safeParse(parse(readFileSync(path, "utf8")));
  if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`);
  return read.data.faults.map((fault) => {
    const on = parseAddress(fault.message);
    if (on === undefined) throw new Error(`${path}: ${fault.message} is no address; broker-1>* Produce response #3 is one`);
    if (fault.do !== "delay") return { on, do: fault.do };
    const by = parseDuration(fault.by ?? "");
    if (by === undefined) throw new Error(`${path}: ${fault.message}: by: ${fault.by ?? "nothing"} is no time`);
    return { on, do: "delay", byMillis: by / 1_000 };
  });
}
