import type { SweepInput } from "../spec.ts";
import type { Case, Claim } from "./rule.ts";

/** Times as settings have them. */
export const second = 1_000;

type Surroundings = Case["sweep"];

/** One record in each hundred milliseconds for a minute: outages have room in it. */
const minute: SweepInput["load"] = { records: 600, every: "100ms", valueBytes: 200 };
/** A record each millisecond for two seconds. */
export const dense: SweepInput["load"] = { records: 2_000, every: "1ms", valueBytes: 200 };

export const on = (network: SweepInput["network"], rest: Partial<Surroundings> = {}): Surroundings => ({
  network,
  load: minute,
  seeds: 24,
  profiles: { producer: "java-4.4", broker: "kafka-4.4" },
  late: "10s",
  ...rest,
});

export const quick = (network: SweepInput["network"], rest: Partial<Surroundings> = {}): Surroundings =>
  on(network, { load: dense, seeds: 10, ...rest });

export const notIdempotent = { "enable.idempotence": false } as const;
/** Two messages in a hundred vanish, and their connection with them. */
export const lossy = { like: "three-zones", loss: "2%" } as const;
export const hasty = { "request.timeout.ms": second } as const;

export const less = (
  of: "failed" | "late" | "duplicated" | "outOfOrder" | "requests" | "p50" | "p99" | "recovery" | "behind" | "goodput",
): Claim => ({ of, is: "less" });
export const more = (of: "failed" | "late" | "duplicated" | "requests" | "p50" | "p99"): Claim => ({ of, is: "more" });
