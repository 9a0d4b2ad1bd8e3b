import { type Instant, type Label, type NoteKind, type Trace, noteKind } from "../../sim/index.ts";
import type { RecordBatch, Request, Response } from "../protocol.ts";

/** What producers, brokers and applications note in the trace. Codes from 32 on; below are the kernel's. */
export const notes = {
  sent: noteKind(32, "send", "producer:node record:record partition:partition send:number"),
  batchSent: noteKind(
    33,
    "batch-sent",
    "producer:node partition:partition epoch:number baseSequence:number count:number correlation:number",
  ),
  appended: noteKind(
    34,
    "appended",
    "broker:node partition:partition producerId:number epoch:number baseSequence:number baseOffset:number",
  ),
  duplicateSuppressed: noteKind(
    35,
    "duplicate-suppressed",
    "broker:node partition:partition producerId:number epoch:number baseSequence:number baseOffset:number",
  ),
  rejected: noteKind(
    36,
    "rejected",
    "broker:node partition:partition producerId:number epoch:number baseSequence:number error:error",
  ),
  answered: noteKind(
    37,
    "answered",
    "producer:node partition:partition error:error baseOffset:number correlation:number",
  ),
  acknowledged: noteKind(38, "acknowledged", "producer:node record:record offset:number send:number attempts:number"),
  failed: noteKind(39, "failed", "producer:node record:record exception:exception send:number attempts:number"),
  producerStarted: noteKind(40, "producer-started", "producer:node session:number"),
  producerCrashed: noteKind(41, "producer-crashed", "producer:node session:number"),
  producerClosed: noteKind(42, "producer-closed", "producer:node session:number"),
  brokerStopped: noteKind(43, "broker-stopped", "broker:node clean:number"),
  brokerStarted: noteKind(44, "broker-started", "broker:node"),
  producerExpired: noteKind(45, "producer-expired", "broker:node partition:partition producerId:number"),
  consumed: noteKind(
    46,
    "consumed",
    "consumer:consumer partition:partition offset:number record:record applied:number",
  ),
  paused: noteKind(47, "paused", "node:node"),
  resumed: noteKind(48, "resumed", "node:node"),
  /** What a broker answered to a request for a producer id; -1 beside an error. */
  identity: noteKind(49, "producer-id", "broker:node producerId:number epoch:number error:error"),
  /** A batch that a broker still knows of a producer after it was started again. */
  producerKept: noteKind(
    50,
    "producer-kept",
    "broker:node partition:partition producerId:number epoch:number baseSequence:number lastSequence:number",
  ),
  /** A broker hears that it leads its partitions. */
  leads: noteKind(51, "leads", "broker:node"),
  /** A follower leads in its leader's place. */
  tookOver: noteKind(53, "took-over", "broker:node"),
  /** What a follower has not got when it takes its leader's place is lost: the log ends at `endOffset` now. */
  truncated: noteKind(52, "truncated", "broker:node partition:partition endOffset:number records:number"),
  /** How a batch stood to what a partition knew (places in the lists of relations). For listeners: in no trace. */
  ruled: noteKind(60, "ruled", "partition:partition epochIs:number sequenceIs:number windowFill:number"),
  /** A Produce request is handed to the socket; `bytes` are those of its batches. For listeners: in no trace. */
  requested: noteKind(61, "requested", "producer:node correlation:number batches:number bytes:number"),
} as const;

/** The kinds of message on the links, as faults name them: `shop>broker-1 Produce response #2`. */
export const messageLabels = [
  "Produce request",
  "Produce response",
  "InitProducerId request",
  "InitProducerId response",
  "Metadata request",
  "Metadata response",
] as const;

/** The label of a message, by what it is; tables, since two messages travel for every record. */
export const requestLabels = {
  Produce: "Produce request",
  InitProducerId: "InitProducerId request",
  Metadata: "Metadata request",
} as const satisfies Record<Request["api"], MessageLabel>;

export const responseLabels = {
  Produce: "Produce response",
  InitProducerId: "InitProducerId response",
  Metadata: "Metadata response",
} as const satisfies Record<Response["api"], MessageLabel>;

/** The same table with what a run's network knows them by. */
export const labelsOn = (
  network: { label(name: string): Label },
  names: Readonly<Record<Request["api"], MessageLabel>>,
): Record<Request["api"], Label> => ({
  Produce: network.label(names.Produce),
  InitProducerId: network.label(names.InitProducerId),
  Metadata: network.label(names.Metadata),
});

/** What a table of labels holds for `api`: by name, for a key that is one of several strings is looked up slowly. */
export function labelOf<Value>(api: Request["api"], labels: Readonly<Record<Request["api"], Value>>): Value {
  switch (api) {
    case "Produce":
      return labels.Produce;
    case "InitProducerId":
      return labels.InitProducerId;
    case "Metadata":
      return labels.Metadata;
  }
}

export type MessageLabel = (typeof messageLabels)[number];

/** Notes what a broker did with a batch; `last`: an offset, or the code of an error. */
export function noteBatch(
  trace: Trace,
  at: Instant,
  kind: NoteKind,
  node: number,
  batch: RecordBatch,
  last: number,
): void {
  const { topicPartition, producerId, producerEpoch, baseSequence } = batch;
  trace.note(at, kind, node, topicPartition.index, producerId, producerEpoch, baseSequence, last);
}
