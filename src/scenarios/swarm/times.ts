import { durationOf, writtenDuration } from "../../input/units.ts";
import type { Delay, Duration, Stream } from "../../sim/index.ts";
import type { UserSettings } from "../../model/config/settings.ts";
import type { Scenario } from "../spec.ts";
import { delayOf } from "../surroundings.ts";
import type { ByTime } from "./bounds.ts";
import { type Place, elementAt, numberAt, numberFrom, place } from "./choice.ts";

type Producer = Scenario["producers"][number];

/** In milliseconds; the defaults of the Java client. */
const usualTimeouts = { "request.timeout.ms": 30_000, "delivery.timeout.ms": 120_000 } as const;
/** Nobody waits for what comes later than this. */
const longestTimeout = 600_000;

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

  /**
   * `scenario` with its workload, settings and delay as they were drawn; `within` in microseconds; `laidOver`: the user's
   * own settings, which win.
   */
  constructor(scenario: Scenario, within: number | undefined, laidOver: UserSettings) {
    this.sends = scenario.producers.map((producer) => sendsOf(producer, laidOver));
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

  /**
   * About when the time of some send runs out: that of a request, so that it is sent again, or that of its delivery, so
   * that it fails, which costs an idempotent producer its epoch. Three draws.
   */
  expiry(stream: Stream): number {
    const [which, whose, around] = [place(stream), place(stream), place(stream)];
    const { at, timeouts } = this.sendAt(which);
    const near = delaysUntilDone * this.delay;
    return tidy(Math.max(0, at + elementAt(whose, timeouts) + numberAt(around, -near, near)));
  }

  /** Four draws. */
  private beginning(stream: Stream): number {
    const [isAimed, which, after, anywhere] = [place(stream), place(stream), place(stream), place(stream)];
    if (isAimed >= aimedInTwo || this.count === 0) return tidy(numberAt(anywhere, 0, this.within));
    return tidy(this.sendAt(which).at + numberAt(after, 0, delaysUntilDone * this.delay));
  }

  private sendAt(which: Place): { readonly at: number; readonly timeouts: readonly number[] } {
    let nth = Math.floor(which * this.count);
    for (const { count, at, timeouts } of this.sends) {
      if (nth < count) return { at: at(nth), timeouts };
      nth -= count;
    }
    return { at: 0, timeouts: [0] };
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
  /** How long after it its time may run out, in one way or another. */
  readonly timeouts: readonly number[];
}

function sendsOf({ sends = [], stream, config }: Producer, laidOver: UserSettings): Sends {
  const timeouts = Object.entries(usualTimeouts).map(([key, usual]) => {
    const millis = Number(laidOver.get(key)?.value ?? config[key] ?? usual);
    return 1_000 * (Number.isSafeInteger(millis) && millis <= longestTimeout ? millis : usual);
  });
  if (stream === undefined) return { count: sends.length, at: (nth) => durationOf(sends[nth]?.at ?? "0ms"), timeouts };
  const [from, every] = [durationOf(stream.from), durationOf(stream.every)];
  return { count: stream.count, at: (nth) => from + nth * every, timeouts };
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
