import { addressFault } from "./bootstrap.ts";
import type { ClientLine } from "./definition.ts";
import { refuseNull } from "./null.ts";
import type { UserSettings } from "./settings.ts";
import type { EffectiveValues } from "./values.ts";
import { notice, refusal, type ConfigNotice, type ConfigRefusal, type ImpliedValue } from "./verdict.ts";

const intMost = 2_147_483_647;

/** What the building of the producer adds to the settings that were read. */
export interface Construction {
  readonly deliveryTimeoutMillis: number;
  readonly implied: readonly ImpliedValue[];
  readonly notices: readonly ConfigNotice[];
}

/** The checks of the producer's constructor, in its order. What they throw is wrapped (P-12). */
export function settleConstruction(
  values: EffectiveValues,
  user: UserSettings,
  line: ClientLine,
): Construction | ConfigRefusal {
  const early = ["client.id", "enable.metrics.push", "auto.include.jmx.reporter", "partitioner.ignore.keys"];
  const unnamed = refuseNull(values, user, "construct", early);
  if (unnamed !== undefined) return unnamed;
  const delivery = settleDeliveryTimeout(values, user);
  if ("ok" in delivery) return delivery;
  const late = ["partitioner.adaptive.partitioning.enable", "partitioner.rack.aware"];
  const transactional = values.flag("enable.idempotence") ? ["transaction.timeout.ms"] : [];
  return (
    refuseNull(values, user, "construct", [...transactional, ...late]) ??
    refuseRack(values, user) ??
    refuseIncrementalMemory(values, user) ??
    refuseAddresses(values, user, line) ??
    refuseNull(values, user, "construct", ["connections.max.idle.ms", "metadata.cluster.check.enable"]) ??
    delivery
  );
}

/** P-10: a batch must be able to linger and then wait for one answer before its time is up. */
function settleDeliveryTimeout(values: EffectiveValues, user: UserSettings): Construction | ConfigRefusal {
  const key = "delivery.timeout.ms";
  const millis = values.integer(key);
  const need = Math.min(lingerMillis(values) + values.integer("request.timeout.ms"), intMost);
  if (millis >= need) return { deliveryTimeoutMillis: millis, implied: [], notices: [] };
  const setting = user.get(key);
  const sum = `linger.ms + request.timeout.ms = ${need}`;
  if (setting !== undefined) {
    const message = `${key} must be at least ${sum}, not ${millis}`;
    return refusal("construct", { key, rule: "P-10", setting, message });
  }
  const message = `${key} is raised from its default ${millis} to ${sum}`;
  const raised = notice("delivery-timeout-raised", { key, rule: "P-10", message });
  const implied = { key, value: String(need), by: ["linger.ms", "request.timeout.ms"], rule: "P-10" };
  return { deliveryTimeoutMillis: need, implied: [implied], notices: [raised] };
}

/** 4.4: who prefers partitions of his own rack must say which rack that is. */
function refuseRack(values: EffectiveValues, user: UserSettings): ConfigRefusal | undefined {
  const key = "client.rack";
  if (!values.flag("partitioner.rack.aware") || (values.text(key) ?? "").trim() !== "") return undefined;
  const setting = user.get("partitioner.rack.aware");
  return refusal("construct", { key, setting, message: `partitioner.rack.aware=true needs a ${key}` });
}

/** 4.4: memory that grows with a batch cannot hold a compressed one yet. */
function refuseIncrementalMemory(values: EffectiveValues, user: UserSettings): ConfigRefusal | undefined {
  const [strategy, compression] = ["buffer.memory.allocation.strategy", "compression.type"] as const;
  const incremental = values.text(strategy)?.toUpperCase() === "INCREMENTAL";
  if (!incremental || values.text(compression) === "none") return undefined;
  const message = `${strategy}=incremental needs ${compression} to be none, not ${values.text(compression)}`;
  return refusal("construct", { key: compression, setting: user.get(compression), message });
}

function refuseAddresses(values: EffectiveValues, user: UserSettings, line: ClientLine): ConfigRefusal | undefined {
  const key = "bootstrap.servers";
  const setting = user.get(key);
  if (setting === undefined) return undefined;
  const addresses = values.list(key).filter((address) => address !== "");
  if (addresses.length === 0) {
    return refusal("construct", { key, setting, message: `${key} must name at least one host:port` });
  }
  for (const address of addresses) {
    const expected = addressFault(address, line);
    if (expected === undefined) continue;
    return refusal("construct", {
      key,
      setting,
      message: `${key} must list ${expected}, not ${JSON.stringify(address)}`,
    });
  }
  return undefined;
}

/** The client keeps linger as an int, whatever long was set. */
export const lingerMillis = (values: EffectiveValues): number => Math.min(values.integer("linger.ms"), intMost);
