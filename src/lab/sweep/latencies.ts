import { unzlibSync } from "fflate";
import { type Histogram, build, encodeIntoCompressedBase64 } from "hdr-histogram-js";

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

/** The first half of a histogram's sub-buckets: with three digits they are 2,048, and each power of two has the upper half. */
const halfOfBuckets = 1_024;
/** Of the compressed form: its cookie and its length, both of four bytes. */
const envelopeBytes = 8;
/** Of what is compressed: cookie, length, offset, digits, lowest and highest value, ratio. */
const headBytes = 40;
const version2 = 0x1c849313;

/**
 * Reads what `Latencies.encoded` writes: the counts of a histogram in version 2 of its form, which are numbers of seven
 * bits a byte, zigzag, where a negative one says how many counts of zero there are. The library would first make a
 * histogram of tens of thousands of counts for it, and most of the time that results take would go there.
 */
export function stepsOf(encoded: string): Steps {
  const packed = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const bytes = unzlibSync(packed.subarray(envelopeBytes));
  const head = new DataView(bytes.buffer, bytes.byteOffset);
  if (head.getInt32(0) !== version2 || head.getInt32(12) !== digits) {
    throw new RangeError(`no histogram of version 2 with ${digits} digits`);
  }
  const end = headBytes + head.getInt32(4);
  const [values, counts]: [number[], number[]] = [[], []];
  let [total, index, at] = [0, 0, headBytes];
  while (at < end) {
    let [number, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++] as number;
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    const count = number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    if (count < 0) {
      index -= count;
      continue;
    }
    if (count > 0) {
      values.push(greatestAt(index));
      counts.push(count);
      total += count;
    }
    index++;
  }
  return { values, counts, total };
}

const readBefore = new WeakMap<object, Steps>();

/** The times of a run, read once: those of a baseline are compared with every other point's. */
export function stepsOfRun(run: { readonly latencies: string }): Steps {
  const before = readBefore.get(run);
  if (before !== undefined) return before;
  const steps = stepsOf(run.latencies);
  readBefore.set(run, steps);
  return steps;
}

/** The greatest of the values that are counted at a place. */
function greatestAt(index: number): number {
  if (index < 2 * halfOfBuckets) return index;
  const width = 2 ** (Math.floor(index / halfOfBuckets) - 1);
  return (halfOfBuckets + (index % halfOfBuckets) + 1) * width - 1;
}
