import { assert } from "./assert.ts";
import type { Stream } from "./prng.ts";
import { type Duration, micros, millis } from "./time.ts";

/**
 * How long a message takes on a link, as integers only: engines round logarithms differently, tables they do not.
 * Samples are measured delays, each as likely as the others.
 */
export type Delay =
  | { readonly kind: "constant"; readonly delay: Duration }
  | { readonly kind: "uniform"; readonly low: Duration; readonly high: Duration }
  | { readonly kind: "weighted"; readonly table: readonly (readonly [delay: Duration, weight: number])[] }
  | { readonly kind: "samples"; readonly samples: readonly Duration[] };

export const constantDelay = (delay: Duration): Delay => ({ kind: "constant", delay });

export const uniformDelay = (low: Duration, high: Duration): Delay => ({ kind: "uniform", low, high });

/** Mostly `typical`, with the slow tail that real links have: one in 20 four times, one in 100 twenty times as long. */
export const longTailedDelay = (typical: Duration): Delay => ({
  kind: "weighted",
  table: [
    [typical, 94],
    [micros(typical * 4), 5],
    [micros(typical * 20), 1],
  ],
});

/** Draws one delay; always one draw, except that a constant needs none. */
export function drawDelay(delay: Delay, stream: Stream): Duration {
  switch (delay.kind) {
    case "constant":
      return delay.delay;
    case "uniform":
      return stream.between(delay.low, delay.high) as Duration;
    case "weighted":
      return stream.weighted(delay.table);
    case "samples": {
      assert(delay.samples.length > 0, () => "a delay from samples needs a sample");
      return delay.samples[stream.between(0, delay.samples.length - 1)] ?? millis(0);
    }
  }
}
