import type { BatchWaitReport, WaitReport } from "../../scenarios/waits.ts";
import { counted, wrapped } from "./figures.ts";

/** So many batches of each application are told. */
const mostBatches = 4;
const mostRecords = 3;

/** Who waits for whom, in lines for people. */
export function waitLines(waits: readonly WaitReport[], width: number): readonly string[] {
  return waits.flatMap(({ producer, says, batches, batchesLeftOut }) => {
    const told = batches.slice(0, mostBatches);
    const more = batches.length - told.length + batchesLeftOut;
    return [
      ...wrapped(`${producer}: ${says}`, width),
      ...told.flatMap((batch) => batchLines(batch, width - 2).map((line) => `  ${line}`)),
      ...(more === 0 ? [] : [`  and ${counted(more, "more batch", "more batches")}`]),
    ];
  });
}

const batchLines = (batch: BatchWaitReport, width: number): readonly string[] => [
  ...wrapped(`${recordsOf(batch)} in ${batch.topicPartition}, ${batch.place} (${batch.says})`, width),
  ...wrapped(batch.waitsFor, width - 2).map((line) => `  ${line}`),
];

function recordsOf({ records }: BatchWaitReport): string {
  const more = records.length - mostRecords;
  const told = records.slice(0, mostRecords).join(", ");
  return more > 0 ? `${told} and ${more} more` : told;
}
