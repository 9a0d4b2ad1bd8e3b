/** Between two starts of a hunt lie more seeds than any of them may take. */
const apart = 100_000;

/** The first seeds of so many hunts that have none in common. */
export const startsOf = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, nth) => nth * apart + 1);

/** Of an even number the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const [low = Infinity, high = Infinity] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

/** One row of a table in Markdown. */
export const tableRow = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(" | ")} |`);
