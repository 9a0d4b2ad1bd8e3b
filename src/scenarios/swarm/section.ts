import * as z from "zod";
import { chanceText as chance, durationText as duration } from "../../input/units.ts";
import { messageLabels } from "../../model/run/notes.ts";
import { delay, errorNames } from "../spec-parts.ts";

/**
 * The section `swarm` of a scenario: the bounds within which a hunt draws a run for each seed. What a section leaves out
 * is as in the built-in profile that it is `like`.
 */

/** One value, a list, each as likely as the others, or a range, each order of magnitude as likely as the others. */
const anyOf = <Value extends z.ZodType>(value: Value) =>
  z.union([value, z.array(value).min(1), z.strictObject({ from: value, to: value })]);

const times = anyOf(duration);
const counts = anyOf(z.int().min(0));
const setting = z.union([z.string(), z.number(), z.boolean()]);

/** How likely it is that a run knows the kind at all. */
const exists = chance.optional();
const atMost = z.int().min(1).max(100).optional();
/** Aimed faults strike among so many of the first messages of a kind. */
const first = z.int().min(1).max(10_000).optional();

const unless = <Shape extends z.ZodRawShape>(shape: Shape) => z.union([z.literal("none"), z.strictObject(shape)]);

const byChance = unless({ exists, strength: anyOf(chance).optional() });
const byTime = { exists, atMost, lasting: times.optional() };

/** What can be done to a message by its position. */
const aimedActions = ["drop", "cut", "duplicate", "delay"] as const;
/** Requests that can be answered with an error and not acted on, and the answer that can say one of what was done. */
const refusable = ["Produce request", "InitProducerId request", "Produce response"] as const;
/** The built-in profiles. */
export const swarmNames = ["calm", "default", "storm"] as const;
export type SwarmName = (typeof swarmNames)[number];

export const swarmSection = z.strictObject({
  like: z.union([z.enum(swarmNames), z.literal("none")]).default("default"),
  loss: byChance.optional(),
  duplication: byChance.optional(),
  cut: byChance.optional(),
  split: unless(byTime).optional(),
  clog: unless(byTime).optional(),
  slow: unless({ ...byTime, by: times.optional() }).optional(),
  pause: unless(byTime).optional(),
  /** Of the broker; clean or killed. */
  restart: unless(byTime).optional(),
  /** Of a producer's process, which starts again. */
  crash: unless(byTime).optional(),
  /** Of the broker: it has not heard that it leads. */
  "metadata-late": unless(byTime).optional(),
  /** Of the broker, where it has a follower: that takes its place, or fetches nothing for a while. */
  "fail-over": unless(byTime).optional(),
  "follower-stalls": unless(byTime).optional(),
  /** Faults at single messages, by position. */
  aimed: unless({
    exists,
    atMost,
    first,
    at: z
      .array(z.enum(["connect", "accept", ...messageLabels]))
      .min(1)
      .optional(),
    do: z.array(z.enum(aimedActions)).min(1).optional(),
    by: times.optional(),
  }).optional(),
  /** Requests that the broker refuses with an error, and answers that say one of what it did, by position. */
  errors: unless({
    exists,
    atMost,
    first,
    at: z.array(z.enum(refusable)).min(1).optional(),
    names: z.array(z.enum(errorNames)).min(1).optional(),
  }).optional(),
  /** Stretches of time outside of which nothing is drawn but aimed faults. */
  storms: unless({ exists, atMost, lasting: times.optional() }).optional(),
  /** How far into the run faults by time and storms begin; left out: until a little after the last send. */
  within: duration.optional(),
  delay: z.array(delay).min(1).optional(),
  ties: z
    .array(z.enum(["fifo", "lifo", "shuffle"]))
    .min(1)
    .optional(),
  /** Settings of every producer, under Kafka's names; each producer draws its own. */
  settings: z
    .record(z.string(), z.union([setting, z.array(setting).min(1), z.strictObject({ from: z.int(), to: z.int() })]))
    .optional(),
  /** Of producers that send a stream. */
  workload: z
    .strictObject({
      count: counts.optional(),
      every: times.optional(),
      keyBytes: counts.optional(),
      valueBytes: counts.optional(),
      /** How many partitions of the topic it sends to, in turn. */
      partitions: anyOf(z.int().min(1).max(1_000)).optional(),
    })
    .optional(),
});

/** A section as it is written. */
export type SwarmInput = z.input<typeof swarmSection>;
export type SwarmSection = z.output<typeof swarmSection>;
