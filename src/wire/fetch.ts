import type { LogBatch } from "../model/broker/retained-batches.ts";
import type { BatchLimits } from "../model/core/batch-validation.ts";
import { assert } from "../sim/assert.ts";
import { attributeBits, layout } from "./records/layout.ts";
import { sealBatch } from "./records/write-batch.ts";

/**
 * A batch of the log as a fetch gives it back: the bytes that came in, with the offset and the leader epoch that the
 * append gave them, neither of which the checksum covers. Where the broker stamped the batch, or the client had claimed
 * another greatest time than its records have, that is corrected, with a new checksum.
 */
export function storedBytes(
  { batch, baseOffset, maxTimestamp, leaderEpoch }: LogBatch,
  timestampType: BatchLimits["timestampType"],
): Buffer {
  const { bytes } = batch;
  assert(bytes !== undefined, () => `a batch of ${batch.topicPartition.name} that came over no wire`);
  const stored = Buffer.from(bytes);
  stored.writeBigInt64BE(BigInt(baseOffset), layout.baseOffset);
  stored.writeInt32BE(leaderEpoch, layout.partitionLeaderEpoch);
  const attributes = stored.readInt16BE(layout.attributes);
  const wasStamped = (attributes & attributeBits.logAppendTime) !== 0;
  const isStamped = timestampType === "LogAppendTime";
  const time = BigInt.asIntN(64, BigInt(maxTimestamp));
  if (wasStamped === isStamped && stored.readBigInt64BE(layout.maxTimestamp) === time) return stored;
  // Bits that have no meaning are not written again.
  const known = attributes & 0x7f & ~attributeBits.logAppendTime;
  stored.writeInt16BE(isStamped ? known | attributeBits.logAppendTime : known, layout.attributes);
  stored.writeBigInt64BE(time, layout.maxTimestamp);
  return sealBatch(stored);
}
