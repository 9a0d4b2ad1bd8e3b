import { gzipSync } from "node:zlib";
import { compress as snappyCompress } from "snappyjs";
import { setTimeout as sleep } from "node:timers/promises";
import { codecs, type Codec } from "../../src/wire/records/layout.ts";
import { writeBatch } from "../../src/wire/records/write-batch.ts";
import { apis } from "../../src/wire/protocol/apis.ts";
import { encodeRequest } from "../../src/wire/protocol/frames.ts";
import { lz4Frame, lz4RunBlock, zstdRuns } from "./batches.ts";
import { mega } from "./memory.ts";
import { dial } from "./over-sockets.ts";
import { within, type Finding, type Target } from "./probe.ts";
import { createTopic } from "./producer-client.ts";

interface Bomb {
  readonly name: string;
  readonly frame: Buffer;
}

const mebi = 1 << 20;
/** A frame may take so long on a machine that others use, too. */
const allowedMillis = 20_000;
const allowedBytes = 900_000_000;
const topic = "bombed";

/** Small frames that claim to be, or become, large ones. Each is answered or ends its connection, in bounds. */
export async function probeBombs(target: Target): Promise<Finding> {
  await createTopic(target, topic);
  const ill: string[] = [];
  const lines: string[] = [];
  for (const { name, frame } of bombs()) {
    const began = performance.now();
    const before = process.memoryUsage().rss;
    const reaction = await react(target, frame);
    const took = performance.now() - began;
    const grown = process.memoryUsage().rss - before;
    if (reaction === "silent") ill.push(`${name}: neither an answer nor an end within ${allowedMillis} ms`);
    if (grown > allowedBytes) ill.push(`${name}: memory grew by ${mega(grown)}`);
    lines.push(`${name} (${mega(frame.byteLength)}): ${reaction} after ${Math.round(took)} ms, ${mega(grown)}`);
    if ((await react(target, encodeRequest("ApiVersions", 0, { correlationId: 1 }, {}))) !== "answered") {
      ill.push(`${name}: the server answers nobody any more`);
      break;
    }
  }
  return { probe: "bombs", figures: lines.join("; "), ill };
}

async function react(target: Target, frame: Buffer): Promise<"answered" | "closed" | "silent"> {
  const socket = await dial(target.host, target.port);
  const first = new Promise<"answered" | "closed">((resolve) => {
    socket.on("data", () => resolve("answered"));
    socket.on("error", () => {});
    socket.on("close", () => resolve("closed"));
  });
  socket.write(frame);
  const reaction = (await within(allowedMillis, first)) ?? "silent";
  socket.destroy();
  await sleep(0);
  return reaction;
}

function* bombs(): Generator<Bomb> {
  yield produceBomb("gzip of zeros", [packed("gzip", gzipSync(Buffer.alloc(200 * mebi)), 1)]);
  yield produceBomb("zstd of zeros", [packed("zstd", zstdRuns(0, 1_600), 1)]);
  yield produceBomb("lz4 of zeros", [packed("lz4", lz4Frame(runs(50)), 1)]);
  yield produceBomb("snappy of zeros", [packed("snappy", snappyCompress(Buffer.alloc(100 * mebi)), 1)]);
  yield produceBomb("snappy that claims 4 GB", [packed("snappy", Buffer.from("ffffffff0f00", "hex"), 1)]);
  const tiny = gzipSync(Buffer.alloc(10_000_000 * tinyRecord.byteLength, tinyRecord));
  yield produceBomb("gzip of ten million records", [packed("gzip", tiny, 10_000_000)]);
  yield produceBomb("ten million plain records", [packed("none", Buffer.alloc(70_000_000, tinyRecord), 10_000_000)]);
  yield produceBomb(
    "a thousand zstd bombs",
    Array.from({ length: 1_000 }, () => packed("zstd", zstdRuns(0, 1_000), 1)),
  );
  for (const count of [10_000, 100_000]) yield { name: `${count} times all configs`, frame: allConfigs(count) };
  yield* denseBombs();
}

function* denseBombs(): Generator<Bomb> {
  const list = (name: string, count: number, element: Buffer, before: string, after = ""): Bomb => {
    const beginning = Buffer.from(before, "hex");
    const bytes = Buffer.concat([
      beginning,
      Buffer.alloc(count * element.byteLength, element),
      Buffer.from(after, "hex"),
    ]);
    return { name, frame: bytes };
  };
  const count = 20_000_000;
  const counted = int32(count).toString("hex");
  const metadata = head("Metadata", 1) + counted;
  yield framed(list("twenty million topics in Metadata", count, Buffer.from([0, 0]), metadata));
  yield framed(
    list(
      "twenty million topics in DeleteTopics",
      count,
      Buffer.from([0, 0]),
      head("DeleteTopics", 1) + counted,
      "00000000",
    ),
  );
  // Flexible: a tagged field after the other, each of no bytes.
  const tags = `${head("Metadata", 9)}${varint(30_000_000).toString("hex")}`;
  yield framed(list("thirty million tagged fields", 30_000_000, Buffer.from([0x7f, 0]), tags));
  const claimed = (name: "Metadata" | "Produce" | "Fetch", version: number, hex: string): Bomb =>
    framed({
      name: `${name} ${version} with counts of ${hex}`,
      frame: Buffer.from(head(name, version) + hex.repeat(8), "hex"),
    });
  for (const hex of ["7fffffff", "ffffffff0f", "80808080087f"]) {
    yield claimed("Metadata", 1, hex);
    yield claimed("Metadata", 12, hex);
    yield claimed("Produce", 9, hex);
    yield claimed("Fetch", 12, hex);
  }
}

function allConfigs(count: number): Buffer {
  const resource = { resourceType: 2, resourceName: topic, configurationKeys: null };
  const resources = Array.from({ length: count }, () => resource);
  return encodeRequest("DescribeConfigs", 1, { correlationId: 1 }, { resources, includeSynonyms: true });
}

/** The header of a request without a client id, in hexadecimal digits. */
function head(name: keyof typeof apis, version: number): string {
  const bytes = Buffer.alloc(10);
  bytes.writeInt16BE(apis[name].key, 0);
  bytes.writeInt16BE(version, 2);
  bytes.writeInt16BE(-1, 8);
  return bytes.toString("hex");
}

const framed = ({ name, frame }: Bomb): Bomb => ({ name, frame: Buffer.concat([int32(frame.byteLength), frame]) });

/** The smallest record that there is. All have the offset delta 0, so that they pack well. */
const tinyRecord = Buffer.from("0c000000010100", "hex");

const runs = (count: number): readonly Buffer[] => Array.from({ length: count }, () => lz4RunBlock(0, 4 * mebi));

/** A batch with a header that holds together around records as they are. */
const packed = (codec: Codec, records: Uint8Array, recordCount: number): Buffer =>
  writeBatch({
    records: [],
    recordCount,
    lastOffsetDelta: recordCount - 1,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    baseTimestamp: 0,
    maxTimestamp: 0,
    attributes: codecs.indexOf(codec),
    compress: () => records,
  });

const produceBomb = (name: string, batches: readonly Buffer[]): Bomb => ({
  name,
  frame: encodeRequest(
    "Produce",
    9,
    { correlationId: 1 },
    {
      acks: -1,
      timeoutMs: 30_000,
      topicData: [{ name: topic, partitionData: batches.map((records) => ({ index: 0, records })) }],
    },
  ),
});

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return Buffer.from([...bytes, left]);
}
