import type { ScriptConfig } from "../script.ts";
import type { Luck } from "./luck.ts";

export const forever = 2_147_483_647;

/** Settings, most of them small, so that timeouts, backoffs and full batches meet within a second or two. */
export function drawSettings(luck: Luck): ScriptConfig {
  if (luck.percent(5)) return asShipped(luck);
  const idempotent = luck.percent(80);
  const linger = luck.percent(40) ? 0 : luck.between(1, 50);
  const backoff = luck.pick(10, 20, 50, 100, 100, 200, 500, 1000);
  const reconnect = luck.pick(10, 50, 50, 100);
  const requestTimeout = luck.pick(50, 100, 200, 300, 500, 500, 1000, 1000, 3000, 30_000);
  return {
    "enable.idempotence": idempotent,
    acks: idempotent ? "all" : luck.pick("all", "all", "1", "1", "1", "0"),
    "max.in.flight.requests.per.connection": luck.pick(1, 1, 2, 3, 4, 5, 5, 5, 5),
    retries: luck.percent(60) ? forever : luck.between(idempotent ? 1 : 0, 5),
    "linger.ms": linger,
    "batch.size": luck.percent(30) ? 16_384 : luck.pick(1, 80, 90, 100, 120, 150, 200, 300, 500, 1000),
    "max.request.size": luck.percent(80) ? 1_048_576 : luck.pick(100, 150, 200, 200, 300, 300, 500, 1000),
    "retry.backoff.ms": backoff,
    "retry.backoff.max.ms": luck.percent(8) ? Math.max(1, backoff >> 1) : drawCap(luck, backoff),
    "reconnect.backoff.ms": reconnect,
    "reconnect.backoff.max.ms": drawCap(luck, reconnect),
    "request.timeout.ms": requestTimeout,
    "delivery.timeout.ms": drawDeliveryTimeout(luck, linger + requestTimeout),
  };
}

function drawDeliveryTimeout(luck: Luck, shortest: number): number {
  if (luck.percent(15)) return shortest;
  if (luck.percent(5)) return Math.max(120_000, shortest);
  return shortest + luck.pick(1, 50, 100, 300, 700, 1500, 3000, 3000, 5000, 10_000);
}

/** A cap of an exponential backoff: often none to speak of, sometimes one that no doubling hits. */
function drawCap(luck: Luck, base: number): number {
  const how = luck.between(0, 9);
  if (how < 5) return base;
  return how < 8 ? base << luck.between(1, 4) : Math.max(base, luck.pick(999, 1000, 1000, 2000));
}

/** What most producers run with. */
function asShipped(luck: Luck): ScriptConfig {
  return {
    "enable.idempotence": true,
    acks: "all",
    "max.in.flight.requests.per.connection": 5,
    retries: forever,
    "linger.ms": luck.pick(0, 5),
    "batch.size": 16_384,
    "max.request.size": 1_048_576,
    "retry.backoff.ms": 100,
    "retry.backoff.max.ms": 1_000,
    "reconnect.backoff.ms": 50,
    "reconnect.backoff.max.ms": 1_000,
    "request.timeout.ms": 30_000,
    "delivery.timeout.ms": 120_000,
  };
}
