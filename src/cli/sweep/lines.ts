import { readSync } from "node:fs";

/** A line of a file, and where it stands: its bytes with the line break, if it has one. */
export interface FileLine {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
  readonly isWhole: boolean;
}

const lineFeed = 10;
const room = 1 << 20;

/** The lines of an open file one by one: it may be larger than memory, a line may not. */
export function* eachLine(descriptor: number): Generator<FileLine> {
  const piece = Buffer.alloc(room);
  let [held, offset, position]: [Buffer, number, number] = [Buffer.alloc(0), 0, 0];
  for (;;) {
    const read = readSync(descriptor, piece, 0, room, position);
    if (read === 0) break;
    position += read;
    held = Buffer.concat([held, piece.subarray(0, read)]);
    let from = 0;
    for (let at = held.indexOf(lineFeed); at >= 0; at = held.indexOf(lineFeed, from)) {
      const length = at + 1 - from;
      yield { text: held.toString("utf8", from, at), offset: offset + from, length, isWhole: true };
      from = at + 1;
    }
    offset += from;
    held = held.subarray(from);
  }
  if (held.length > 0) yield { text: held.toString("utf8"), offset, length: held.length, isWhole: false };
}
