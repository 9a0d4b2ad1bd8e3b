import type { Scenario } from "../spec.ts";
import type { WorkloadBounds } from "./bounds.ts";
import { type Choice, numberFrom } from "./choice.ts";
import type { Luck } from "./luck.ts";
import { timeText } from "./times.ts";

type Producer = Scenario["producers"][number];
type SendStream = NonNullable<Producer["stream"]>;

/** A producer with its stream of sends as it was drawn; those that send a list stay as they are. */
export function drawWorkload(producer: Producer, bounds: WorkloadBounds, luck: Luck): Producer {
  const { name, stream } = producer;
  if (stream === undefined) return producer;
  const number = (what: keyof WorkloadBounds, choice: Choice<number> | undefined): number | undefined =>
    choice && numberFrom(choice, luck.of(`${name}.${what}`));
  const every = number("every", bounds.every);
  const partitions = number("partitions", bounds.partitions);
  const keyBytes = number("keyBytes", bounds.keyBytes) ?? stream.keyBytes;
  const drawn: SendStream = {
    ...stream,
    count: number("count", bounds.count) ?? stream.count,
    every: every === undefined ? stream.every : timeText(every),
    to: partitions === undefined ? stream.to : partitionsOf(stream.to, partitions),
    valueBytes: number("valueBytes", bounds.valueBytes) ?? stream.valueBytes,
    ...(keyBytes === undefined ? {} : { keyBytes }),
  };
  return { ...producer, stream: drawn };
}

const topicOf = (partition: string): string => partition.slice(0, partition.lastIndexOf("-"));

const partitionsOf = (to: readonly string[], count: number): string[] =>
  [...new Set(to.map(topicOf))].flatMap((topic) => Array.from({ length: count }, (_, nth) => `${topic}-${nth}`));

/** The declared topics, with room for all partitions that streams send to. */
export function roomFor(producers: readonly Producer[], topics: Scenario["topics"]): Scenario["topics"] {
  const wider: Scenario["topics"] = { ...topics };
  for (const to of producers.flatMap(({ stream }) => stream?.to ?? [])) {
    const topic = topicOf(to);
    const declared = wider[topic];
    const needed = Number(to.slice(topic.length + 1)) + 1;
    if (declared !== undefined && declared.partitions < needed) wider[topic] = { ...declared, partitions: needed };
  }
  return wider;
}
