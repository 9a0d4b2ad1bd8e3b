import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeRequest } from "../../src/wire/protocol/frames.ts";
import { batchOf } from "./batches.ts";
import { heldBytes, mega } from "./memory.ts";
import { dial } from "./over-sockets.ts";
import { within, type Finding, type Target } from "./probe.ts";
import { createTopic, percentile, produceLatencies, ProducerClient } from "./producer-client.ts";
import { recordsTime, sentinel } from "./requests.ts";
import { split } from "./verdict.ts";

const openMillis = 5_000;
const answerBytes = 500_000;
const readers = 6;
const requestsEach = 60;
/** One answer that waits to be taken, the next one's making, and what the kernel holds in neither of our counts. */
const allowedEach = 3 * answerBytes;

/** Who does not read is not read from: a slow reader holds one answer, not all that it asked for. */
export async function probeSlowReaders(target: Target): Promise<Finding> {
  const ill: string[] = [];
  await fillTopic(target, "large", answerBytes);
  const before = heldBytes();
  const sockets: Socket[] = [];
  for (let index = 0; index < readers; index += 1) {
    const socket = await dial(target.host, target.port);
    socket.on("error", () => {}).pause();
    for (let number = 0; number < requestsEach; number += 1) socket.write(fetchLarge(number));
    sockets.push(socket);
  }
  await sleep(1_500);
  const each = (heldBytes() - before) / readers;
  if (each > allowedEach) ill.push(`each slow reader costs ${mega(each)}, of answers of ${mega(answerBytes)}`);
  const took = await produceLatencies(target, "large", 200);
  const [first, ...others] = sockets;
  for (const socket of others) socket.destroy();
  const order = first === undefined ? [] : await readAll(first);
  if (order.join() !== Array.from({ length: requestsEach }, (_, number) => number).join()) {
    ill.push(`a slow reader that reads at last gets answers ${order.join()}`);
  }
  first?.destroy();
  const figures = `${readers} readers of ${requestsEach} answers each hold ${mega(each)} each; a producer's p99 ${millis(percentile(took, 99))}`;
  return { probe: "slow readers", figures, ill };
}

/** The correlation ids of all answers that come. */
async function readAll(socket: Socket): Promise<readonly number[]> {
  const order: number[] = [];
  let received: Buffer[] = [];
  let size = 0;
  const all = new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      received.push(chunk);
      size += chunk.byteLength;
      if (size < answerBytes) return;
      const bytes = Buffer.concat(received, size);
      const { frames } = split(bytes);
      order.push(...frames.map((frame) => frame.readInt32BE(0)));
      const rest = bytes.subarray(frames.reduce((sum, frame) => sum + 4 + frame.byteLength, 0));
      received = [Buffer.from(rest)];
      size = rest.byteLength;
      if (order.length >= requestsEach) resolve();
    });
    socket.on("close", () => resolve());
  });
  socket.resume();
  await within(20_000, all);
  return order;
}

async function fillTopic(target: Target, topic: string, bytes: number): Promise<void> {
  await createTopic(target, topic);
  const client = await ProducerClient.connect(target);
  const records = batchOf("none", [{ value: Buffer.alloc(bytes), timestamp: recordsTime }]);
  const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
  await client.ask("Produce", 9, { acks: -1, timeoutMs: 30_000, topicData });
  client.close();
}

function fetchLarge(correlationId: number): Buffer {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: answerBytes }];
  const limits = { maxWaitMs: 0, minBytes: 1, maxBytes: 2 * answerBytes };
  return encodeRequest("Fetch", 11, { correlationId }, { ...limits, topics: [{ topic: "large", partitions }] });
}

const halves = 100;

/** Half a frame and silence keeps a connection, half a frame and an end ends it, and neither keeps anything else. */
export async function probeHalfOpen(target: Target): Promise<Finding> {
  const ill: string[] = [];
  const half = sentinel.subarray(0, sentinel.byteLength - 3);
  const silent = await openMany(target, halves);
  const ended = await openMany(target, halves);
  const reset = await openMany(target, halves);
  const closings = ended.map((socket) => once(socket, "close"));
  for (const socket of [...silent, ...ended, ...reset]) socket.write(half);
  await sleep(50);
  for (const socket of ended) socket.end();
  for (const socket of reset) socket.resetAndDestroy();
  if ((await within(openMillis, Promise.all(closings))) === undefined) {
    ill.push("a client that ended in the middle of a frame is kept");
  }
  const hungUp = silent.filter((socket) => socket.destroyed).length;
  if (hungUp > 0) ill.push(`${hungUp} of ${halves} connections closed before their frame was there`);
  const answers = silent.map((socket) => once(socket, "data"));
  for (const socket of silent) socket.write(sentinel.subarray(half.byteLength));
  if ((await within(openMillis, Promise.all(answers))) === undefined) {
    ill.push("a frame whose second half comes late gets no answer");
  }
  for (const socket of [...silent, ...ended, ...reset]) socket.destroy();
  return { probe: "half-open", figures: `${halves} each: silent, ended, reset in the middle of a frame`, ill };
}

const idle = 1_000;
const produces = 1_000;
/** p99 may grow with them by this, for they share a machine with whoever else runs on it. */
const allowedFactor = 10;
const allowedMillis = 50;

/** A thousand connections that say nothing, and a hundred of all the bad kinds, cost a healthy producer nothing. */
export async function probeIdle(target: Target): Promise<Finding> {
  const ill: string[] = [];
  await createTopic(target, "steady");
  await produceLatencies(target, "steady", produces / 2);
  const alone = percentile(await produceLatencies(target, "steady", produces), 99);
  const before = heldBytes();
  const sockets = await openMany(target, idle);
  for (const [index, socket] of sockets.entries()) if (index % 10 === 0) socket.write(sentinel.subarray(0, 7));
  await sleep(100);
  const each = (heldBytes() - before) / idle;
  const crowded = percentile(await produceLatencies(target, "steady", produces), 99);
  if (crowded > alone * allowedFactor + allowedMillis) {
    ill.push(`a producer's p99 goes from ${millis(alone)} to ${millis(crowded)}`);
  }
  const lost = sockets.filter((socket) => socket.destroyed).length;
  if (lost > 0) ill.push(`${lost} idle connections were closed`);
  for (const socket of sockets) socket.destroy();
  const figures = `a producer's p99 ${millis(alone)} alone, ${millis(crowded)} beside ${idle} idle connections (${(each / 1_000).toFixed(1)} kB each, both ends)`;
  return { probe: "idle", figures, ill };
}

async function openMany(target: Target, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = await dial(target.host, target.port);
    socket.on("error", () => {}).resume();
    sockets.push(socket);
  }
  return sockets;
}

const millis = (value: number): string => `${value.toFixed(1)} ms`;
