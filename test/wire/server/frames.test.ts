import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameSplitter } from "../../../src/wire/server/frames.ts";

const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.byteLength);
  return Buffer.concat([length, body]);
};

function framesIn(splitter: FrameSplitter): Buffer[] {
  const frames: Buffer[] = [];
  for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) {
    if (frame === "too-large") throw new Error("too large");
    frames.push(frame);
  }
  return frames;
}

describe("a stream of frames", () => {
  it("comes out whole, wherever it was cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (bodies, cuts) => {
          const stream = Buffer.concat(bodies.map(framed));
          const splitter = new FrameSplitter();
          const frames: Buffer[] = [];
          for (let at = 0, turn = 0; at < stream.byteLength; turn += 1) {
            const end = at + (cuts[turn % Math.max(cuts.length, 1)] ?? stream.byteLength);
            splitter.push(stream.subarray(at, end));
            at = end;
            frames.push(...framesIn(splitter));
          }
          expect(frames.map((frame) => [...frame])).toEqual(bodies.map((body) => [...body]));
        },
      ),
    );
  });

  it("waits for all of a frame, and takes no length beyond what a broker does", () => {
    const splitter = new FrameSplitter();
    splitter.push(framed(Buffer.from("abc")).subarray(0, 6));
    expect(splitter.next()).toBeUndefined();
    splitter.push(Buffer.from("c"));
    expect(splitter.next()).toEqual(Buffer.from("abc"));
    splitter.push(Buffer.from("06400001", "hex"));
    expect(splitter.next()).toBe("too-large");
    const negative = new FrameSplitter();
    negative.push(Buffer.from("ffffffff", "hex"));
    expect(negative.next()).toBe("too-large");
  });
});
