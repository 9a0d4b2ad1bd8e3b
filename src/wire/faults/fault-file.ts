import { BadInput } from "../../input/bad-input.ts";
import { InputDocument, checkedValue } from "../../input/document.ts";
import { type FaultFile, type FaultFileInput, type WireFaultSpec, faultFileSchema } from "./fault-spec.ts";

/**
 * Reads a fault file, written in YAML or JSON. `file` is the name that messages use.
 *
 * @throws BadInput with one line: the file and line, the key, what is wrong with it and what would be right.
 */
export function readFaults(file: string, text: string): FaultFile {
  const document = new InputDocument(file, text);
  if (document.value === undefined) {
    const what = document.isEmpty ? "holds nothing" : "holds no map of keys";
    throw new BadInput(`${file}:1: ${what}; a fault file has keys such as faults, network and seed`);
  }
  return document.checked(faultFileSchema);
}

/**
 * Takes faults that are written in code: a whole file, or its list of faults alone.
 *
 * @throws BadInput with one line: the key, what is wrong with it and what would be right.
 */
export function faultsOf(input: FaultFileInput | readonly WireFaultSpec[]): FaultFile {
  const isList = Array.isArray(input);
  return checkedValue("the faults", faultFileSchema, isList ? { faults: input } : input);
}

export const noFaults: FaultFile = faultFileSchema.parse({});
