/** socket.request.max.bytes of every broker. */
const largestFrame = 104_857_600;
const prefixBytes = 4;

/**
 * Cuts a stream of bytes into frames: each is a length in four bytes and as many bytes behind it. Bytes are kept as they
 * came until a frame is whole, so that nothing is made of a length but a sum.
 */
export class FrameSplitter {
  private chunks: Buffer[] = [];
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
    const whole = prefixBytes + length;
    if (this.size < whole) return undefined;
    const frame = this.joined(whole).subarray(prefixBytes, whole);
    this.drop(whole);
    return frame;
  }

  private peekLength(): number {
    const [first] = this.chunks;
    if (first !== undefined && first.byteLength >= prefixBytes) return first.readInt32BE(0);
    // It came in pieces, of one byte at least each.
    return Buffer.concat(this.chunks.slice(0, prefixBytes), prefixBytes).readInt32BE(0);
  }

  /** The first chunk, made at least `length` long. */
  private joined(length: number): Buffer {
    const [first] = this.chunks;
    if (first !== undefined && first.byteLength >= length) return first;
    const all = Buffer.concat(this.chunks, this.size);
    this.chunks = [all];
    return all;
  }

  private drop(length: number): void {
    this.size -= length;
    const [first, ...rest] = this.chunks;
    if (first === undefined) return;
    const left = first.subarray(length);
    this.chunks = left.byteLength === 0 ? rest : [left, ...rest];
  }
}
