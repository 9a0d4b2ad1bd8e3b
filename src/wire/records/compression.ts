import { MalformedBytes } from "../malformed.ts";
import { readGzip } from "./gzip.ts";
import type { Codec } from "./layout.ts";
import { readLz4Frame } from "./lz4.ts";
import { largestPlain, type ReadingRoom } from "./reading-room.ts";
import { readSnappy } from "./snappy.ts";
import { readZstd } from "./zstd.ts";

/**
 * The records of a batch as they were before compression. Takes its bytes from the room, those of a failure, too: as
 * many as may have been made before it.
 *
 * @throws DamageBehind where the records are there, and only what stands behind them is wrong; EndsEarly where gzip does.
 * @throws MalformedBytes when the bytes are not what the codec writes, or would grow beyond what the room has left.
 */
export function decompress(codec: Codec, bytes: Buffer, room: ReadingRoom): Buffer {
  if (codec === "none") return bytes;
  const limit = Math.min(largestPlain, room.plainBytes);
  if (limit === 0) throw new MalformedBytes(`${codec} where nothing more may be unpacked`, 0);
  try {
    const plain = readers[codec](bytes, limit);
    room.plainBytes -= plain.byteLength;
    return plain;
  } catch (error) {
    room.plainBytes -= Math.min(limit, bytes.byteLength * greatestGrowth[codec]);
    // What the libraries throw has types of their own, and all of it says the same.
    if (error instanceof MalformedBytes) throw error;
    throw new MalformedBytes(`no ${codec}: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
}

/** How many plain bytes come of one at most. */
const greatestGrowth: Readonly<Record<Exclude<Codec, "none">, number>> = {
  gzip: 1_032,
  snappy: 22,
  lz4: 255,
  zstd: 1 << 15,
};

type ReadCompressed = (bytes: Buffer, limit: number) => Buffer;

const readers: Readonly<Record<Exclude<Codec, "none">, ReadCompressed>> = {
  gzip: readGzip,
  snappy: readSnappy,
  lz4: readLz4Frame,
  zstd: readZstd,
};
