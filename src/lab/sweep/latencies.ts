import { type Histogram, build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";

/** Three significant digits: a value is known to a thousandth of itself. */
const digits = 3;
/** A hundred hours in microseconds: no run lasts longer, and a longer time would make the histogram grow. */
const longest = 360_000_000_000;

/** Times in microseconds, counted in a histogram of high dynamic range. */
export class Latencies {
  private readonly histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longest,
    numberOfSignificantValueDigits: digits,
    useWebAssembly: false,
  });

  get count(): number {
    return this.histogram.totalCount;
  }

  record(micros: number): void {
    this.histogram.recordValue(micros);
  }

  /** The time that so many percent are at most. @throws RangeError where there are none. */
  at(percent: number): number {
    if (this.count === 0) throw new RangeError("there are no latencies");
    return this.histogram.getValueAtPercentile(percent);
  }

  /** Begins anew: the room of one histogram serves many runs. */
  reset(): void {
    this.histogram.reset();
  }

  /** In the compressed form that all HDR histograms read (version 2, base 64). */
  encoded(): string {
    return encodeIntoCompressedBase64(this.histogram);
  }
}

/** Times of one run in ascending order, each with how often it came. */
export interface Steps {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

/** Reads what `Latencies.encoded` writes. */
export function stepsOf(encoded: string): Steps {
  const histogram = decodeFromCompressedBase64(encoded, 32, false) as unknown as Decoded;
  const [values, counts]: [number[], number[]] = [[], []];
  const { totalCount } = histogram;
  let seen = 0;
  for (let index = 0; seen < totalCount; index++) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    values.push(histogram.highestEquivalentValue(histogram.valueFromIndex(index)));
    counts.push(count);
    seen += count;
  }
  return { values, counts, total: totalCount };
}

/** What the library's own histograms can do beside what its interface says. */
interface Decoded {
  readonly totalCount: number;
  getCountAtIndex(index: number): number;
  valueFromIndex(index: number): number;
  highestEquivalentValue(value: number): number;
}
