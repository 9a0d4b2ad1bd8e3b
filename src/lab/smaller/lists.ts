/** A list without the elements from one place to before another. */
export const withoutRange = <Element>(list: readonly Element[], from: number, to: number): Element[] => [
  ...list.slice(0, from),
  ...list.slice(to),
];

/**
 * The ranges to leave out of a list, the widest first: halves, quarters, down to each element by itself. The last ones
 * come first, for what is left out at the end moves nothing that stays.
 */
export function* ranges(length: number): Generator<readonly [from: number, to: number]> {
  for (let width = Math.max(1, length >> 1); width >= 1; width = width >> 1) {
    for (let to = length; to > 0; to -= width) yield [Math.max(0, to - width), to];
  }
}
