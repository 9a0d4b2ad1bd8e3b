import type { Socket } from "node:net";
import type { ApiName, RequestFor, ResponseOf } from "../../src/wire/protocol/apis.ts";
import { decodeResponse, encodeRequest } from "../../src/wire/protocol/frames.ts";
import { sampleBatch } from "./batches.ts";
import { dial } from "./over-sockets.ts";
import type { Target } from "./probe.ts";
import { recordsTime } from "./requests.ts";
import { split } from "./verdict.ts";

/** A client that asks one thing after the other and takes the time. */
export class ProducerClient {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private heard: ((frame: Buffer) => void) | undefined;
  private lost: ((reason: Error) => void) | undefined;
  private correlationId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("error", () => {});
    socket.on("close", () => this.lost?.(new Error("closed")));
  }

  static async connect({ host, port }: Target): Promise<ProducerClient> {
    return new ProducerClient(await dial(host, port));
  }

  async ask<Name extends ApiName>(name: Name, version: number, body: RequestFor<Name>): Promise<ResponseOf<Name>> {
    return decodeResponse(name, version, await this.exchange(this.request(name, version, body))).body;
  }

  request<Name extends ApiName>(name: Name, version: number, body: RequestFor<Name>): Buffer {
    this.correlationId += 1;
    return encodeRequest(name, version, { correlationId: this.correlationId, clientId: "client" }, body);
  }

  /** Sends a whole frame and waits for the next answer; rejects when the connection ends before. */
  exchange(frame: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.heard = resolve;
      this.lost = reject;
      this.socket.write(frame);
    });
  }

  close(): void {
    this.lost = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    const { frames } = split(this.received);
    const [frame] = frames;
    if (frame === undefined) return;
    this.received = this.received.subarray(4 + frame.byteLength);
    this.heard?.(frame);
  }
}

export async function createTopic(target: Target, name: string): Promise<void> {
  const client = await ProducerClient.connect(target);
  const topics = [{ name, numPartitions: 1, replicationFactor: 1 }];
  const { topics: made } = await client.ask("CreateTopics", 5, { topics, timeoutMs: 30_000 });
  client.close();
  if (made[0]?.errorCode !== 0) throw new Error(`no topic ${name}: error ${made[0]?.errorCode}`);
}

/** How long each of `count` produce requests of a producer took, in milliseconds, shortest first. */
export async function produceLatencies(target: Target, topic: string, count: number): Promise<readonly number[]> {
  const client = await ProducerClient.connect(target);
  const topicData = [{ name: topic, partitionData: [{ index: 0, records: sampleBatch("none", recordsTime) }] }];
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const began = performance.now();
    const { responses } = await client.ask("Produce", 9, { acks: -1, timeoutMs: 30_000, topicData });
    taken.push(performance.now() - began);
    const errorCode = responses[0]?.partitionResponses[0]?.errorCode;
    if (errorCode !== 0) throw new Error(`produce: error ${errorCode}`);
  }
  client.close();
  return taken.sort((one, other) => one - other);
}

export const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
