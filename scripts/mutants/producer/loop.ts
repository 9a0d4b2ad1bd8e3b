import type { Mutant } from "../mutant.ts";

const loop = "test/model/producer/sender-loop.test.ts";
const ids = "test/model/producer/identity-and-close.test.ts";
const batches = "test/model/producer/batches.test.ts";
const real = "test/conformance/producer.test.ts";
const sender = "producer/sender.ts";
const network = "producer/network-client.ts";
const transactions = "producer/transaction-manager.ts";
const idRequest = "producer/producer-id-request.ts";
const sends = "producer/application-sends.ts";

/** The sender's loop and the request for a producer id (P-14 … P-26, P-105, P-106), each rule broken alone. */
export const loopMutants: readonly Mutant[] = [
  {
    name: "id-asked-before-the-housekeeping",
    rule: "P-14",
    does: "a pass asks for a producer id before it has looked whether it needs one",
    file: sender,
    find: "      transactions.bumpAndAskForId();\n",
    replace: "      this.idRequest?.begin(nowMillis);\n      transactions.bumpAndAskForId();\n",
    caughtBy: [loop],
  },
  {
    name: "data-before-producer-id",
    rule: "P-15",
    does: "the first records are sent without waiting for a producer id",
    file: transactions,
    find: "return this.producerId > noProducerId;",
    replace: "return this.producerId >= noProducerId;",
    caughtBy: [loop, "hunt:standard"],
  },
  {
    name: "data-beside-producer-id-request",
    rule: "P-16, P-88",
    does: "passes go on to data, and to expiry, while a producer id is being asked for",
    file: idRequest,
    find: 'if (transactions.idRequest === "in-flight") return {',
    replace: 'if (transactions.idRequest === "in-flight") return undefined;\n    if (transactions.isFatal) return {',
    caughtBy: [loop],
  },
  {
    name: "id-request-repeated-at-once",
    rule: "P-17",
    does: "a repeated request for a producer id does not sleep before it is sent",
    file: idRequest,
    find: '      this.asleepFor = "sending";\n      return { kind: "sleep", millis: retryBackoffMillis };',
    replace: "      return this.send(nowMillis);",
    caughtBy: [loop],
  },
  {
    name: "linger-wakes-nobody",
    rule: "P-18",
    does: "a poll does not end for a batch that has lingered",
    file: sender,
    find: "Math.min(accumulator.nextCheckMillis, notReadyMillis,",
    replace: "Math.min(notReadyMillis,",
    caughtBy: [loop],
  },
  {
    name: "polls-beyond-the-request-timeout",
    rule: "P-19, P-23",
    does: "a poll may last longer than request.timeout.ms",
    file: network,
    find: "Math.min(timeoutMillis, metadataTimeoutMillis, this.config.requestTimeoutMillis);",
    replace: "Math.min(timeoutMillis, metadataTimeoutMillis);",
    caughtBy: [loop],
  },
  {
    name: "two-answers-in-one-poll",
    rule: "P-20, producer-measured 5",
    does: "a poll takes all answers that came on a connection",
    file: "run/selector.ts",
    find: "for (const peer of this.peers) this.take(peer);",
    replace: "for (const peer of this.peers) while (peer.arrived.length > 0) this.take(peer);",
    caughtBy: ["test/model/run/selector.test.ts"],
  },
  {
    name: "request-timeout-inclusive",
    rule: "P-22",
    does: "a request is late when its timeout has been reached, not passed",
    file: network,
    find: "const { requestTimeoutMillis } = this.config;",
    replace: "const requestTimeoutMillis = this.config.requestTimeoutMillis - 1;",
    caughtBy: [loop],
  },
  {
    name: "new-batch-wakes-nobody",
    rule: "P-24, P-36",
    does: "a send that begins a batch does not wake the sender",
    file: sends,
    find: "if (newBatch || this.accumulator.lastBatchIsFull(partition))",
    replace: "if (this.accumulator.lastBatchIsFull(partition))",
    caughtBy: [loop],
  },
  {
    name: "every-send-wakes",
    rule: "P-36, producer-measured 6",
    does: "a send that joins a batch wakes the sender",
    file: sends,
    find: "if (newBatch || this.accumulator.lastBatchIsFull(partition)) this",
    replace: "this",
    caughtBy: [batches],
  },
  {
    name: "no-spinning",
    rule: "P-25",
    does: "a sender waits when a broker is ready and nothing may be drained for it",
    file: sender,
    find: "if (usable.length > 0) return this.lastPoll(0, nowMillis);",
    replace:
      "if (usable.some((_, i) => (this.drained[i] as readonly ProducerBatch[]).length > 0)) return this.lastPoll(0, nowMillis);",
    caughtBy: [loop],
  },
  {
    name: "lookup-ends-the-thread",
    rule: "P-26",
    does: "what the client throws in a pass ends its thread",
    file: idRequest,
    find: "if (this.isLookup) return passOver;",
    replace: 'if (this.isLookup) throw new Error("a key is null");',
    caughtBy: [ids],
  },
  {
    name: "id-before-its-lookup",
    rule: "P-106",
    does: "the request for a producer id goes before the lookup of a coordinator",
    file: idRequest,
    find: "this.isLookup = transactions.lookupQueued;",
    replace: 'this.isLookup = transactions.lookupQueued && transactions.idRequest !== "queued";',
    caughtBy: [ids],
  },
  {
    name: "refusal-is-the-end",
    rule: "P-105",
    does: "a producer id that is refused for want of authorization is never asked for again",
    file: transactions,
    find: 'this.turn("abortable", error.exception);',
    replace: "this.fatal(error.exception);",
    caughtBy: [ids],
  },
  {
    name: "most-loaded",
    rule: "P-105, P-119",
    does: "of several busy brokers the busiest is asked",
    file: network,
    find: "node.inFlight.length < usable.inFlight.length",
    replace: "node.inFlight.length > usable.inFlight.length",
    caughtBy: [loop, real],
  },
];
