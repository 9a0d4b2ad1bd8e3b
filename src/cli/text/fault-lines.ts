import { faultSentence } from "../../scenarios/fault-text.ts";
import type { FaultSpec } from "../../scenarios/spec.ts";
import { counted } from "./figures.ts";

function faultCounts(faults: readonly FaultSpec[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { do: kind } of faults) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Each fault on a line of its own, or, where there are many, how many there were of each kind. */
export function faultLines(faults: readonly FaultSpec[], most: number): readonly string[] {
  if (faults.length <= most) return faults.map(faultSentence);
  const kinds = [...faultCounts(faults)].map(([kind, count]) => `${count} × ${kind}`);
  return [`${counted(faults.length, "fault")}: ${kinds.join(", ")}`];
}
