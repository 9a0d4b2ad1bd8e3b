import type { RunReport } from "../../src/scenarios/report.ts";

/**
 * The promises of idempotence, worked out anew from what a user sees of a run: logs and deliveries. It shares nothing
 * with the properties of the package, so that a mistake in those does not hide one in the model.
 */
export function brokenPromises(report: RunReport): readonly string[] {
  return Object.entries(report.logs).flatMap(([topicPartition, log]) => {
    const deliveries = report.deliveries.filter((delivery) => delivery.topicPartition === topicPartition);
    const wrong = deliveries.flatMap(({ record, outcome, offset }) => {
      const offsets = log.filter((entry) => entry.record === record).map((entry) => entry.offset);
      if (outcome === "undecided") return [`${record} is undecided`];
      if (outcome === "failed")
        return offsets.length > 1 ? [`${record} failed, and lies at ${offsets.join(", ")}`] : [];
      if (offsets.length !== 1) return [`${record} is acknowledged, and lies at ${offsets.join(", ") || "no offset"}`];
      return offsets[0] === offset ? [] : [`${record} is acknowledged at ${offset}, and lies at ${offsets[0]}`];
    });
    const sent = deliveries
      .map(({ record }) => record)
      .filter((record) => log.some((entry) => entry.record === record));
    const stored = [...new Set(log.map(({ record }) => record))];
    const inOrder = sent.every((record, place) => stored[place] === record);
    return [...wrong, ...(inOrder ? [] : [`${topicPartition} holds ${stored.join(" ")}, sent as ${sent.join(" ")}`])];
  });
}

/** Marks of many runs, added up: what did happen in a sample. */
export class Tally {
  readonly counts: Record<string, number> = {};
  runs = 0;

  add(marks: Readonly<Record<string, number>>): void {
    this.runs++;
    for (const [mark, count] of Object.entries(marks)) this.counts[mark] = (this.counts[mark] ?? 0) + count;
  }

  /** Those of `marks` that never happened. */
  missing(marks: readonly string[]): readonly string[] {
    return marks.filter((mark) => (this.counts[mark] ?? 0) === 0);
  }
}
