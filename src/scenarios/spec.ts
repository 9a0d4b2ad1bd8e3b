// A namespace, so that a bundler can leave out what nobody uses: with `{ z }` it takes all of the library, and its words in
// every language.
import * as z from "zod";
import { chanceText as chance, durationDemand, durationText as duration } from "../input/units.ts";
import { clientLines } from "../model/config/definition.ts";
import { nodeActions } from "../model/run/context.ts";
import { parseAddress } from "../sim/faults.ts";
import { delay, errorNames, name } from "./spec-parts.ts";
import { swarmSection } from "./swarm/section.ts";

/**
 * A scenario as it is written, in a file or in code: all that a run needs, with units in words. Every key but `name` has
 * a default. Stories are scenarios too; there is nothing that one of them can do and a file cannot.
 */

const ageDemand = (text: string): string | undefined => durationDemand(text.replace(/^-/, ""), "-1h or 5ms");

const negativeDuration = z
  .string()
  .refine((text) => ageDemand(text) === undefined, { error: ({ input }) => ageDemand(String(input)) });

const topicPartition = z.string().regex(/^[\w.-]+-\d{1,3}$/, "a topic partition such as orders-0, up to orders-999");

const until = { for: duration.optional() };

const timedFault = z.union([
  z.strictObject({
    at: duration,
    do: z.literal("split"),
    between: z.tuple([name, name]),
    oneWay: z.boolean().optional(),
    ...until,
  }),
  z.strictObject({ at: duration, do: z.literal("clog"), between: z.tuple([name, name]), for: duration }),
  z.strictObject({ at: duration, do: z.literal("slow"), between: z.tuple([name, name]), by: duration, for: duration }),
  z.strictObject({ at: duration, do: z.enum(nodeActions), node: name, ...until }),
]);

const address = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, "an address such as: shop>broker-1 Produce request #1");

const messageFault = z.union([
  z.strictObject({ message: address, do: z.enum(["drop", "cut"]) }),
  z.strictObject({ message: address, do: z.literal("duplicate"), after: duration }),
  z.strictObject({ message: address, do: z.literal("delay"), by: duration }),
  /** The broker answers a request with this error and does not act on it; or its answer says so of what it has done. */
  z.strictObject({ message: address, do: z.literal("error"), error: z.enum(errorNames) }),
]);

const drawnFault = z.strictObject({
  do: z.enum(["split", "clog", "slow", ...nodeActions]),
  between: z.tuple([name, name]).optional(),
  node: name.optional(),
  by: duration.optional(),
  atMost: z.int().min(0).max(100),
  within: duration,
  lasting: z.tuple([duration, duration]),
});

const send = z.strictObject({
  at: duration.default("0ms"),
  to: topicPartition,
  /** Sends of one `record` mean the same thing: a second copy in a log is a duplicate. */
  record: z.string().min(1).optional(),
  key: z.string().optional(),
  value: z.string().optional(),
  /** How large its value is, where nobody says what it holds. */
  valueBytes: z.int().min(0).optional(),
  /** How old the record's timestamp is when it is sent: -1h lies an hour ahead. */
  age: negativeDuration.optional(),
  /** The application waits for this one's callback before it goes on. */
  awaited: z.boolean().optional(),
});

const stream = z.strictObject({
  count: z.int().min(0),
  every: duration,
  /** How many are sent at once each time. */
  burst: z.int().min(1).optional(),
  from: duration.default("0ms"),
  to: z.array(topicPartition).min(1),
  keyBytes: z.int().min(0).optional(),
  valueBytes: z.int().min(0).default(16),
  age: negativeDuration.optional(),
  firstAlone: z.boolean().optional(),
});

const producer = z.strictObject({
  name,
  /** The application whose code runs in place of what the keys below say; whoever runs the scenario has to give it. */
  application: name.optional(),
  /** Where that code keeps what survives a crash. */
  storage: z
    .strictObject({
      /** Applications that name one storage share it; else each has that of its own name. */
      name: name.optional(),
      /** How long a flush takes. */
      flush: duration.default("1ms"),
      /** What becomes of writes that were not flushed when the process dies: all are lost, or each survives or not. */
      unflushed: z.enum(["lost", "torn"]).default("lost"),
    })
    .optional(),
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  sends: z.array(send).optional(),
  stream: stream.optional(),
  waitsForEach: z.boolean().default(false),
  resendsOnError: z.int().min(0).default(0),
  resendAfter: duration.default("0ms"),
  onRestart: z.enum(["replay-undecided", "forget"]).default("replay-undecided"),
  knowsMetadata: z.boolean().default(true),
  /**
   * How many epochs it has used up when it gets its first producer id: as if the broker had refused so many of its
   * batches before the run begins (P-79, P-96). After 32767 there is none left (P-100).
   */
  epochsSpent: z.int().min(0).max(32_767).default(0),
  /**
   * Whether the client is meant to refuse these settings, or which clients are: the producer then never starts, and the
   * run goes on.
   */
  refused: z.union([z.boolean(), z.array(z.enum(clientLines)).min(1)]).default(false),
});

const consumer = z.strictObject({
  name,
  topic: name,
  remembersIds: z.boolean(),
  every: duration.default("10ms"),
  restartsAt: z.array(duration).default([]),
  commitEvery: z.int().min(1).default(1),
});

const topic = z.strictObject({
  partitions: z.int().min(1).max(1_000).default(1),
  holds: z.int().min(0).max(1_000_000).default(0),
  timestampType: z.enum(["CreateTime", "LogAppendTime"]).default("CreateTime"),
  maxMessageBytes: z.int().min(1).optional(),
});

const expectation = z.strictObject({
  /** Properties that this scenario breaks, and is meant to. */
  violations: z.array(z.string()).default([]),
  /** Properties that must hold in this run, whatever would excuse a breach. */
  holds: z.array(z.string()).default([]),
  /** How long any record may wait for its callback, from its send on. */
  decidedWithin: duration.optional(),
  /** How many entries the logs hold at the end. */
  entries: z.record(topicPartition, z.int().min(0)).default({}),
  acked: z.int().min(0).optional(),
  failed: z.int().min(0).optional(),
  undecided: z.int().min(0).optional(),
  /** Marks that must be hit. */
  marks: z.array(z.string()).default([]),
  /** How often a mark may be hit at most. */
  atMost: z.record(z.string(), z.int().min(0)).default({}),
  /** The run is meant to reach its limit. */
  limit: z.boolean().default(false),
});

/**
 * Liveness in two phases: faults may strike until `faultsUntil`; from then on chance strikes nothing, splits are healed,
 * the broker is up, and the run must have come to its end `within` a bound, counted from then or from the last planned
 * send. Faults planned by position strike whenever their message comes. What is left out is worked out (`settleOf`); a
 * time alone is the bound.
 */
const settle = z.union([duration, z.strictObject({ faultsUntil: duration.optional(), within: duration.optional() })]);

const tapes = z.record(z.string(), z.array(z.int().min(0)));

export const scenarioSchema = z.strictObject({
  schema: z.literal("onceproof.scenario/1").default("onceproof.scenario/1"),
  name,
  title: z.string().default(""),
  seed: z.int().min(0).default(1),
  profiles: z
    .strictObject({ broker: z.string().default("kafka-4.4"), producer: z.string().default("java-3.9") })
    .prefault({}),
  topics: z.record(name, topic).default({}),
  broker: z
    .strictObject({
      producerIdBlock: z.enum(["warm", "cold"]).default("warm"),
      "producer.id.expiration.ms": z.int().min(1).optional(),
      /** It has a follower, which has each batch `lag` after it was appended; left out: a replication factor of 1. */
      replication: z.strictObject({ lag: duration }).optional(),
    })
    .prefault({}),
  network: z
    .strictObject({
      discipline: z.enum(["tcp", "datagram"]).default("tcp"),
      delay: delay.default("2ms"),
      capacity: z.int().min(0).default(0),
      loss: chance.optional(),
      duplication: chance.optional(),
      cut: chance.optional(),
      /** Loss, duplication and cuts strike in these stretches only; none: always. */
      storms: z.array(z.strictObject({ at: duration, for: duration })).default([]),
      timed: z.array(drawnFault).default([]),
    })
    .prefault({}),
  producers: z.array(producer).min(1),
  consumers: z.array(consumer).default([]),
  faults: z.array(z.union([messageFault, timedFault])).default([]),
  settle: settle.optional(),
  limits: z.strictObject({ events: z.int().min(1).default(5_000_000), time: duration.default("1h") }).prefault({}),
  ties: z.union([z.enum(["fifo", "lifo"]), z.strictObject({ shuffle: z.int() })]).default("fifo"),
  pollOvershoot: duration.default("1ms"),
  /** Whether backoffs are spread by chance (P-76); `none`: each lasts exactly as long as it grows to. */
  jitter: z.enum(["drawn", "none"]).default("drawn"),
  expect: expectation.optional(),
  /** What a hunt draws; left out: what the built-in profile `default` says. */
  swarm: z.union([z.literal("none"), swarmSection]).optional(),
});

/** A repro: a scenario with nothing left to chance. Its faults are explicit, its delays and jitter are on tapes. */
export const reproSchema = z.strictObject({
  schema: z.literal("onceproof.repro/1"),
  scenario: scenarioSchema,
  faults: z.array(z.union([messageFault, timedFault])),
  tapes,
  digest: z.string().regex(/^[0-9a-f]{16}$/, "16 hexadecimal digits"),
  /** The failure that it was written down for, `property/shape/cause`; it may show others too. */
  fingerprint: z.string().optional(),
});

/** A scenario as people write it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
/** The same with every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** A repro as it lies in a file. */
export type ReproInput = z.input<typeof reproSchema>;
export type Repro = z.output<typeof reproSchema>;
export type FaultSpec = Scenario["faults"][number];
