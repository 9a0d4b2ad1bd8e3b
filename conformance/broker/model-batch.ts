import type { BatchDefects, RecordBatch } from "../../src/model/protocol.ts";
import type { TopicPartition } from "../../src/model/core/topic-partition.ts";
import { hasKey, recordSet } from "./batch-bytes.ts";
import { stampOf, toInt32, unissuedProducerId, type ScriptedBatch } from "./script.ts";

export interface BatchSetting {
  readonly partition: TopicPartition;
  readonly now: number;
  readonly producerIds: ReadonlyMap<string, number>;
  /** Takes the tag of a record and gives the record's id. */
  readonly nameRecord: (tag: string) => number;
}

const tenYears = 10 * 365 * 86_400_000;

/** What a scripted batch is to the model: its values, and its damage in the model's words. */
export function batchOf(scripted: ScriptedBatch, setting: BatchSetting): RecordBatch {
  const played = scripted.raw === "futureTs" ? setting.now + tenYears : setting.now;
  const records = Array.from({ length: scripted.n }, (_, index) => ({
    id: setting.nameRecord(scripted.tag),
    keyBytes: hasKey(scripted, index) ? 2 : undefined,
    valueBytes: 4,
    timestamp: stampOf(scripted, index, played),
  }));
  const producerIds = new Map([...setting.producerIds].map(([alias, id]) => [alias, BigInt(id)]));
  const bytes = recordSet(scripted, { now: setting.now, producerIds });
  const defects = defectsOf(scripted);
  return {
    topicPartition: setting.partition,
    producerId: scripted.p === "none" ? -1 : (setting.producerIds.get(scripted.p) ?? unissuedProducerId),
    producerEpoch: scripted.epoch,
    baseSequence: toInt32(scripted.seq),
    records,
    sizeInBytes: bytes?.length ?? 0,
    transactional: scripted.raw === "txFlag" || scripted.txn === true,
    ...(defects === undefined ? {} : { defects }),
  };
}

/** What the recorder's words for wrong bytes are to the model. */
function defectsOf({ raw, n }: ScriptedBatch): BatchDefects | undefined {
  switch (raw) {
    case "crc":
      return { crcWrong: true };
    case "count+1":
      return { claimedCount: n + 1 };
    case "count-1":
      return { claimedCount: n - 1 };
    case "last+1":
      return { claimedLastOffsetDelta: n };
    case "last-1":
      return { claimedLastOffsetDelta: n - 2 };
    case "magic3":
      return { magic: 3 };
    case "magic1":
      return { magic: 1 };
    case "truncate":
      return { unreadable: "truncated" };
    case "empty":
      return { recordSet: "empty" };
    case "nullRecords":
      return { recordSet: "null" };
    case "extra":
      return { unreadable: "trailing-bytes" };
    case "baseOffset":
      return { baseOffset: 77 };
    case "codec7":
      return { unreadable: "unknown-codec" };
    case "control":
      return { control: true };
    case "two":
      return { recordSet: "two-batches" };
    case "deltas":
      return { unreadable: "offset-deltas" };
    // A flag, a time, and a field that no broker reads in a produce request.
    case "txFlag":
    case "futureTs":
    case "leaderEpoch":
    case undefined:
      return undefined;
  }
}
