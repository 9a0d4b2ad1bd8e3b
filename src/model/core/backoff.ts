/**
 * Kafka's exponential backoff (P-76): base * 2^attempts up to a cap, times a random factor, in whole milliseconds.
 *
 * The client computes it in floating point, and there the cap can come out one millisecond short: 200 up to 1000 stops
 * at 999 (producer-measured.md 9). The last term is 2 to the power of a rounded logarithm, so we round the same two
 * functions correctly by exact integer arithmetic: what a host's own logarithm says is the host's business.
 */
export class Backoff {
  private readonly capMillis: number;
  /** `terms[n]`: the n-th backoff before its random factor; the last one holds for all that follow. */
  private readonly terms: readonly number[];

  constructor(baseMillis: number, capMillis: number) {
    this.capMillis = capMillis;
    this.terms = termsOf(baseMillis, capMillis);
  }

  /** The backoff after `attempts` earlier ones. Draws a factor unless the backoff is constant, as the client does. */
  millis(attempts: number, jitter: { thousandths(): number }): number {
    const terms = this.terms;
    const term = terms[attempts < terms.length ? attempts : terms.length - 1] as number;
    if (terms.length === 1) return term;
    const backoff = Math.floor((jitter.thousandths() / 1_000) * term);
    return backoff < this.capMillis ? backoff : this.capMillis;
  }
}

/** The same few pairs of settings come back in every run, and the exact arithmetic takes a while. */
const known = new Map<number, Map<number, readonly number[]>>();

function termsOf(base: number, cap: number): readonly number[] {
  let ofBase = known.get(base);
  if (ofBase === undefined) {
    if (known.size > 1_000) known.clear();
    ofBase = new Map();
    known.set(base, ofBase);
  }
  let terms = ofBase.get(cap);
  if (terms === undefined) {
    terms = computeTerms(base, cap);
    ofBase.set(cap, terms);
  }
  return terms;
}

function computeTerms(base: number, cap: number): readonly number[] {
  if (cap <= base) return [cap];
  const exponentMax = naturalLogarithm(cap / Math.max(base, 1)) / naturalLogarithm(2);
  const terms: number[] = [];
  let power = 1;
  for (let exponent = 0; exponent < exponentMax; exponent++) {
    terms.push(base * power);
    power *= 2;
  }
  terms.push(base * powerOfTwo(exponentMax));
  return terms;
}

const fractionBits = 200n;
const one = 1n << fractionBits;
const oneAsNumber = Number(one);

/** ln(x) for x >= 1, correctly rounded. */
function naturalLogarithm(x: number): number {
  let mantissa = x;
  let doublings = 0n;
  while (mantissa >= 2) {
    mantissa /= 2;
    doublings++;
  }
  return Number(logarithmOfMantissa(exactly(mantissa)) + doublings * logarithmOfTwo) / oneAsNumber;
}

/** 2^x for x >= 0, correctly rounded. */
function powerOfTwo(x: number): number {
  const whole = Math.floor(x);
  const argument = (exactly(x - whole) * logarithmOfTwo) >> fractionBits;
  let sum = one;
  let term = one;
  for (let n = 1n; term > 0n; n++) {
    term = ((term * argument) >> fractionBits) / n;
    sum += term;
  }
  return Number(sum << BigInt(whole)) / oneAsNumber;
}

/** The exact value of a floating-point number in fixed point. */
function exactly(x: number): bigint {
  let scaled = x;
  let shift = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return (BigInt(scaled) << fractionBits) >> shift;
}

/** ln(m) for 1 <= m <= 2, in fixed point: twice the area tangent of (m - 1) / (m + 1). */
function logarithmOfMantissa(mantissa: bigint): bigint {
  const ratio = ((mantissa - one) << fractionBits) / (mantissa + one);
  const square = (ratio * ratio) >> fractionBits;
  let sum = 0n;
  let power = ratio;
  for (let n = 1n; power > 0n; n += 2n) {
    sum += power / n;
    power = (power * square) >> fractionBits;
  }
  return 2n * sum;
}

const logarithmOfTwo = logarithmOfMantissa(2n * one);
