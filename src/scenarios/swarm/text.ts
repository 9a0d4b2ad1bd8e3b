import type { FaultSpec, Scenario } from "../spec.ts";

type Producer = Scenario["producers"][number];

/**
 * What was drawn of a scenario, on one line: faults by chance and when, the number of faults of each kind by time and by
 * position, the load, settings that differ, the network's delay, the order of ties.
 */
export function drawnText(scenario: Scenario, drawn: Scenario): string {
  const parts = [faultsText(scenario, drawn), ...loadTexts(scenario, drawn), ...worldTexts(scenario, drawn)];
  return parts.join("; ");
}

function faultsText(scenario: Scenario, { network, faults }: Scenario): string {
  const told = [...chanceTexts(network), ...countTexts(faults.slice(scenario.faults.length))];
  return told.length === 0 ? "no faults" : told.join(", ");
}

function chanceTexts({ loss, duplication, cut, storms }: Scenario["network"]): readonly string[] {
  const kinds = Object.entries({ loss, duplication, cut }).flatMap(([kind, chance]) =>
    chance === undefined ? [] : [`${kind} ${chance}`],
  );
  if (kinds.length === 0 || storms.length === 0) return kinds;
  return [`${kinds.join(" and ")} in storms ${storms.map(({ at, for: lasting }) => `${at}+${lasting}`).join(" ")}`];
}

/** By kind, in the order in which they were drawn; faults at messages are called so. */
function countTexts(faults: readonly FaultSpec[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const fault of faults) {
    const kind = "message" in fault ? `${fault.do} at ${labelOf(fault.message)}` : fault.do;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`));
}

/** `Produce response #3` of an address. */
const labelOf = (address: string): string => address.replace(/^\S+ /, "");

function loadTexts(scenario: Scenario, drawn: Scenario): readonly string[] {
  const several = drawn.producers.length > 1;
  return drawn.producers.flatMap((producer, at) => {
    const before = scenario.producers[at];
    const told = [...streamTexts(before, producer), ...settingTexts(before, producer)];
    return told.length === 0 ? [] : [`${several ? `${producer.name}: ` : ""}${told.join(", ")}`];
  });
}

function streamTexts(before: Producer | undefined, { stream }: Producer): readonly string[] {
  if (stream === undefined || JSON.stringify(before?.stream) === JSON.stringify(stream)) return [];
  const { count, every, valueBytes, to } = stream;
  const where = to.length === 1 ? "" : ` to ${to.length} partitions`;
  return [`${count} records of ${valueBytes} B every ${every}${where}`];
}

function settingTexts(before: Producer | undefined, { config }: Producer): readonly string[] {
  const drawn = Object.entries(config).filter(([key, value]) => before?.config[key] !== value);
  return drawn.map(([key, value]) => `${key}=${value}`);
}

function worldTexts(scenario: Scenario, { network, ties }: Scenario): readonly string[] {
  const told: string[] = [];
  if (JSON.stringify(network.delay) !== JSON.stringify(scenario.network.delay)) {
    told.push(`delay ${delayText(network.delay)}`);
  }
  if (JSON.stringify(ties) !== JSON.stringify(scenario.ties)) {
    told.push(`ties ${typeof ties === "object" ? `shuffled by ${ties.shuffle}` : ties}`);
  }
  return told;
}

function delayText(delay: Scenario["network"]["delay"]): string {
  if (typeof delay === "string") return delay;
  if ("from" in delay) return `${delay.from} to ${delay.to}`;
  return "typical" in delay ? `mostly ${delay.typical}` : `one of ${delay.samples.length} samples`;
}
