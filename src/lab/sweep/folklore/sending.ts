import { dense, hasty, less, lossy, more, notIdempotent, on, quick, second } from "./circumstances.ts";
import type { Rule } from "./rule.ts";

/** What people say of how records are sent: order, retries, batches, acks. */
export const sendingRules: readonly Rule[] = [
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
];
