import * as z from "zod";
import { chanceText as chance, durationText as duration } from "../../input/units.ts";
import { scenarioSchema } from "../../scenarios/spec.ts";
import { delay } from "../../scenarios/spec-parts.ts";
import { networkNames } from "./networks.ts";

/** A sweep as it is written in a file: a network, a load, settings to vary, and how many seeds each of them meets. */

const setting = z.union([z.string(), z.number(), z.boolean()]);
const settings = z.record(z.string(), setting);
const { network, faults, limits, profiles } = scenarioSchema.shape;
const { timed } = network.unwrap().shape;

/** A file of delays stands beside the sweep's own: one time with its unit on each line. */
const file = z.string().min(1);

const ownNetwork = z.strictObject({
  /** A built-in network, of which the other keys replace parts. */
  like: z.enum(networkNames).optional(),
  delay: delay.optional(),
  /** A file of measured delays, one way. */
  delays: file.optional(),
  /** A file of measured round trips: each is halved. */
  roundTrips: file.optional(),
  loss: chance.optional(),
  cut: chance.optional(),
  timed: timed.unwrap().optional(),
  /** How far behind the broker's follower is; left out where there is no `like`: it has none. */
  replicationLag: duration.optional(),
});

const size = {
  valueBytes: z.int().min(0).max(10_000_000).default(100),
  partitions: z.int().min(1).max(1_000).default(1),
};

const steadyLoad = z.strictObject({
  records: z.int().min(1).max(10_000_000),
  every: duration,
  /** How many are sent at once each time; left out: one. */
  burst: z.int().min(1).optional(),
  ...size,
});

/** A file of times since the start, one on each line, and behind it, if need be, the bytes of the value. */
const traceLoad = z.strictObject({ trace: file, ...size });

/** What the application around `send` does, in the words of scenario files. */
const { waitsForEach, resendsOnError, resendAfter, onRestart } = scenarioSchema.shape.producers.element.shape;
const application = z.strictObject({ waitsForEach, resendsOnError, resendAfter, onRestart }).partial();

const range = z.strictObject({
  from: z.int().min(0),
  to: z.int().min(0),
  /** `magnitude`: each doubling gets as many points as the others. */
  scale: z.enum(["even", "magnitude"]).default("even"),
});

const vary = z.union([
  z.strictObject({ grid: z.record(z.string(), z.array(setting).min(1)) }),
  z.strictObject({ list: z.array(settings).min(1) }),
  z.strictObject({
    latinHypercube: z.strictObject({
      points: z.int().min(2).max(100_000),
      seed: z.int().min(0).default(1),
      of: z.record(z.string(), z.union([z.array(setting).min(1), range])),
    }),
  }),
]);

const precision = z.strictObject({
  /** Shares of records are to be known to within so many percentage points. */
  share: chance.default("1%"),
  /** p50 and p99 are to be known to within so much of themselves. */
  latency: chance.default("20%"),
  /** No setting gets more seeds than this. */
  seeds: z.int().min(2).default(1_000),
});

export const sweepSchema = z.strictObject({
  schema: z.literal("onceproof.sweep/1").default("onceproof.sweep/1"),
  name: scenarioSchema.shape.name,
  title: z.string().default(""),
  network: z.union([z.enum(networkNames), ownNetwork]).default("three-zones"),
  /** Faults that strike every run alike, in the words of scenario files. */
  faults,
  load: z.union([steadyLoad, traceLoad]),
  profiles,
  /** Settings that are the same at every point. */
  settings: settings.default({}),
  application: application.default({}),
  vary,
  /** The settings of the point that the others are compared with; left out: the first that the client takes. */
  baseline: settings.optional(),
  /** How many seeds every point meets: the same ones. */
  seeds: z.int().min(2).max(1_000_000).default(50),
  from: z.int().min(0).default(1),
  /** A record whose callback comes later than this after its send was decided late. */
  late: duration.default("10s"),
  /** Given: points whose intervals are wider get more seeds. */
  precision: precision.optional(),
  limits,
});

/** A sweep as people write it. */
export type SweepInput = z.input<typeof sweepSchema>;
/** The same with every default filled in. */
export type SweepFile = z.output<typeof sweepSchema>;
export type SettingValue = z.output<typeof setting>;
export type Settings = Readonly<Record<string, SettingValue>>;
export type Vary = SweepFile["vary"];
export type Precision = z.output<typeof precision>;
