import type { Case } from "../cases.ts";

const records = 10_000;

type Run = Pick<Case, "client" | "settings"> & {
  readonly way: string;
  readonly partitions?: number;
  readonly without: Finding;
  readonly under: Finding & { readonly faults: string };
};
type Finding = Pick<Case, "expected" | "possible" | "defect" | "because">;

const asPromised = { expected: [], possible: [], defect: undefined, because: "" };
const stalls = { ...asPromised, faults: "stalls-cuts-delays" };
const swallows = { ...asPromised, faults: "swallows-cuts-delays" };

/** Batches are kept small, so that all faults meet a request. */
const runs: readonly Run[] = [
  {
    client: "kafkajs",
    way: "one send at a time",
    settings: { "client.requestTimeout": "1000" },
    without: asPromised,
    under: swallows,
  },
  {
    client: "kafkajs",
    way: "five sends at once",
    settings: { "client.requestTimeout": "1000", "sends.at.once": "5" },
    without: {
      expected: ["reordered"],
      possible: [],
      defect: "K3",
      because: "sends that are made at once wait for a lock that does not keep their order",
    },
    under: {
      faults: "swallows-cuts-delays",
      expected: ["acknowledged and lost", "stored again", "reordered", "acknowledged at the offset of another"],
      possible: ["failed", "failed and stored all the same"],
      defect: "K1, K2",
      because: "a send in doubt gives its sequence back, and another takes it: the broker knows it already",
    },
  },
  {
    client: "platformatic",
    way: "one send at a time",
    settings: { "producer.requestTimeout": "1000" },
    without: asPromised,
    under: {
      faults: "swallows-cuts-delays",
      expected: [
        "acknowledged and lost",
        "failed",
        "failed and stored all the same",
        "acknowledged at the offset of another",
      ],
      possible: [],
      defect: "p1",
      because: "a timeout is not retried, and the next send takes the sequence of the one that is in the log",
    },
  },
  {
    client: "platformatic",
    way: "five sends at once",
    settings: { "producer.requestTimeout": "1000", "sends.at.once": "5" },
    without: {
      expected: ["acknowledged and lost", "failed", "acknowledged at the offset of another"],
      possible: [],
      defect: "p2",
      because: "sends that are made at once share a sequence: the first is stored, the others pass for its duplicates",
    },
    under: {
      faults: "swallows-cuts-delays",
      expected: ["acknowledged and lost", "failed", "acknowledged at the offset of another"],
      possible: ["undecided", "failed and stored all the same", "the program did not come to its end"],
      defect: "p2, p10",
      because:
        "as without faults; and when a connection with requests behind it breaks, it throws a TypeError that nobody can catch, and the process ends",
    },
  },
  {
    client: "librdkafka",
    way: "all at once",
    settings: { "socket.timeout.ms": "1000", "batch.num.messages": "100" },
    without: asPromised,
    under: stalls,
  },
  {
    client: "kcat",
    way: "all at once",
    partitions: 1,
    settings: { "socket.timeout.ms": "1000", "batch.num.messages": "100" },
    without: asPromised,
    under: stalls,
  },
  ...["java-3.9", "java-4"].map((client) => ({
    client,
    way: "all at once",
    settings: { "request.timeout.ms": "1000", "linger.ms": "0", "batch.size": "1000" },
    without: asPromised,
    under: stalls,
  })),
  {
    client: "franz-go",
    way: "all at once",
    settings: { ProducerBatchMaxBytes: "2000", ProduceRequestTimeout: "500", RequestTimeoutOverhead: "500" },
    without: asPromised,
    under: stalls,
  },
];

/** Each client with ten thousand records, without faults and under them. */
export const tenThousand: readonly Case[] = runs.flatMap(({ client, way, settings, partitions = 3, ...run }) => {
  const shared = { client, settings, partitions, sends: records };
  return [
    { ...shared, name: `${client}, ${way}, no faults`, faults: "none", ...run.without },
    { ...shared, name: `${client}, ${way}, faults`, ...run.under },
  ];
});
