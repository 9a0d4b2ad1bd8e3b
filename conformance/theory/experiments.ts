import type { ScenarioInput } from "../../src/scenarios/spec.ts";
import type { Stream } from "../../src/sim/index.ts";
import { type Interval, meanOf } from "../../src/lab/sweep/intervals.ts";
import {
  type ShopInput,
  batchSizesOf,
  deliveriesOf,
  latenciesAfter,
  luckOf,
  meanOfAll,
  poissonArrivals,
  sendsAt,
  shopScenario,
} from "./runs.ts";

/** Something that theory knows, and what the simulator says of it. */
export interface Experiment {
  readonly name: string;
  /** What is known, from where. */
  readonly theory: string;
  readonly unit: string;
  /** What theory says. */
  readonly expected: number;
  /** What a repetition comes to: runs of its own, with the interval over them. */
  readonly repeat: (repetition: number) => Interval;
}

const seedOf = (repetition: number, nth: number): number => 1_000 * repetition + nth;

function overRuns(count: number, run: (nth: number) => number): Interval {
  return meanOf(Array.from({ length: count }, (_, nth) => run(nth)));
}

/**
 * With one request in flight and a batch for each record the producer is a queue with one server: a request is served for
 * a round trip, and meanwhile whatever arrives waits.
 */
const oneServer: ShopInput["config"] = {
  "max.in.flight.requests.per.connection": 1,
  "batch.size": 0,
  "linger.ms": 0,
  "delivery.timeout.ms": 2_000_000_000,
};

const service = 10_000;
/** The queue is empty at the start, and the connection not there yet. */
const warmUp = 60;
/** A connection is made and a producer id is had by then. */
const settledBy = 1_000_000;
const records = 260;
const runs = 60;

type Delay = NonNullable<NonNullable<Parameters<typeof shopScenario>[1]["network"]>["delay"]>;

function queue(name: string, load: number, delay: Delay, theory: string, expected: number): Experiment {
  const repeat = (repetition: number): Interval =>
    overRuns(runs, (nth) => {
      const arrivals = poissonArrivals(luckOf(name, repetition, nth), records, service / load);
      const sends = [{ at: "0ms", to: "orders-0", valueBytes: 200 }, ...sendsAt(arrivals, settledBy)];
      const scenario = shopScenario({ config: oneServer, sends }, { network: { delay } });
      return meanOfAll(latenciesAfter(deliveriesOf(scenario, seedOf(repetition, nth)), warmUp)) / 1_000;
    });
  return { name, theory, unit: "ms", expected, repeat };
}

/** Pollaczek and Khinchine: the time in a queue with Poisson arrivals and constant service. */
const constantService = (load: number): number => (service + (load * service) / (2 * (1 - load))) / 1_000;
/** The same with exponential service. */
const exponentialService = (load: number): number => service / (1 - load) / 1_000;

const samples = 4_000;

/**
 * Delays of which two together are exponential: half the mean of a squared normal number each (Gamma with shape 1/2 twice
 * is Gamma with shape 1). Equally likely quantiles of it, scaled so that they have its mean.
 */
function halfOfExponential(): readonly string[] {
  const quantiles: number[] = [];
  const step = 0.000_5;
  let below = 0;
  for (let z = 0; quantiles.length < samples; z += step) {
    below += (2 * step * Math.exp((-(z + step / 2) * (z + step / 2)) / 2)) / Math.sqrt(2 * Math.PI);
    while (quantiles.length < samples && below >= (quantiles.length + 0.5) / samples) quantiles.push(z * z);
    if (z > 9) quantiles.push(z * z);
  }
  const scale = service / 2 / meanOfAll(quantiles);
  return quantiles.map((value) => `${Math.round(value * scale)}us`);
}

const loss = { numerator: 1, denominator: 10 };
const lossy: ShopInput["config"] = { ...oneServer, "request.timeout.ms": 100, "retry.backoff.ms": 10 };

/** Which Produce messages are lost, each by itself. Others are not: a lost Metadata message would take its connection along. */
function lostMessages(luck: Stream): ScenarioInput["faults"] {
  return Array.from({ length: 1_000 }, (_, at) => at + 1).flatMap((nth) =>
    ["shop>broker-1 Produce request", "broker-1>shop Produce response"]
      .filter(() => luck.chance(loss))
      .map((message) => ({ message: `${message} #${nth}`, do: "drop" as const })),
  );
}

/** An attempt fails where the request or its answer is lost, each by itself. */
const retries: Experiment = {
  name: "attempts over independent loss",
  theory: "geometric: 1 / (1 - loss)^2 attempts, for a request and its answer have to pass",
  unit: "attempts",
  expected: 1 / (1 - loss.numerator / loss.denominator) ** 2,
  repeat: (repetition) =>
    overRuns(40, (nth) => {
      const sends = Array.from({ length: 400 }, (_, at) => ({ at: `${10 * at}ms`, to: "orders-0", valueBytes: 200 }));
      const faults = lostMessages(luckOf("loss", repetition, nth));
      const scenario = shopScenario({ config: lossy, sends }, { network: { delay: "1ms" }, faults });
      return meanOfAll(deliveriesOf(scenario, seedOf(repetition, nth)).map(({ attempts }) => attempts));
    }),
};

const refusals = 6;
const [backoffBase, backoffMax] = [100, 1_000];

/** What a backoff may be drawn as, each as likely as the others: a factor of 0.8 to 1.199 in thousandths (P-76). */
const drawsOf = (term: number): readonly number[] =>
  Array.from({ length: 400 }, (_, at) => Math.min(backoffMax, Math.floor(((800 + at) / 1_000) * term)));

/**
 * How long a batch waits that backs off by `term`, on average. The factor is drawn anew at every look (P-77), when a batch
 * is looked for and again when it is taken, so that it is no single draw: a look at a time that is less than what it draws
 * waits on, until the next draw has passed or, where that has passed already, for a millisecond (P-25). Backwards from the
 * time at which no draw is greater.
 */
function expectedWait(term: number): number {
  const draws = drawsOf(term);
  const greatest = Math.max(...draws);
  const from: number[] = [];
  from[greatest] = greatest;
  for (let waited = greatest - 1; waited >= 0; waited--) {
    const passed = draws.filter((draw) => draw <= waited).length / draws.length;
    const next = (at: number): number => from[Math.max(at, waited + 1)] ?? NaN;
    const waitsOn = meanOfAll(draws.map(next));
    from[waited] = passed * (passed * waited + (1 - passed) * next(0)) + (1 - passed) * waitsOn;
  }
  return from[0] ?? NaN;
}

/** The doubling ends at retry.backoff.max.ms. */
const terms = Array.from({ length: refusals }, (_, attempt) => Math.min(backoffMax, backoffBase * 2 ** attempt));

const backoffs: Experiment = {
  name: "time of six backoffs with jitter",
  theory:
    "100, 200, 400, 800, 1000 and 1000 ms, spread by factors that are drawn anew at every look, and six round trips",
  unit: "ms",
  expected: terms.reduce((sum, term) => sum + expectedWait(term), 0) + 2 * refusals,
  repeat: (repetition) =>
    overRuns(20, (nth) => {
      const [plain, refused] = [0, refusals].map((count) => {
        const faults = Array.from({ length: count }, (_, at) => ({
          message: `shop>broker-1 Produce request #${at + 1}`,
          do: "error" as const,
          error: "NOT_ENOUGH_REPLICAS" as const,
        }));
        const shop = { config: oneServer, sends: [{ at: "0ms", to: "orders-0" }] };
        const scenario = shopScenario(shop, { network: { delay: "1ms" }, faults });
        return meanOfAll(latenciesAfter(deliveriesOf(scenario, seedOf(repetition, nth)), 0)) / 1_000;
      });
      return (refused ?? 0) - (plain ?? 0);
    }),
};

const linger = 200;
const meanGap = 10;
const batchesOfRun = 40;

/** A batch waits for linger.ms from its first record on, and takes whatever arrives meanwhile. */
const batches: Experiment = {
  name: "records in a batch under linger.ms",
  theory: "1 + rate * linger.ms with Poisson arrivals",
  unit: "records",
  expected: 1 + linger / meanGap,
  repeat: (repetition) =>
    overRuns(24, (nth) => {
      const count = Math.ceil(batchesOfRun * (1 + linger / meanGap) * 1.3);
      const arrivals = poissonArrivals(luckOf("batches", repetition, nth), count, meanGap * 1_000);
      const config = { "linger.ms": linger, "batch.size": 1_000_000 };
      const scenario = shopScenario({ config, sends: sendsAt(arrivals, settledBy) }, { network: { delay: "1ms" } });
      return meanOfAll(batchSizesOf(scenario, seedOf(repetition, nth)).slice(0, batchesOfRun));
    }),
};

const exponentialHalves = { samples: [...halfOfExponential()] };

export const experiments: readonly Experiment[] = [
  queue("M/D/1 at load 0.3", 0.3, "5ms", "Pollaczek and Khinchine: S + load S / (2 (1 - load))", constantService(0.3)),
  queue("M/D/1 at load 0.5", 0.5, "5ms", "the same", constantService(0.5)),
  queue("M/M/1 at load 0.5", 0.5, exponentialHalves, "S / (1 - load)", exponentialService(0.5)),
  retries,
  backoffs,
  batches,
];
