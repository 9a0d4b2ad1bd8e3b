/** KafkaJS 2.2.4: sends and reads back, and writes its history. Settings: `client.*`, `producer.*` as KafkaJS names them. */
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { readArguments, settingsUnder } from "./arguments.mjs";
import { Reading, offsetsFrom, partitionOf, sendGroups, tell, valueOf } from "./history.mjs";

const require = createRequire(import.meta.url);
const run = readArguments(process.argv.slice(2));

beginSequencesAt(run.settings.get("sequence.first"));
const { Kafka, logLevel } = require("kafkajs");
const { version } = require("kafkajs/package.json");

/** There is no way to send 2,147,483,647 records first, so a run that wants to see the wrap begins just before it. */
function beginSequencesAt(first) {
  if (first === undefined) return;
  const path = require.resolve("kafkajs/src/producer/eosManager/index.js");
  const createEosManager = require(path);
  require.cache[path].exports = (options) => {
    const manager = createEosManager(options);
    const init = manager.initProducerId;
    manager.initProducerId = async () => {
      await init();
      for (let partition = 0; partition < run.partitions; partition += 1) {
        manager.updateSequence(run.topic, partition, Number(first));
      }
    };
    return manager;
  };
}

async function produce(kafka) {
  const producer = kafka.producer({ idempotent: true, ...settingsUnder("producer", run.settings) });
  await producer.connect();
  await sendGroups(run.groups, run.partitions, async (ids) => {
    const messages = ids.map((id) => ({ partition: partitionOf(id, run.partitions), value: valueOf(id) }));
    const answers = await producer.send({ topic: run.topic, messages });
    const bases = answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]);
    return offsetsFrom(bases, ids, run.partitions);
  });
  await idle(Number(run.settings.get("idle.millis") ?? 0));
  await producer.disconnect();
}

/** Does nothing with a connected producer, and counts the timers that it starts meanwhile. */
async function idle(millis) {
  if (millis === 0) return;
  const original = globalThis.setTimeout;
  let timers = 0;
  globalThis.setTimeout = (...rest) => {
    timers += 1;
    return original(...rest);
  };
  await sleep(millis);
  globalThis.setTimeout = original;
  tell({ event: "idle", millis, timers });
}

async function readBack(kafka) {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(run.topic);
  await admin.disconnect();
  const reading = new Reading(
    offsets.map(({ partition, high }) => [partition, Number(high)]),
    20_000,
  );
  const consumer = kafka.consumer({ groupId: `reads-${run.topic}-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topic: run.topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => reading.take(partition, Number(message.offset), message.value),
  });
  await reading.finished;
  await consumer.disconnect();
}

tell({ event: "client", name: "KafkaJS", version });
const settings = { clientId: "kafkajs", brokers: [run.bootstrap], logLevel: logLevel.NOTHING };
const begin = performance.now();
await produce(new Kafka({ ...settings, ...settingsUnder("client", run.settings) }));
const produced = performance.now();
await readBack(new Kafka(settings));
tell({ event: "end", produceMillis: produced - begin, readMillis: performance.now() - produced });
// A consumer's timers may linger; the history is complete.
process.stdout.write("", () => process.exit(0));
