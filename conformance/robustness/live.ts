import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { requireTools, resolveClassPath } from "../broker/real/maven.ts";
import { RealBroker } from "../broker/real/real-broker.ts";
import { realVersions } from "../broker/real/versions.ts";
import { comparable, compareWithReal, type Comparison } from "./beside-real.ts";
import { SocketDoor } from "./over-sockets.ts";
import { ProducerClient } from "./producer-client.ts";
import type { Target } from "./probe.ts";
import { partitionCount, realRequests, topicName } from "./requests.ts";

const cache = join(import.meta.dirname, "../../.cache/kafka");
const dayMillis = 86_400_000;

/**
 * Starts a real broker of the newest version beside ours and sends both the same frames.
 *
 * @throws MissingTool without Java or Maven.
 */
export async function compareLive(
  frames: number,
  seed: number,
): Promise<{ readonly version: string; readonly comparison: Comparison }> {
  requireTools("a real broker");
  const [newest] = realVersions;
  if (newest === undefined) throw new Error("no version of a real broker is known");
  const classPath = resolveClassPath(newest.version, cache);
  const real = await RealBroker.start(newest, classPath, { expirySweepMillis: dayMillis });
  const door = await SocketDoor.start();
  try {
    await createLasting(real);
    const requests = comparable(realRequests(door.advertised));
    const comparison = await compareWithReal(door, real, { requests, frames, seed }, door.advertised);
    return { version: newest.version, comparison };
  } finally {
    await door.close();
    await real.stop();
  }
}

/** A broker that has just started puts off whoever wants a producer id (B-91). */
async function awaitProducerIds(client: ProducerClient): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const { errorCode } = await client.ask("InitProducerId", 1, {
      transactionalId: null,
      transactionTimeoutMs: 60_000,
    });
    if (errorCode === 0) return;
    await sleep(20);
  }
  throw new Error("no producer id in 500 attempts");
}

/** The records are older than a real broker keeps them unless told to. */
async function createLasting(real: Target): Promise<void> {
  const client = await ProducerClient.connect(real);
  const configs = [{ name: "retention.ms", value: "-1" }];
  await awaitProducerIds(client);
  const topics = [{ name: topicName, numPartitions: partitionCount, replicationFactor: 1, configs }];
  const made = await client.ask("CreateTopics", 5, { topics, timeoutMs: 30_000 });
  client.close();
  if (made.topics[0]?.errorCode !== 0) throw new Error(`no topic ${topicName} on the real broker`);
}
