import { gunzipSync } from "node:zlib";
import { MalformedBytes } from "../malformed.ts";
import type { Codec } from "./layout.ts";
import { readLz4Frame } from "./lz4.ts";
import { readSnappy } from "./snappy.ts";
import { readZstd } from "./zstd.ts";

/**
 * The most that the records of one batch may grow to. A real broker reads them in a stream and has no such limit; a
 * batch that grows beyond, which takes either hundreds of megabytes on the wire or intent, counts as unreadable here.
 */
const largestPlain = 1 << 27;

/**
 * The records of a batch as they were before compression.
 *
 * @throws MalformedBytes when the bytes are not what the codec writes, or would grow beyond `largestPlain`.
 */
export function decompress(codec: Codec, bytes: Buffer): Buffer {
  if (codec === "none") return bytes;
  try {
    return readers[codec](bytes, largestPlain);
  } catch (error) {
    // What the libraries throw has types of their own, and all of it says the same.
    if (error instanceof MalformedBytes) throw error;
    throw new MalformedBytes(`no ${codec}: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
}

type ReadCompressed = (bytes: Buffer, limit: number) => Buffer;

const readers: Readonly<Record<Exclude<Codec, "none">, ReadCompressed>> = {
  gzip: (bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit }),
  snappy: readSnappy,
  lz4: readLz4Frame,
  zstd: readZstd,
};
