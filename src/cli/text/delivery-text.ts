import type { DeliveryReport } from "../../scenarios/run.ts";
import { formatTime, instant } from "../../sim/index.ts";
import { columns, counted } from "./figures.ts";

const timeOf = (micros: number | null): string => (micros === null ? "never" : formatTime(instant(micros)));
const times = (attempts: number): string => counted(attempts, "attempt");

/** What the application was told, send by send; where there are many sends, in one line for each way they ended. */
export function deliveryLines(deliveries: readonly DeliveryReport[], most: number): readonly string[] {
  return deliveries.length <= most ? columns(deliveries.map(told)) : summarised(deliveries);
}

function told({ record, producer, topicPartition, outcome, offset, error, atMicros, attempts }: DeliveryReport) {
  const who = `${record} of ${producer}`;
  switch (outcome) {
    case "acked": {
      const place =
        offset === null || offset < 0 ? `${topicPartition}, nobody says where` : `${topicPartition} @ offset ${offset}`;
      return [`Sent to ${place}`, who, times(attempts), `at ${timeOf(atMicros)}`];
    }
    case "failed":
      return [
        `Failed with ${error ?? "an error"}`,
        `${who} to ${topicPartition}`,
        times(attempts),
        `at ${timeOf(atMicros)}`,
      ];
    case "undecided":
      return ["No callback", `${who} to ${topicPartition}`, "", "to the end"];
  }
}

function summarised(deliveries: readonly DeliveryReport[]): readonly string[] {
  const groups = new Map<string, DeliveryReport[]>();
  for (const delivery of deliveries) {
    const { producer, topicPartition, outcome, error } = delivery;
    const group = [producer, topicPartition, outcome, error ?? ""].join("\n");
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [delivery]);
    else known.push(delivery);
  }
  return [...groups.values()].map(groupLine);
}

function groupLine(group: readonly DeliveryReport[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const { producer, topicPartition, outcome, error } = first;
  const records = `${counted(group.length, "record")} of ${producer} to ${topicPartition}`;
  if (outcome === "undecided") return `No callback for ${records}`;
  const again = group.filter(({ attempts }) => attempts > 1).length;
  const most = group.reduce((sum, { attempts }) => Math.max(sum, attempts), 0);
  const at = group.map(({ atMicros }) => atMicros ?? 0);
  const span = `from ${timeOf(least(at))} to ${timeOf(greatest(at))}`;
  const tries = again === 0 ? "each at the first attempt" : `${again} took more than one attempt (at most ${most})`;
  if (outcome === "failed") return `Failed with ${error ?? "an error"}: ${records}, ${tries}, ${span}`;
  const offsets = group.map(({ offset }) => offset ?? -1);
  const [low, high] = [least(offsets), greatest(offsets)];
  return `Acknowledged: ${records}, at offsets ${low} … ${high}, ${tries}, ${span}`;
}

// Not Math.min(...values): a list of a few hundred thousand is too long for the arguments of a call.
const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other), Infinity);
const greatest = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), -Infinity);
