/** Puts the frames of a connection together again: bytes come in pieces of any size. */
export class FrameReader {
  private received: Buffer = Buffer.alloc(0);

  /** The frames that are whole with these bytes, each with its length in front; what is left of them is kept. */
  take(data: Buffer): readonly Buffer[] {
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
    const frames: Buffer[] = [];
    while (this.received.length >= 4) {
      const length = 4 + this.received.readInt32BE(0);
      if (this.received.length < length) break;
      frames.push(Buffer.from(this.received.subarray(0, length)));
      this.received = this.received.subarray(length);
    }
    return frames;
  }
}

/**
 * Lets an answer name one port where it names another one of the same host, so that clients come through a proxy. A port
 * behind this host in an answer is the broker's own: all answers that name it have it in this shape.
 */
export function readdress(frame: Buffer, host: string, from: number, to: number): void {
  const advertised = Buffer.alloc(host.length + 4);
  advertised.write(host, "latin1");
  advertised.writeInt32BE(from, host.length);
  for (let at = frame.indexOf(advertised); at >= 0; at = frame.indexOf(advertised, at + 1)) {
    frame.writeInt32BE(to, at + host.length);
  }
}
