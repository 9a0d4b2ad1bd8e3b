import { Reader } from "../protocol/reader.ts";
import { attributeBits, codecs, layout, logOverhead, type Codec } from "./layout.ts";

/** The header of a record batch, as it claims to be. */
export interface BatchHeader {
  readonly baseOffset: number;
  /** All bytes of the batch, offset and length included. */
  readonly sizeInBytes: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  /** `undefined`: numbers 5 to 7, which no codec has. */
  readonly codec: Codec | undefined;
  readonly timestampType: "CreateTime" | "LogAppendTime";
  readonly transactional: boolean;
  readonly control: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/**
 * Reads the header at the beginning of `bytes`.
 *
 * @throws MalformedBytes when there are fewer than the 61 bytes of a header.
 */
export function readBatchHeader(bytes: Uint8Array): BatchHeader {
  const reader = new Reader(bytes);
  const baseOffset = reader.int64();
  const sizeInBytes = reader.int32() + logOverhead;
  const partitionLeaderEpoch = reader.int32();
  const magic = reader.int8();
  const crc = reader.uint32();
  const attributes = reader.int16();
  return {
    baseOffset,
    sizeInBytes,
    partitionLeaderEpoch,
    magic,
    crc,
    codec: codecs[attributes & attributeBits.codec],
    timestampType: (attributes & attributeBits.logAppendTime) === 0 ? "CreateTime" : "LogAppendTime",
    transactional: (attributes & attributeBits.transactional) !== 0,
    control: (attributes & attributeBits.control) !== 0,
    lastOffsetDelta: reader.int32(),
    baseTimestamp: reader.int64(),
    maxTimestamp: reader.int64(),
    producerId: reader.int64(),
    producerEpoch: reader.int16(),
    baseSequence: reader.int32(),
    recordCount: reader.int32(),
  };
}

/** The attributes of any batch that has so many bytes, header whole or not. */
export const attributesOf = (bytes: Uint8Array): number => bytes[layout.attributes + 1] ?? 0;
