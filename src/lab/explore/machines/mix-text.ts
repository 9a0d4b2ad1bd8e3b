import type { Digest } from "../../../sim/index.ts";

/** Takes a text into a digest: how long it is, and all of its units. */
export function mixText(digest: Digest, text: string): void {
  digest.mix(text.length);
  for (let at = 0; at < text.length; at++) digest.mix(text.charCodeAt(at));
}
