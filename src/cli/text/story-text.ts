import type { RunReport } from "../../scenarios/report.ts";
import { counted } from "./figures.ts";

/** `18 records`, `3 records, 1 twice`: what all logs of a run hold at its end. */
export function logsText({ logs }: RunReport): string {
  const entries = Object.values(logs).flat();
  const copies = entries.length - new Set(entries.map(({ record }) => record)).size;
  const size = entries.length === 0 ? "empty log" : counted(entries.length, "record");
  return copies === 0 ? size : `${size}, ${copies} twice`;
}

/** `1 acked, 1 failed`: how callbacks ended. */
export function callbacksText({ deliveries, refusals }: RunReport): string {
  const told = (["acked", "failed", "undecided"] as const).flatMap((outcome) => {
    const count = deliveries.filter((delivery) => delivery.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const refused = refusals.length === 0 ? [] : [`${counted(refusals.length, "producer")} refused`];
  return [...told, ...refused].join(", ") || "no send";
}
