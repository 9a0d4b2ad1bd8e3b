import { story } from "../story.ts";

/**
 * The load that hunts and benches run. One request in flight at a time: the Java client takes it for granted that answers
 * come in the order of its requests (P-35), as they do on a connection. On a network where they overtake each other it
 * takes a late 45 for a lost batch and renumbers what is in doubt (P-99), so that with five in flight the promises do not
 * hold, and are not meant to: story `overtaken`.
 */
export const standard = story({
  name: "standard",
  title: "One producer, one partition, a hundred records over a network that loses, doubles and reorders",
  deed: "5% of messages lost, 2% doubled, all of them reordered",
  lesson:
    "Whatever the network does to single messages, each record is stored once and in order within the session: retries keep their sequence (P-53), and the broker takes only the next one (B-31).",
  topics: { orders: { partitions: 1 } },
  network: { discipline: "datagram", delay: { from: "1ms", to: "10ms" }, loss: "5%", duplication: "2%" },
  producers: [
    {
      name: "shop",
      config: { "batch.size": 1, "max.in.flight.requests.per.connection": 1, "request.timeout.ms": 100 },
      stream: { count: 100, every: "1ms", to: ["orders-0"], valueBytes: 16 },
    },
  ],
  swarm: {
    loss: { exists: "3/4" },
    duplication: { exists: "1/2" },
    // With one request in flight the one batch that a broker knows of a producer after its restart is enough (B-46).
    restart: { exists: "1/4" },
    // No other batch is on its way when one is refused, so that none can pass it by.
    errors: { at: ["Produce request", "Produce request", "InitProducerId request"], first: 12 },
    delay: [{ from: "1ms", to: "10ms" }, "2ms", { typical: "3ms" }, { from: "0ms", to: "100ms" }],
    settings: {
      "batch.size": [1, 1, 200, 16_384],
      "linger.ms": [0, 0, 5],
      "request.timeout.ms": [20, 100, 500, 2_000],
      "delivery.timeout.ms": [120_000, 120_000, 2_500, 1_000],
      "retry.backoff.ms": [100, 10],
    },
    workload: {
      count: { from: 10, to: 150 },
      every: { from: "0ms", to: "8ms" },
      valueBytes: { from: 0, to: 300 },
      partitions: [1, 1, 2, 3],
    },
  },
});
