import { layout, logOverhead } from "./layout.ts";

/**
 * What stands at some place of a record set, by the broker's rules: a batch of so many bytes; nothing, for what is there
 * is less than a batch; or a length or magic that makes no sense.
 */
export type NextBatch =
  | { readonly kind: "batch"; readonly sizeInBytes: number }
  | { readonly kind: "none"; readonly because: "no-bytes" | "incomplete" }
  | { readonly kind: "corrupt"; readonly because: "length" | "magic" };

/** The least that a batch of any magic has behind its length. */
const leastLength = 14;
const newestMagic = 2;

const none = { kind: "none", because: "no-bytes" } as const;
const incomplete = { kind: "none", because: "incomplete" } as const;

export function nextBatch(bytes: Buffer, at: number): NextBatch {
  const remaining = bytes.byteLength - at;
  if (remaining < logOverhead) return none;
  const length = bytes.readInt32BE(at + layout.length);
  if (length < leastLength) return { kind: "corrupt", because: "length" };
  if (remaining <= layout.magic) return none;
  const magic = bytes.readInt8(at + layout.magic);
  if (magic < 0 || magic > newestMagic) return { kind: "corrupt", because: "magic" };
  return remaining < length + logOverhead ? incomplete : { kind: "batch", sizeInBytes: length + logOverhead };
}
