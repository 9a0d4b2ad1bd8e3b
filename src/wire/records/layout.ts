/** Where the fields of a record batch of magic 2 stand, in bytes from its beginning. All numbers are big-endian. */
export const layout = {
  baseOffset: 0,
  /** Bytes behind this field. */
  length: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  /** CRC-32C of all that follows it. */
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** Offset and length: what stands before the bytes that the length counts. */
export const logOverhead = 12;

/** Bits of the attributes. */
export const attributeBits = {
  codec: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
} as const;

/** How the records of a batch are compressed, by number. */
export const codecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type Codec = (typeof codecs)[number];
