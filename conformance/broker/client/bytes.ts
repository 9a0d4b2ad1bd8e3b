/**
 * Bytes of the Kafka protocol, written and read by hand. Nothing of src/wire is used on this side: a mistake made once
 * would then be made by asker and answerer alike, and never be seen.
 */
export class BytesOut {
  private readonly parts: Buffer[] = [];

  int8(value: number): this {
    return this.put(1, (room) => room.writeInt8(value));
  }

  int16(value: number): this {
    return this.put(2, (room) => room.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.put(4, (room) => room.writeInt32BE(value));
  }

  int64(value: bigint | number): this {
    return this.put(8, (room) => room.writeBigInt64BE(BigInt.asIntN(64, BigInt(value))));
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const text = Buffer.from(value, "utf8");
    return this.int16(text.length).raw(text);
  }

  bytes(value: Buffer | null): this {
    return value === null ? this.int32(-1) : this.int32(value.length).raw(value);
  }

  array<Item>(items: readonly Item[], write: (item: Item, out: BytesOut) => void): this {
    this.int32(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  unsignedVarint(value: number): this {
    return this.raw(unsignedVarint(BigInt(value >>> 0)));
  }

  compactString(value: string | null): this {
    if (value === null) return this.unsignedVarint(0);
    const text = Buffer.from(value, "utf8");
    return this.unsignedVarint(text.length + 1).raw(text);
  }

  compactBytes(value: Buffer | null): this {
    return value === null ? this.unsignedVarint(0) : this.unsignedVarint(value.length + 1).raw(value);
  }

  compactArray<Item>(items: readonly Item[], write: (item: Item, out: BytesOut) => void): this {
    this.unsignedVarint(items.length + 1);
    for (const item of items) write(item, this);
    return this;
  }

  raw(bytes: Buffer): this {
    this.parts.push(bytes);
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.parts);
  }

  private put(length: number, write: (room: Buffer) => void): this {
    const room = Buffer.alloc(length);
    write(room);
    return this.raw(room);
  }
}

function unsignedVarint(value: bigint): Buffer {
  const out: number[] = [];
  let left = value;
  while (left > 127n) {
    out.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  out.push(Number(left));
  return Buffer.from(out);
}

/** The zigzag form in which records carry lengths and deltas. */
export function varint(value: bigint | number): Buffer {
  const wide = BigInt.asIntN(64, BigInt(value));
  return unsignedVarint(BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n)));
}

export class BytesIn {
  readonly buffer: Buffer;
  at = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int8(): number {
    return this.buffer.readInt8(this.move(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.move(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.move(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.move(8));
  }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.text(length);
  }

  bytes(): Buffer | null {
    const length = this.int32();
    if (length < 0) return null;
    const from = this.move(length);
    return this.buffer.subarray(from, from + length);
  }

  array<Item>(read: () => Item): Item[] {
    return Array.from({ length: Math.max(this.int32(), 0) }, read);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer.readUInt8(this.move(1));
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  varint(): number {
    const value = this.unsignedVarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  compactString(): string | null {
    const length = this.unsignedVarint() - 1;
    return length < 0 ? null : this.text(length);
  }

  compactArray<Item>(read: () => Item): Item[] {
    return Array.from({ length: Math.max(this.unsignedVarint() - 1, 0) }, read);
  }

  skipTags(): void {
    for (let left = this.unsignedVarint(); left > 0; left -= 1) {
      this.unsignedVarint();
      this.move(this.unsignedVarint());
    }
  }

  fixed(length: number): Buffer {
    const from = this.move(length);
    return this.buffer.subarray(from, from + length);
  }

  private text(length: number): string {
    const from = this.move(length);
    return this.buffer.toString("utf8", from, from + length);
  }

  private move(length: number): number {
    const from = this.at;
    this.at += length;
    return from;
  }
}
