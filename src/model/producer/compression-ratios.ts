/** The client reckons with 32-bit floats. */
const float = Math.fround;

const safety = float(1.05);
const stepUp = float(0.05);
const stepDown = float(0.005);

/**
 * What the codec made of a topic's batches, and so what the client expects of the next ones: it fills a batch by that
 * expectation, which falls slowly and rises fast. How well a codec does depends on the data; here it is one number.
 */
export class CompressionRatios {
  private readonly percent: number;
  private readonly expected = new Map<string, number>();

  /** `percent`: what the codec makes of 100 bytes of records. */
  constructor(percent: number) {
    this.percent = percent;
  }

  /** The ratio that a batch which begins now is filled by; 1 before the first batch. */
  expectedOf(topic: string): number {
    return this.expected.get(topic) ?? 1;
  }

  /** Bytes that records of so many bytes are expected to take. */
  static expectedBytes(recordBytes: number, ratio: number): number {
    return Math.trunc(float(float(float(recordBytes) * ratio) * safety));
  }

  /** Bytes that they take. */
  packedBytes(recordBytes: number): number {
    return Math.ceil((recordBytes * this.percent) / 100);
  }

  ratioOf(recordBytes: number): number {
    return float(this.packedBytes(recordBytes) / recordBytes);
  }

  /** A batch is packed: the expectation moves towards what came of it. */
  observe(topic: string, ratio: number): void {
    const expected = this.expectedOf(topic);
    if (ratio > expected) this.expected.set(topic, Math.max(float(expected + stepUp), ratio));
    else if (ratio < expected) this.expected.set(topic, Math.max(float(expected - stepDown), ratio));
  }

  /** A batch was too large all the same: nothing is expected of the codec for now (P-103). */
  reset(topic: string, ratio: number): void {
    this.expected.set(topic, Math.max(1, ratio));
  }
}
