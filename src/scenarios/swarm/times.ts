import { durationOf, writtenDuration } from "../../input/units.ts";
import type { Delay, Duration, Stream } from "../../sim/index.ts";
import type { Scenario } from "../spec.ts";
import { delayOf } from "../surroundings.ts";
import type { ByTime } from "./bounds.ts";
import { type Place, elementAt, numberAt, numberFrom, place } from "./choice.ts";

/** When something begins and when it is over, in microseconds. */
export interface Stretch {
  readonly at: number;
  readonly until: number;
}

const aimedInTwo = 0.5;
/** How long after a send its messages are on their way, in delays of the network: the handshake comes first. */
const delaysUntilDone = 8;
/** How far beyond the last send faults begin, in such delays, where the scenario does not say it. */
const delaysBeyond = 20;

/**
 * When what is drawn strikes. Half of it is aimed: it begins soon after some send, when batches are in flight or answers
 * on their way; the rest begins anywhere. In a run with storms all of it lies within one.
 */
export class Times {
  private readonly sends: readonly Sends[];
  private readonly count: number;
  private readonly delay: number;
  private readonly within: number;
  private storms: readonly Stretch[] = [];

  /** `scenario` with its workload and delay as they were drawn; `within` in microseconds. */
  constructor(scenario: Scenario, within: number | undefined) {
    this.sends = scenario.producers.map(sendsOf);
    this.count = this.sends.reduce((sum, { count }) => sum + count, 0);
    this.delay = Math.max(1_000, longest(delayOf(scenario.network)));
    const last = Math.max(0, ...this.sends.filter(({ count }) => count > 0).map(({ count, at }) => at(count - 1)));
    this.within = within ?? last + delaysBeyond * this.delay;
  }

  /** Draws the storms of a run, if it has any. */
  drawStorms({ exists, atMost, lasting }: ByTime, stream: Stream): readonly Stretch[] {
    if (!stream.chance(exists)) return [];
    const count = numberAt(place(stream), 1, atMost);
    const storms: Stretch[] = [];
    for (let nth = 0; nth < count; nth++) {
      const at = this.beginning(stream);
      storms.push({ at, until: at + tidy(numberFrom(lasting, stream)) });
    }
    this.storms = storms;
    return storms;
  }

  /** When the next fault begins: six draws. */
  next(stream: Stream): number {
    const [which, inside] = [place(stream), place(stream)];
    const anywhere = this.beginning(stream);
    if (this.storms.length === 0) return anywhere;
    const { at, until } = elementAt(which, this.storms);
    return tidy(numberAt(inside, at, until));
  }

  /** Four draws. */
  private beginning(stream: Stream): number {
    const [isAimed, which, after, anywhere] = [place(stream), place(stream), place(stream), place(stream)];
    if (isAimed >= aimedInTwo || this.count === 0) return tidy(numberAt(anywhere, 0, this.within));
    return tidy(this.sendAt(which) + numberAt(after, 0, delaysUntilDone * this.delay));
  }

  private sendAt(which: Place): number {
    let nth = Math.floor(which * this.count);
    for (const { count, at } of this.sends) {
      if (nth < count) return at(nth);
      nth -= count;
    }
    return 0;
  }
}

/** A time that people read: to the microsecond below ten milliseconds, and else to the tenth of one. */
const tidy = (micros: number): number => (micros < 10_000 ? micros : micros - (micros % 100));

/** A time as files have it, `16.6ms`: exact, and in milliseconds from one on. */
export function timeText(micros: number): string {
  const tidied = tidy(micros);
  return tidied < 1_000 || tidied % 1_000 === 0 ? writtenDuration(tidied as Duration) : `${tidied / 1_000}ms`;
}

interface Sends {
  readonly count: number;
  /** When the application means to send the n-th record, from 0. */
  at(nth: number): number;
}

function sendsOf({ sends = [], stream }: Scenario["producers"][number]): Sends {
  if (stream === undefined) return { count: sends.length, at: (nth) => durationOf(sends[nth]?.at ?? "0ms") };
  const [from, every] = [durationOf(stream.from), durationOf(stream.every)];
  return { count: stream.count, at: (nth) => from + nth * every };
}

function longest(delay: Delay): number {
  switch (delay.kind) {
    case "constant":
      return delay.delay;
    case "uniform":
      return delay.high;
    case "weighted":
      return delay.table[0]?.[0] ?? 0;
    case "samples":
      return Math.max(...delay.samples);
  }
}
