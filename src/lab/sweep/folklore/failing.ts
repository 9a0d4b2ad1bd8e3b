import { hasty, less, lossy, more, notIdempotent, on, quick, second } from "./circumstances.ts";
import type { Rule } from "./rule.ts";

/** What people say of outages and of what they cost: timeouts, idempotence, sending again, memory. */
export const failingRules: readonly Rule[] = [
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
