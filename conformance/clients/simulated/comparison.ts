/** Fault scripts and the producers that are compared on them, real and simulated. */

/** Sends, and the faults that befall them. */
export interface Script {
  /** Name of a file in faults/, without its ending. */
  readonly faults: string;
  /** Groups of sends, the sends of a group at once. */
  readonly sends: string;
  /** What happens, in a clause. */
  readonly title: string;
  /** Why it is not played with the Java clients. */
  readonly notForJava?: string;
  /** What does not come out alike each time with a real client, whose profile it is, and why. */
  readonly race?: { readonly profile: string; readonly why: string };
}

/** A producer with its settings, under the client's names for the real one and under Kafka's or its own for ours. */
export interface Subject {
  /** As the page calls it. */
  readonly title: string;
  readonly profile: string;
  /** Name of a client in programs.ts. */
  readonly client: string;
  readonly simulated: Readonly<Record<string, string>>;
  readonly real: Readonly<Record<string, string>>;
}

export const scripts: readonly Script[] = [
  { faults: "none", sends: "1 1+1+1", title: "nothing, and three sends at once" },
  {
    faults: "second-answer-cut",
    sends: "1 1+1",
    title: "the second batch is stored, and its connection breaks before the answer",
  },
  {
    faults: "second-answer-swallowed",
    sends: "1 1+1",
    title: "the second batch is stored, and its answer alone never comes",
    notForJava:
      "no connection loses one answer and brings the next; a Java client takes that for a broken broker, throws, and never hears of either batch again (measured: both time out after two minutes)",
  },
  {
    faults: "second-answer-late",
    sends: "1 1 1",
    title: "the answer to the second batch comes after the timeout",
    race: {
      profile: "platformatic-1.35",
      why: "the late answer jams its reader; if the next one comes in the same piece it is never read, and if it comes apart the connection is destroyed and the request sent again",
    },
  },
  {
    faults: "silence-from-second-answer",
    sends: "1 1 1",
    title: "from the second answer on nothing comes over the connection any more, which stays open",
  },
  { faults: "six-answers-cut", sends: "1 1", title: "six answers in a row break their connections" },
  {
    faults: "second-refused",
    sends: "1 1+1+1",
    title: "the first of three batches sent at once is refused with NOT_ENOUGH_REPLICAS",
  },
  {
    faults: "second-refused-after-append",
    sends: "1 1+1",
    title: "the second batch is stored and answered with NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  },
  {
    faults: "second-refused-for-good",
    sends: "1 1+1+1",
    title: "the first of three batches sent at once is refused for good",
  },
  {
    faults: "first-refused",
    sends: "1+1",
    title: "the very first batch is refused with NOT_ENOUGH_REPLICAS, and the broker has never heard of the producer",
  },
];

/** Whether a script is played with a subject. */
export const isPlayed = (script: Script, { profile }: Subject): boolean =>
  script.notForJava === undefined || !profile.startsWith("java");

/** Whether a script does not come out alike each time with the real one. */
export const isRace = ({ race }: Script, { profile }: Subject): boolean => race?.profile === profile;

/** Whoever waits for a batch that can never be stored, waits for ten seconds and not for two minutes. */
const javaSettings = {
  "batch.size": "1",
  "linger.ms": "0",
  "request.timeout.ms": "1000",
  "delivery.timeout.ms": "10000",
} as const;

/** Each record is a request of its own: batches of clients that gather records are kept as small as they can be. */
export const subjects: readonly Subject[] = [
  ...(["java-3.9", "java-4.4"] as const).map((profile) => ({
    title: profile,
    profile,
    client: profile === "java-3.9" ? "java-3.9" : "java-4",
    simulated: javaSettings,
    real: { ...javaSettings, "record.bytes": "400" },
  })),
  {
    title: "librdkafka-2.x, idempotent",
    profile: "librdkafka-2.x",
    client: "librdkafka",
    simulated: { "enable.idempotence": "true", "batch.size": "1", "socket.timeout.ms": "1000" },
    real: { "batch.num.messages": "1", "socket.timeout.ms": "1000" },
  },
  {
    title: "librdkafka-2.x",
    profile: "librdkafka-2.x",
    client: "librdkafka",
    simulated: { "batch.size": "1", "socket.timeout.ms": "1000" },
    real: { "enable.idempotence": "false", "batch.num.messages": "1", "socket.timeout.ms": "1000" },
  },
  {
    title: "franz-go",
    profile: "franz-go",
    client: "franz-go",
    simulated: { "batch.size": "512", "request.timeout.ms": "1000" },
    real: {
      ProducerBatchMaxBytes: "512",
      ProduceRequestTimeout: "500",
      RequestTimeoutOverhead: "500",
      "record.bytes": "400",
    },
  },
  {
    title: "sarama, idempotent",
    profile: "sarama",
    client: "sarama",
    simulated: {
      "Producer.Idempotent": "true",
      "Producer.RequiredAcks": "all",
      "Net.MaxOpenRequests": "1",
      "batch.size": "1",
      "Net.ReadTimeout": "1000",
    },
    real: { "Producer.Flush.MaxMessages": "1", "Net.ReadTimeout": "1000" },
  },
  {
    title: "sarama",
    profile: "sarama",
    client: "sarama",
    simulated: { "batch.size": "1", "Net.ReadTimeout": "1000" },
    real: { "Producer.Idempotent": "0", "Producer.Flush.MaxMessages": "1", "Net.ReadTimeout": "1000" },
  },
  {
    title: "kafkajs-2.2.4, idempotent",
    profile: "kafkajs-2.2.4",
    client: "kafkajs",
    simulated: { idempotent: "true", requestTimeout: "1000" },
    real: { "client.requestTimeout": "1000" },
  },
  {
    title: "kafkajs-2.2.4",
    profile: "kafkajs-2.2.4",
    client: "kafkajs",
    simulated: { requestTimeout: "1000" },
    real: { "producer.idempotent": "false", "client.requestTimeout": "1000" },
  },
  {
    title: "platformatic-1.35, idempotent",
    profile: "platformatic-1.35",
    client: "platformatic",
    simulated: { idempotent: "true", requestTimeout: "1000" },
    real: { "producer.requestTimeout": "1000" },
  },
  {
    title: "platformatic-1.35",
    profile: "platformatic-1.35",
    client: "platformatic",
    simulated: { requestTimeout: "1000" },
    real: { "producer.idempotent": "false", "producer.requestTimeout": "1000" },
  },
];
