import { BytesOut, varint } from "./client/bytes.ts";
import { codecNames, pack } from "./client/codecs.ts";
import { crc32c } from "./client/crc32c.ts";
import { stampOf, toInt32, unissuedProducerId, type HeaderField, type ScriptedBatch } from "./script.ts";

/** What a batch needs to know of the play that it is part of. */
export interface Setting {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly producerIds: ReadonlyMap<string, bigint>;
}

const tenYears = 10 * 365 * 86_400_000;
const magicAt = 16;
const crcAt = 17;
const attributesAt = 21;

/** The record set of one scripted batch, wrong where the script says so; `null`: none. */
export function recordSet(batch: ScriptedBatch, setting: Setting): Buffer | null {
  switch (batch.raw) {
    case "nullRecords":
      return null;
    case "empty":
      return Buffer.alloc(0);
    case "two":
      return Buffer.concat([damaged(batch, setting), damaged({ ...batch, seq: batch.seq + batch.n }, setting)]);
    default:
      return damaged(batch, setting);
  }
}

function damaged(batch: ScriptedBatch, setting: Setting): Buffer {
  const bytes = withBitsTurned(
    wholeBatch(batch, hasWrongLength(batch, setting) ? withoutLuck(batch) : setting),
    batch.flip,
  );
  const cut = batch.raw === "truncate" ? -3 : batch.cut;
  const kept = cut === undefined ? bytes : bytes.subarray(0, cut < 0 ? Math.max(bytes.length + cut, 0) : cut);
  const tail = batch.raw === "extra" ? "000102" : (batch.tail ?? "");
  return Buffer.concat([kept, Buffer.from(tail, "hex")]);
}

const lengthAt = 8;

/** Whether the batch says another length than it has: a broker then reads its middle as the beginning of the next one. */
function hasWrongLength(batch: ScriptedBatch, setting: Setting): boolean {
  if (batch.header?.length !== undefined) return true;
  if (batch.flip === undefined) return false;
  const { byteLength } = wholeBatch(batch, setting);
  return batch.flip.some(([byte]) => byte % byteLength >= lengthAt && byte % byteLength < lengthAt + 4);
}

/**
 * Time and producer id stand in that middle, and differ from play to play: what a broker takes for a length there would be
 * right today and wrong tomorrow, and another one to the model than to the real broker. So such a batch has a time and an
 * id that its tag alone decides; it is refused whosever it is.
 */
function withoutLuck({ p, tag }: ScriptedBatch): Setting {
  const drawn = crc32c(Buffer.from(tag));
  const now = 1_700_000_000_000 + (drawn % 16_777_216);
  return { now, producerIds: new Map([[p, BigInt(drawn % 1_000)]]) };
}

function withBitsTurned(bytes: Buffer, flip: ScriptedBatch["flip"] = []): Buffer {
  const turned = Buffer.from(bytes);
  for (const [byte, bit] of flip) {
    const at = byte % turned.length;
    // eslint-disable-next-line no-bitwise -- a flipped bit
    turned.writeUInt8(turned.readUInt8(at) ^ (1 << bit), at);
  }
  return turned;
}

type Header = Readonly<Record<Exclude<HeaderField, "length" | "crc">, bigint | number>>;

/** The fields of the recorder's words for wrong headers. */
function rawHeader({ raw, n }: ScriptedBatch): Partial<Header> {
  switch (raw) {
    case "count+1":
      return { count: n + 1 };
    case "count-1":
      return { count: n - 1 };
    case "last+1":
      return { lastOffsetDelta: n };
    case "last-1":
      return { lastOffsetDelta: n - 2 };
    case "magic3":
      return { magic: 3 };
    case "magic1":
      return { magic: 1 };
    case "baseOffset":
      return { baseOffset: 77 };
    case "codec7":
      return { attributes: 7 };
    case "control":
      return { attributes: 0x20 };
    case "txFlag":
      return { attributes: 0x10 };
    case "leaderEpoch":
      return { leaderEpoch: 55 };
    default:
      return {};
  }
}

function wholeBatch(batch: ScriptedBatch, setting: Setting): Buffer {
  const { producerIds } = setting;
  const now = batch.raw === "futureTs" ? setting.now + tenYears : setting.now;
  const stamps = Array.from({ length: batch.n }, (_, index) => stampOf(batch, index, now));
  const codec = batch.codec ?? "none";
  const header: Header = {
    baseOffset: 0,
    leaderEpoch: -1,
    magic: 2,
    attributes: codecNames.indexOf(codec) + (batch.txn === true ? 0x10 : 0),
    lastOffsetDelta: batch.n - 1,
    firstTimestamp: stamps[0] ?? now,
    maxTimestamp: stamps.reduce((most, stamp) => Math.max(most, stamp), stamps[0] ?? now),
    producerId: batch.p === "none" ? -1 : (producerIds.get(batch.p) ?? unissuedProducerId),
    epoch: batch.epoch,
    sequence: toInt32(batch.seq),
    count: batch.n,
    ...rawHeader(batch),
    ...batch.header,
  };
  const plain = Buffer.concat(stamps.map((stamp, index) => recordBytes(batch, index, stamp - (stamps[0] ?? now))));
  const packed = withBitsTurned(pack(codec, plain), batch.packed?.flip);
  return assemble(header, packed.subarray(0, Math.max(0, packed.length - (batch.packed?.cut ?? 0))), batch);
}

function assemble(header: Header, records: Buffer, batch: ScriptedBatch): Buffer {
  const covered = new BytesOut()
    .raw(int16(header.attributes))
    .raw(int32(header.lastOffsetDelta))
    .int64(header.firstTimestamp)
    .int64(header.maxTimestamp)
    .int64(header.producerId)
    .raw(int16(header.epoch))
    .raw(int32(header.sequence))
    .raw(int32(header.count))
    .raw(records)
    .done();
  const body = Buffer.alloc(9);
  int32(header.leaderEpoch).copy(body, 0);
  body.writeInt8(Number(BigInt.asIntN(8, BigInt(header.magic))), magicAt - 12);
  const right = crc32c(covered);
  // eslint-disable-next-line no-bitwise -- a wrong checksum, by one bit
  body.writeUInt32BE(batch.header?.crc ?? (batch.raw === "crc" ? (right ^ 1) >>> 0 : right), crcAt - 12);
  const length = batch.header?.length ?? attributesAt - 12 + covered.length;
  return new BytesOut().int64(header.baseOffset).raw(int32(length)).raw(body).raw(covered).done();
}

const int16 = (value: bigint | number): Buffer => {
  const room = Buffer.alloc(2);
  room.writeInt16BE(Number(BigInt.asIntN(16, BigInt(value))));
  return room;
};

const int32 = (value: bigint | number): Buffer => {
  const room = Buffer.alloc(4);
  room.writeInt32BE(Number(BigInt.asIntN(32, BigInt(value))));
  return room;
};

function recordBytes(batch: ScriptedBatch, index: number, timestampDelta: number): Buffer {
  const said = batch.record?.at === index ? batch.record : undefined;
  const value = Buffer.from(`${batch.tag}.${index}`.padEnd(batch.size ?? 0, " "));
  const key = hasKey(batch, index) ? Buffer.from(`k${index}`) : undefined;
  const offsetDelta = said?.offsetDelta ?? (batch.raw === "deltas" ? index + 1 : index);
  const attributes = Buffer.alloc(1);
  attributes.writeInt8(said?.attributes ?? 0);
  const body = Buffer.concat([
    attributes,
    varint(said?.timestampDelta ?? timestampDelta),
    varint(offsetDelta),
    varint(said?.keyLength ?? key?.length ?? -1),
    key ?? Buffer.alloc(0),
    varint(said?.valueLength ?? value.length),
    value,
    varint(said?.headers ?? 0),
  ]);
  return Buffer.concat([varint(said?.length ?? body.length), body]);
}

function hasKey({ key }: ScriptedBatch, index: number): boolean {
  return key === true || (key !== undefined && !key.but.includes(index));
}
