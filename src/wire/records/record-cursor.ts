import { MalformedBytes } from "../malformed.ts";
import { unzigzag } from "./varint.ts";

/** The length of a record goes on for more than five bytes: of all malformed records Kafka tells this one apart. */
export class EndlessRecordLength extends MalformedBytes {}

/** A record claims more bytes than there are: brokers up to 2.8 fail over it, unless it is the last. */
export class RecordBeyond extends MalformedBytes {}

/** What a record says of its parts goes on beyond all records. */
export class OutOfBytes extends MalformedBytes {}

/** The key of a header does. */
export class HeaderKeyBeyond extends OutOfBytes {}

/** A header of a record: where its key and its value stand. */
export interface HeaderSpan {
  readonly keyAt: number;
  readonly keyLength: number;
  readonly valueAt: number;
  /** Negative: null. */
  readonly valueLength: number;
}

/**
 * Goes over the records of a batch of magic 2, one at a time: what it reads of one stands in its fields until the next.
 * Keys and values are not copied; it says where they are.
 */
export class RecordCursor {
  readonly bytes: Buffer;
  offset: number;
  recordsRead = 0;
  /** Bytes behind the size: as it says, and as it is. */
  claimedSize = 0;
  size = 0;
  timestampDelta = 0;
  offsetDelta = 0;
  keyAt = 0;
  /** Negative: no key. */
  keyLength = -1;
  valueAt = 0;
  /** Negative: null. */
  valueLength = -1;
  /** Where the headers begin, and how many there are. */
  headersAt = 0;
  headerCount = 0;
  /** Whether the key of some header went beyond the end of its record: brokers up to 2.4 fail over it. */
  hasKeyBeyondRecord = false;
  /** Whether some record claimed a size below 0. */
  hasNegativeSize = false;

  constructor(bytes: Buffer, offset: number) {
    this.bytes = bytes;
    this.offset = offset;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.bytes.byteLength;
  }

  /**
   * Reads one record. `strict`: its size must be what it takes, as a broker sees to where records are not compressed.
   *
   * @throws MalformedBytes when it is none.
   */
  next(strict: boolean): void {
    const size = this.varint(EndlessRecordLength);
    const from = this.offset;
    this.claimedSize = size;
    if (size < 0) this.hasNegativeSize = true;
    if (strict && size > this.bytes.byteLength - from) throw new RecordBeyond(`a record of ${size} bytes`, from);
    this.byte();
    this.timestampDelta = this.varlong();
    this.offsetDelta = this.varint();
    this.keyLength = this.varint();
    this.keyAt = this.skip(this.keyLength);
    this.valueLength = this.varint();
    this.valueAt = this.skip(this.valueLength);
    this.headerCount = this.varint();
    this.headersAt = this.offset;
    if (this.headerCount !== 0) this.skipHeaders(strict ? this.bytes.byteLength : from + size);
    this.size = this.offset - from;
    this.recordsRead += 1;
    if (strict && this.size !== size) {
      throw new MalformedBytes(`a record of ${this.size} bytes that claims ${size}`, from);
    }
  }

  /** The headers of the record that was read last. */
  headers(): readonly HeaderSpan[] {
    const behind = this.offset;
    this.offset = this.headersAt;
    const spans: HeaderSpan[] = [];
    for (let index = 0; index < this.headerCount; index += 1) {
      const keyLength = this.varint();
      const keyAt = this.skip(keyLength);
      const valueLength = this.varint();
      spans.push({ keyAt, keyLength, valueAt: this.skip(valueLength), valueLength });
    }
    this.offset = behind;
    return spans;
  }

  /** `end`: where a broker that takes records out one by one has nothing more to read of this one. */
  private skipHeaders(end: number): void {
    if (this.headerCount < 0) throw new MalformedBytes(`${this.headerCount} headers`, this.offset);
    for (let index = 0; index < this.headerCount; index += 1) {
      const keyLength = this.varint();
      if (keyLength < 0) throw new MalformedBytes("a header without a key", this.offset);
      if (this.offset <= end) {
        if (keyLength > this.bytes.byteLength - this.offset) {
          throw new HeaderKeyBeyond(`the key of a header of ${keyLength} bytes`, this.offset);
        }
        if (keyLength > end - this.offset) this.hasKeyBeyondRecord = true;
      }
      this.skip(keyLength);
      this.skip(this.varint());
    }
  }

  private byte(): number {
    const byte = this.bytes[this.offset];
    if (byte === undefined) throw new OutOfBytes("the records end within one", this.offset);
    this.offset += 1;
    return byte;
  }

  /** Moves over `length` bytes, none if it is negative, and gives where they began. */
  private skip(length: number): number {
    const at = this.offset;
    if (length <= 0) return at;
    if (length > this.bytes.byteLength - at) throw new OutOfBytes(`a field of ${length} bytes`, at);
    this.offset = at + length;
    return at;
  }

  private varint(Complaint: typeof MalformedBytes = MalformedBytes): number {
    const at = this.offset;
    // Most are of one byte.
    const only = this.bytes[at];
    if (only !== undefined && only < 0x80) {
      this.offset = at + 1;
      return unzigzag(only);
    }
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return unzigzag(value);
    }
    throw new Complaint("a variable-length number of more than five bytes", at);
  }

  private varlong(): number {
    const at = this.offset;
    const only = this.bytes[at];
    if (only !== undefined && only < 0x80) {
      this.offset = at + 1;
      return unzigzag(only);
    }
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return unzigzag(value);
    }
    this.offset = at;
    return this.longVarlong(at);
  }

  private longVarlong(at: number): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const unsigned = BigInt.asUintN(64, value);
        return Number(BigInt.asIntN(64, (unsigned >> 1n) ^ -(unsigned & 1n)));
      }
    }
    throw new MalformedBytes("a variable-length number of more than ten bytes", at);
  }
}
