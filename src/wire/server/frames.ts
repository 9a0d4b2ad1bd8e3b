/** socket.request.max.bytes of every broker. */
const largestFrame = 104_857_600;
const prefixBytes = 4;

/**
 * Cuts a stream of bytes into frames: each is a length in four bytes and as many bytes behind it. Bytes are kept as they
 * came until a frame is whole, so that nothing is made of a length but a sum. A frame within one chunk is a view of it;
 * only what came in several is put together, and of the last one only the part that belongs to it.
 */
export class FrameSplitter {
  private chunks: Buffer[] = [];
  /** How much of the first chunk was given out. */
  private taken = 0;
  private size = 0;

  push(chunk: Buffer): void {
    if (chunk.byteLength === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.byteLength;
  }

  /** The next frame without its length; `undefined`: not there yet; `too-large`: no frame may have such a length. */
  next(): Buffer | "too-large" | undefined {
    if (this.size < prefixBytes) return undefined;
    const length = this.peekLength();
    if (length < 0 || length > largestFrame) return "too-large";
    if (this.size < prefixBytes + length) return undefined;
    this.skip(prefixBytes);
    return this.take(length);
  }

  private peekLength(): number {
    const [first] = this.chunks;
    if (first !== undefined && first.byteLength - this.taken >= prefixBytes) return first.readInt32BE(this.taken);
    // It came in pieces, of one byte at least each.
    const pieces = this.chunks.slice(0, prefixBytes + 1);
    return Buffer.concat(pieces).readInt32BE(this.taken);
  }

  private take(length: number): Buffer {
    const [first] = this.chunks;
    const end = this.taken + length;
    if (first !== undefined && end <= first.byteLength) {
      const frame = first.subarray(this.taken, end);
      this.skip(length);
      return frame;
    }
    const frame = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const copied = this.chunks[0]?.copy(frame, at, this.taken) ?? length;
      this.skip(copied);
      at += copied;
    }
    return frame;
  }

  /** Gives up the next `length` bytes, which are there. */
  private skip(length: number): void {
    this.size -= length;
    this.taken += length;
    for (let first = this.chunks[0]; first !== undefined && this.taken >= first.byteLength; first = this.chunks[0]) {
      this.taken -= first.byteLength;
      this.chunks.shift();
    }
  }
}
