/** \@platformatic/kafka 1.x: sends and reads back, and writes its history. Settings: `producer.*` as it names them. */
import { readFileSync } from "node:fs";
import { Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import { readArguments, settingsUnder } from "./arguments.mjs";
import { Reading, offsetsFrom, partitionOf, sendGroups, tell, valueOf } from "./history.mjs";

// The package does not give out its package.json by name.
const packageJson = new URL("node_modules/@platformatic/kafka/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(packageJson, "utf8"));
const run = readArguments(process.argv.slice(2));
const shared = { clientId: "platformatic", bootstrapBrokers: [run.bootstrap] };

async function produce() {
  const settings = settingsUnder("producer", run.settings);
  const producer = new Producer({ ...shared, idempotent: true, serializers: stringSerializers, ...settings });
  await sendGroups(run.groups, run.partitions, async (ids) => {
    const messages = ids.map((id) => ({
      topic: run.topic,
      partition: partitionOf(id, run.partitions),
      value: valueOf(id),
    }));
    const { offsets } = await producer.send({ messages });
    const bases = offsets.map(({ partition, offset }) => [partition, Number(offset)]);
    return offsetsFrom(bases, ids, run.partitions);
  });
  await producer.close();
}

async function readBack() {
  const group = `reads-${run.topic}-${process.pid}`;
  const consumer = new Consumer({ ...shared, groupId: group, deserializers: stringDeserializers });
  const ends = await consumer.listOffsets({ topics: [run.topic] });
  const reading = new Reading(
    ends.get(run.topic).map((end, partition) => [partition, Number(end)]),
    20_000,
  );
  const stream = await consumer.consume({ topics: [run.topic], mode: "earliest", autocommit: false, maxWaitTime: 500 });
  stream.on("data", ({ partition, offset, value }) => reading.take(partition, Number(offset), value));
  await reading.finished;
  await consumer.close(true);
}

tell({ event: "client", name: "@platformatic/kafka", version });
const begin = performance.now();
await produce();
const produced = performance.now();
await readBack();
tell({ event: "end", produceMillis: produced - begin, readMillis: performance.now() - produced });
process.stdout.write("", () => process.exit(0));
