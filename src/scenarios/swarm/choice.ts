import { type Stream, assert } from "../../sim/index.ts";

/** What one thing is drawn from: values, each as likely as the others, or whole numbers from and to, both included. */
export type Choice<Value> =
  | { readonly of: "values"; readonly values: readonly Value[] }
  | { readonly of: "range"; readonly from: number; readonly to: number };

/** A draw of a place: as fine as one draw of a stream is, so that each place costs the same. */
const places = 2 ** 20;

/** Where in a whole something lies: a fraction from 0 (included) to 1 (excluded), in steps of a millionth or so. */
export type Place = number & { readonly brand: "place" };

export const place = (stream: Stream): Place => (stream.between(0, places - 1) / places) as Place;

/** The whole number at a place of a range, both ends included. Exact: a place has 20 bits, and a range has at most 33. */
export const numberAt = (at: Place, from: number, to: number): number => from + Math.floor(at * (to - from + 1));

/** The element at a place of a list. */
export function elementAt<Value>(at: Place, values: readonly Value[]): Value {
  assert(values.length > 0, () => "nothing to draw from");
  return values[Math.floor(at * values.length)] as Value;
}

/** Draws one of a choice: two draws, whatever comes out. */
export function drawnFrom<Value>(choice: Choice<Value>, stream: Stream): Value | number {
  const [one, other] = [place(stream), place(stream)];
  return choice.of === "values" ? elementAt(one, choice.values) : byMagnitude(one, other, choice.from, choice.to);
}

/** Draws a number: `drawnFrom` for choices that give nothing else. */
export const numberFrom = (choice: Choice<number>, stream: Stream): number => drawnFrom(choice, stream);

/**
 * A whole number of a range in which each doubling is as likely as the others: of 1 to 1000 as often one below 32 as one
 * above. What faults do hangs on the order of magnitude of a time or a chance, and even draws would be great nearly always.
 */
export function byMagnitude(magnitude: Place, within: Place, from: number, to: number): number {
  let doublings = 0;
  for (let low = from; low <= to; low = endOf(low) + 1) doublings++;
  let low = from;
  for (let left = Math.floor(magnitude * doublings); left > 0; left--) low = endOf(low) + 1;
  return numberAt(within, low, Math.min(to, endOf(low)));
}

/** The last number of the doubling that begins with `low`. */
const endOf = (low: number): number => (low === 0 ? 0 : 2 * low - 1);
