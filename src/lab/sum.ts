import { Digest } from "../sim/index.ts";

/** A sum over a text, by which a change of it is noticed: 16 hexadecimal digits. */
export function sumOf(text: string): string {
  const digest = new Digest();
  for (let at = 0; at < text.length; at++) digest.mix(text.charCodeAt(at));
  return digest.hex;
}
