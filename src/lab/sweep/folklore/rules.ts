import type { SweepInput } from "../spec.ts";
import type { Case, Claim, Rule } from "./rule.ts";

/** Times as settings have them. */
const second = 1_000;

type Surroundings = Case["sweep"];

/** One record in each hundred milliseconds for a minute: outages have room in it. */
const minute: SweepInput["load"] = { records: 600, every: "100ms", valueBytes: 200 };
/** A record each millisecond for two seconds. */
const dense: SweepInput["load"] = { records: 2_000, every: "1ms", valueBytes: 200 };

const on = (network: SweepInput["network"], rest: Partial<Surroundings> = {}): Surroundings => ({
  network,
  load: minute,
  seeds: 24,
  profiles: { producer: "java-4.4", broker: "kafka-4.4" },
  late: "10s",
  ...rest,
});

const quick = (network: SweepInput["network"], rest: Partial<Surroundings> = {}): Surroundings =>
  on(network, { load: dense, seeds: 10, ...rest });

const notIdempotent = { "enable.idempotence": false } as const;
/** Two messages in a hundred vanish, and their connection with them. */
const lossy = { like: "three-zones", loss: "2%" } as const;
const hasty = { "request.timeout.ms": second } as const;

const less = (
  of: "failed" | "late" | "duplicated" | "outOfOrder" | "requests" | "p50" | "p99" | "recovery" | "behind" | "goodput",
): Claim => ({ of, is: "less" });
const more = (of: "failed" | "late" | "duplicated" | "requests" | "p50" | "p99"): Claim => ({ of, is: "more" });

/** Rules that people repeat, each in circumstances in which it could hold or not. */
export const rules: readonly Rule[] = [
  {
    name: "delivery-covers-linger-and-request",
    says: "delivery.timeout.ms has to be at least linger.ms + request.timeout.ms",
    cases: [
      {
        name: "java",
        where: "with the Java client, which refuses anything else",
        sweep: quick("same-rack", { seeds: 4 }),
        before: { "delivery.timeout.ms": 120 * second },
        after: { "delivery.timeout.ms": 10 * second },
        claim: { is: "refused" },
      },
    ],
  },
  {
    name: "one-in-flight-for-order",
    says: "max.in.flight.requests.per.connection has to be 1 for records to stay in order",
    cases: [
      {
        name: "without-idempotence",
        where: "without idempotence, where answers are errors or vanish",
        sweep: quick(lossy, {
          settings: { ...notIdempotent, ...hasty, "linger.ms": 0 },
          load: { ...dense, every: "20ms", records: 400 },
        }),
        before: { "max.in.flight.requests.per.connection": 5 },
        after: { "max.in.flight.requests.per.connection": 1 },
        claim: less("outOfOrder"),
      },
      {
        name: "with-idempotence",
        where: "with idempotence, whose sequences keep the order of five",
        sweep: quick(lossy, {
          settings: { ...hasty, "linger.ms": 0 },
          load: { ...dense, every: "20ms", records: 400 },
        }),
        before: { "max.in.flight.requests.per.connection": 5 },
        after: { "max.in.flight.requests.per.connection": 1 },
        claim: less("outOfOrder"),
      },
    ],
  },
  {
    name: "three-retries-are-enough",
    says: "retries=3 is enough",
    cases: [
      {
        name: "lost-messages",
        where: "where two messages in a hundred vanish, each by itself",
        sweep: on(lossy, { settings: hasty }),
        before: { retries: 2_147_483_647 },
        after: { retries: 3 },
        claim: { of: "failed", is: "no more" },
      },
      {
        name: "refused",
        where: "where the broker has not heard for 5 s that it leads, and refuses each attempt",
        sweep: on(
          { like: "three-zones" },
          { settings: hasty, faults: [{ at: "20s", do: "metadata-late", node: "broker-1", for: "5s" }] },
        ),
        before: { retries: 2_147_483_647 },
        after: { retries: 3 },
        claim: { of: "failed", is: "no more" },
      },
    ],
  },
  {
    name: "retries-make-duplicates",
    says: "more retries mean more duplicates",
    cases: [
      {
        name: "without-idempotence",
        where: "without idempotence",
        sweep: on(lossy, { settings: { ...notIdempotent, ...hasty } }),
        before: { retries: 0 },
        after: { retries: 10 },
        claim: more("duplicated"),
      },
      {
        name: "with-idempotence",
        where: "with idempotence",
        sweep: on(lossy, { settings: hasty }),
        before: { retries: 1 },
        after: { retries: 10 },
        claim: more("duplicated"),
      },
    ],
  },
  {
    name: "linger-costs-latency",
    says: "linger.ms costs latency",
    cases: [
      {
        name: "light-load",
        where: "under a light load",
        sweep: quick("three-zones", { load: { records: 200, every: "50ms", valueBytes: 200 } }),
        before: { "linger.ms": 0 },
        after: { "linger.ms": 20 },
        claim: more("p50"),
      },
      {
        name: "full-batches",
        where: "where batches of 16 KiB fill in a fraction of it",
        sweep: quick("three-zones", {
          load: { records: 10_000, every: "1ms", burst: 5, valueBytes: 2_000 },
          seeds: 4,
        }),
        before: { "linger.ms": 0 },
        after: { "linger.ms": 20 },
        claim: more("p50"),
      },
    ],
  },
  {
    name: "bigger-batches-help",
    says: "a larger batch.size always helps",
    cases: [
      {
        name: "bursts",
        where: "where records come in bursts of five hundred",
        sweep: quick("three-zones", { load: { records: 5_000, every: "1s", burst: 500, valueBytes: 200 } }),
        before: { "batch.size": 16_384 },
        after: { "batch.size": 262_144 },
        claim: less("requests"),
      },
      {
        name: "light-load",
        where: "under a light load, whose batches never fill",
        sweep: quick("three-zones", { load: { records: 200, every: "50ms", valueBytes: 200 } }),
        before: { "batch.size": 16_384 },
        after: { "batch.size": 262_144 },
        claim: less("requests"),
      },
    ],
  },
  {
    name: "acks-one-is-much-faster",
    says: "acks=1 is much faster than acks=all",
    cases: [
      {
        name: "three-zones",
        where: "where the broker waits 1.5 ms for its follower and linger.ms is 0",
        sweep: quick("three-zones", { settings: { "linger.ms": 0, ...notIdempotent } }),
        before: { acks: "all" },
        after: { acks: "1" },
        claim: { of: "p50", is: "far less", times: 2 },
      },
      {
        name: "with-linger",
        where: "with the same follower and the linger.ms of 5 that is usual since 4.0",
        sweep: quick("three-zones", {
          settings: notIdempotent,
          load: { records: 400, every: "20ms", valueBytes: 200 },
        }),
        before: { acks: "all" },
        after: { acks: "1" },
        claim: { of: "p50", is: "far less", times: 2 },
      },
      {
        name: "no-follower",
        where: "where the broker has no follower to wait for",
        sweep: quick("same-rack", { settings: { "linger.ms": 0, ...notIdempotent } }),
        before: { acks: "all" },
        after: { acks: "1" },
        claim: { of: "p50", is: "far less", times: 2 },
      },
    ],
  },
  {
    name: "short-request-timeout-recovers",
    says: "a shorter request.timeout.ms recovers sooner",
    cases: [
      {
        name: "half-open",
        where: "where messages vanish and their connection stays half open",
        sweep: on(lossy),
        before: { "request.timeout.ms": 30 * second },
        after: hasty,
        claim: less("p99"),
      },
      {
        name: "refused",
        where: "where the broker is away and refuses connections at once",
        sweep: on("broker-restarts"),
        before: { "request.timeout.ms": 30 * second },
        after: hasty,
        claim: less("recovery"),
      },
    ],
  },
  {
    name: "long-delivery-timeout-saves-records",
    says: "a longer delivery.timeout.ms saves records",
    cases: [
      {
        name: "long-outages",
        where: "where the broker is away for longer than the shorter one",
        sweep: on("broker-restarts", { settings: hasty }),
        before: { "delivery.timeout.ms": 15 * second },
        after: { "delivery.timeout.ms": 120 * second },
        claim: less("failed"),
      },
      {
        name: "short-outages",
        where: "where no outage is longer than half of the shorter one",
        sweep: on(
          { like: "three-zones" },
          { settings: hasty, faults: [{ at: "20s", do: "split", between: ["shop", "broker-1"], for: "5s" }] },
        ),
        before: { "delivery.timeout.ms": 15 * second },
        after: { "delivery.timeout.ms": 120 * second },
        claim: less("failed"),
      },
    ],
  },
  {
    name: "idempotence-costs-latency",
    says: "idempotence costs latency",
    cases: [
      {
        name: "steady",
        where: "on a quiet network",
        sweep: quick("three-zones"),
        before: notIdempotent,
        after: { "enable.idempotence": true },
        claim: more("p50"),
      },
    ],
  },
  {
    name: "idempotence-ends-duplicates",
    says: "idempotence ends duplicates",
    cases: [
      {
        name: "lost-answers",
        where: "where answers vanish and the producer lives",
        sweep: on(lossy, { settings: hasty }),
        before: notIdempotent,
        after: { "enable.idempotence": true },
        claim: less("duplicated"),
      },
      {
        name: "restart",
        where: "where the application dies with records in doubt, and sends them again when it is back",
        sweep: on(
          { like: "two-regions" },
          {
            load: { records: 1_000, every: "2ms", valueBytes: 200 },
            faults: [{ at: "1s", do: "crash", node: "shop", for: "1s" }],
          },
        ),
        before: notIdempotent,
        after: { "enable.idempotence": true },
        claim: less("duplicated"),
      },
    ],
  },
  {
    name: "resending-makes-up-for-errors",
    says: "an application that sends again after an error loses nothing, and costs nothing",
    cases: [
      {
        name: "fewer-fail",
        where: "as to records that fail, where the broker is away for longer than delivery.timeout.ms",
        sweep: on("broker-restarts", { settings: { ...hasty, "delivery.timeout.ms": 5 * second } }),
        before: { "application.resendsOnError": 0 },
        after: { "application.resendsOnError": 20 },
        claim: less("failed"),
      },
      {
        name: "no-more-duplicates",
        where: "as to duplicates, where answers vanish for good",
        sweep: on(lossy, { settings: { ...hasty, "delivery.timeout.ms": 1_500 } }),
        before: { "application.resendsOnError": 0 },
        after: { "application.resendsOnError": 20 },
        claim: { of: "duplicated", is: "no more" },
      },
    ],
  },
  {
    name: "waiting-for-each-is-slow",
    says: "waiting for each record before the next costs throughput",
    cases: [
      {
        name: "dense",
        where: "under a load of one record each millisecond",
        sweep: quick("three-zones"),
        before: { "application.waitsForEach": false },
        after: { "application.waitsForEach": true },
        claim: less("goodput"),
      },
      {
        name: "light-load",
        where: "under a light load",
        sweep: quick("three-zones", { load: { records: 200, every: "200ms", valueBytes: 200 } }),
        before: { "application.waitsForEach": false },
        after: { "application.waitsForEach": true },
        claim: less("goodput"),
      },
    ],
  },
  {
    name: "buffer-memory-rides-out-outages",
    says: "more buffer.memory keeps send from blocking in an outage",
    cases: [
      {
        name: "split",
        where: "where the link is down for 5 s and a megabyte is full after one",
        sweep: on(
          { like: "three-zones" },
          {
            seeds: 8,
            load: { records: 2_000, every: "5ms", valueBytes: 5_000 },
            settings: hasty,
            faults: [{ at: "2s", do: "split", between: ["shop", "broker-1"], for: "5s" }],
          },
        ),
        before: { "buffer.memory": 1_048_576 },
        after: { "buffer.memory": 33_554_432 },
        claim: less("behind"),
      },
    ],
  },
];
