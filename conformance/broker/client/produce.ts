import { BytesOut, type BytesIn } from "./bytes.ts";
import type { Call } from "./connection.ts";

export interface ProduceCall {
  readonly version: number;
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMillis: number;
  readonly topic: string;
  /** In the place of the name from version 13 on. */
  readonly topicId?: Buffer;
  readonly partitions: readonly { readonly index: number; readonly records: Buffer | null }[];
}

export interface ProducedPartition {
  readonly index: number;
  readonly error: number;
  readonly baseOffset: bigint;
  readonly logAppendTime: bigint;
  /** -1 below version 5, which lacks it. */
  readonly logStartOffset: bigint;
  /** Indexes of bad records; none below version 8. */
  readonly recordErrors: readonly number[];
  /** What is said of each of those. */
  readonly recordMessages: readonly (string | null)[];
  readonly message: string | null;
}

const firstFlexible = 9;
const topicIdBytes = 16;
/** Topics have ids from here on, and no names. */
export const firstWithTopicIds = 13;

export function produceCall(call: ProduceCall): Call {
  const flexible = call.version >= firstFlexible;
  const out = new BytesOut();
  if (flexible) out.compactString(call.transactionalId);
  else out.string(call.transactionalId);
  out.int16(call.acks).int32(call.timeoutMillis);
  // A request without partitions names no topic either.
  const topics = call.partitions.length === 0 ? [] : [call.topic];
  if (flexible) {
    out.compactArray(topics, (topic) => {
      if (call.version < firstWithTopicIds) out.compactString(topic);
      else out.raw(call.topicId ?? Buffer.alloc(topicIdBytes));
      out.compactArray(call.partitions, ({ index, records }) => {
        out.int32(index).compactBytes(records).unsignedVarint(0);
      });
      out.unsignedVarint(0);
    });
    out.unsignedVarint(0);
  } else {
    out.array(topics, (topic) => {
      out.string(topic).array(call.partitions, ({ index, records }) => {
        out.int32(index).bytes(records);
      });
    });
  }
  return { api: 0, version: call.version, body: out.done(), flexible };
}

export function readProduceAnswer(from: BytesIn, version: number): readonly ProducedPartition[] {
  const flexible = version >= firstFlexible;
  const array = <Item>(read: () => Item): Item[] => (flexible ? from.compactArray(read) : from.array(read));
  const string = (): string | null => (flexible ? from.compactString() : from.string());
  const tags = (): void => (flexible ? from.skipTags() : undefined);
  const topics = array(() => {
    if (version < firstWithTopicIds) string();
    else from.fixed(topicIdBytes);
    const partitions = array((): ProducedPartition => {
      const index = from.int32();
      const error = from.int16();
      const baseOffset = from.int64();
      const logAppendTime = from.int64();
      const logStartOffset = version >= 5 ? from.int64() : -1n;
      const bad =
        version < 8
          ? []
          : array(() => {
              const record = { index: from.int32(), message: string() };
              tags();
              return record;
            });
      const message = version < 8 ? null : string();
      tags();
      const [recordErrors, recordMessages] = [bad.map((record) => record.index), bad.map((record) => record.message)];
      return { index, error, baseOffset, logAppendTime, logStartOffset, recordErrors, recordMessages, message };
    });
    tags();
    return partitions;
  });
  return topics.flat().sort((one, other) => one.index - other.index);
}
