import type { Mutant } from "../mutant.ts";

const batches = "test/model/producer/batches.test.ts";
const single = "test/model/producer/single-rules.test.ts";
const epochs = "test/model/producer/epochs.test.ts";
const blocked = "test/model/producer/blocked-sends.test.ts";
const loop = "test/model/producer/sender-loop.test.ts";
const rules = "test/model/producer/rules.test.ts";
const ids = "test/model/producer/identity-and-close.test.ts";
const timelines = "test/model/producer/timelines.test.ts";
const real = "test/conformance/producer.test.ts";
const accumulator = "producer/record-accumulator.ts";
const batch = "producer/producer-batch.ts";
const sends = "producer/application-sends.ts";
const outcomes = "producer/batch-outcomes.ts";
const sender = "producer/sender.ts";
const retryDecision = "core/retry-decision.ts";
const sequences = "producer/sequence-state.ts";

/** What becomes of batches: answers, retries, time that runs out, callbacks and closes (P-60 … P-90, P-103 … P-115), each rule broken alone. */
export const outcomesMutants: readonly Mutant[] = [
  {
    name: "expiry-unmutes",
    rule: "P-60",
    does: "a batch that expires on the wire unmutes its partition",
    file: outcomes,
    find: "this.fail(batch, errors.REQUEST_TIMED_OUT, noRecordErrors, false);",
    replace: "this.fail(batch, errors.REQUEST_TIMED_OUT, noRecordErrors, false);\n    batch.partition.muted = false;",
    caughtBy: [batches],
  },
  {
    name: "answer-read-backwards",
    rule: "P-64, P-109",
    does: "the partitions of an answer are handled from the last to the first",
    file: outcomes,
    find: "const answer = partitions[i] as PartitionProduceResponse;",
    replace: "const answer = partitions[partitions.length - 1 - i] as PartitionProduceResponse;",
    caughtBy: [batches],
  },
  {
    name: "last-acked-goes-back",
    rule: "P-65",
    does: "the last acknowledged sequence is that of the last answer, be it lower",
    file: sequences,
    find: "if (lastSequence > this.lastAcked) this",
    replace: "this",
    caughtBy: [batches, rules],
  },
  {
    name: "late-success-ignored",
    rule: "P-66",
    does: "a late success of an expired batch does not count for sequences",
    file: outcomes,
    find: "this.transactions?.batchCompleted(batch);",
    replace: "if (!batch.done) this.transactions?.batchCompleted(batch);",
    caughtBy: [batches],
  },
  {
    name: "removed-before-callbacks",
    rule: "P-68, P-107",
    does: "a batch is no longer in flight when its callbacks run",
    file: outcomes,
    find: 'this.io.callback(record, topicPartition, { kind: "acknowledged", offset, attempts: sends });',
    replace:
      'this.accumulator.release(batch);\n      this.io.callback(record, topicPartition, { kind: "acknowledged", offset, attempts: sends });',
    caughtBy: [single],
  },
  {
    name: "every-bad-record-gets-the-class",
    rule: "P-69",
    does: "each of several bad records gets the class of the error",
    file: retryDecision,
    find: 'recordErrors.length === 1 ? error.exception : "InvalidRecordException"',
    replace: "error.exception",
    caughtBy: [rules],
  },
  {
    name: "retry-after-its-time",
    rule: "P-70, P-80",
    does: "an answer is retried although delivery.timeout.ms has passed",
    file: outcomes,
    find: "if (batch.isExpired(this.config.deliveryTimeoutMillis, nowMillis)) return false;",
    replace: "",
    caughtBy: [batches],
  },
  {
    name: "epoch-asked-before-the-time",
    rule: "P-67, P-70",
    does: "whether a new epoch is needed is asked before whether there is time left",
    file: outcomes,
    find: "if (batch.isExpired(this.config.deliveryTimeoutMillis, nowMillis)) return false;",
    replace:
      "const asked = this.transactions?.canRetry(batch, error, -1);\n    if (asked === false || batch.isExpired(this.config.deliveryTimeoutMillis, nowMillis)) return false;",
    caughtBy: [single],
  },
  {
    name: "backoff-from-the-creation",
    rule: "P-71",
    does: "a batch backs off from its creation, not from its answer",
    file: batch,
    find: "    this.lastAttemptMillis = nowMillis;\n",
    replace: "    this.lastAttemptMillis += 0 * nowMillis;\n",
    caughtBy: [batches],
  },
  {
    name: "one-retry-more",
    rule: "P-72",
    does: "a batch is queued again once more than `retries` says",
    file: outcomes,
    find: "batch.attempts >= this.config.retries",
    replace: "batch.attempts > this.config.retries",
    caughtBy: [batches],
  },
  {
    name: "spent-retries-cost-an-epoch",
    rule: "P-73, P-94",
    does: "a batch whose retries ran out costs an epoch",
    file: outcomes,
    find: "recordErrors, batch.attempts < this.config.retries)",
    replace: "recordErrors, true)",
    caughtBy: [epochs],
  },
  {
    name: "gap-costs-an-epoch",
    rule: "P-79",
    does: "out of order always means a new epoch, also for a batch that is not the next",
    file: retryDecision,
    find: "failed.rewritten || !failed.next",
    replace: "failed.rewritten",
    caughtBy: [rules, real],
  },
  {
    name: "expiry-late",
    rule: "P-81",
    does: "a batch expires a millisecond late",
    file: batch,
    find: "deliveryTimeoutMillis <= nowMillis - this.createdMillis",
    replace: "deliveryTimeoutMillis < nowMillis - this.createdMillis",
    caughtBy: [epochs],
  },
  {
    name: "in-flight-by-age",
    rule: "P-82",
    does: "batches on the wire expire by their age, not in the order of their drains",
    file: outcomes,
    find: "add(partition.inFlight, batch);",
    replace:
      "add(partition.inFlight, batch);\n      partition.inFlight.sort((one, other) => one.createdMillis - other.createdMillis);",
    caughtBy: [epochs],
  },
  {
    name: "in-flight-expire-first",
    rule: "P-83",
    does: "what is on the wire fails before what is queued",
    file: outcomes,
    find:
      "      for (const batch of queued) this.failExpired(batch, false);\n" +
      "      for (const batch of inFlight) this.failExpired(batch, true);\n",
    replace:
      "      for (const batch of inFlight) this.failExpired(batch, true);\n" +
      "      for (const batch of queued) this.failExpired(batch, false);\n",
    caughtBy: [epochs],
  },
  {
    name: "expired-unsent-unresolved",
    rule: "P-87",
    does: "an expired batch leaves an open fate though it was never queued again",
    file: outcomes,
    find: "if (batch.attempts > 0) this",
    replace: "this",
    caughtBy: [epochs],
  },
  {
    name: "expired-retry-is-resolved",
    rule: "P-84",
    does: "a batch that expires after a retry leaves no open fate",
    file: outcomes,
    find: "if (batch.attempts > 0) this",
    replace: "if (batch.attempts < 0) this",
    caughtBy: [epochs],
  },
  {
    name: "expired-in-its-drain-not-sent",
    rule: "P-85",
    does: "a batch that expires in the pass that drains it is not sent",
    file: sender,
    find: "const batches = this.drained[i] as readonly ProducerBatch[];",
    replace: "const batches = (this.drained[i] as readonly ProducerBatch[]).filter((batch) => !batch.done);",
    caughtBy: [epochs, "test/scenarios/stories.test.ts"],
  },
  {
    name: "close-forgets-the-expired",
    rule: "P-86",
    does: "a close does not wait for the request of a batch that expired",
    file: sender,
    find: "accumulator.queuedBatches === 0 && network.inFlightCount === 0",
    replace: "accumulator.queuedBatches === 0 && (network.inFlightCount === 0 || !accumulator.hasIncomplete)",
    caughtBy: [ids],
  },
  {
    name: "leaderless-never-expire",
    rule: "P-89",
    does: "a batch whose partition has no leader does not expire",
    file: accumulator,
    find: "const { queue } = queues[i] as PartitionState;",
    replace: "const { queue, leader } = queues[i] as PartitionState;\n      if (leader === undefined) continue;",
    caughtBy: [loop],
  },
  {
    name: "expired-unsent-costs-an-epoch",
    rule: "P-90",
    does: "a batch that expires before it was ever sent costs an epoch",
    file: outcomes,
    find: "if (batch.attempts > 0) this",
    replace:
      "if (!batch.hasSequence) this.transactions?.requestBump(batch.partition);\n    if (batch.attempts > 0) this",
    caughtBy: [epochs],
  },
  {
    name: "packed-anew-without-its-sequence",
    rule: "P-103",
    does: "a batch that was packed anew loses its sequence",
    file: batch,
    find: "if (big.hasSequence) this.setProducerState(",
    replace: "if (!big.hasSequence) this.setProducerState(",
    caughtBy: [epochs],
  },
  {
    name: "packed-anew-five-times",
    rule: "P-104",
    does: "a batch that is too large is packed anew five times, and then fails",
    file: outcomes,
    find: "batch.records.length > 1 && !batch.done",
    replace: "batch.records.length > 1 && batch.sends <= 5 && !batch.done",
    caughtBy: [timelines],
  },
  {
    name: "packed-anew-remembers-its-retries",
    rule: "P-103",
    does: "a batch that was packed anew goes on counting its attempts",
    file: batch,
    find: "    this.sends = big.sends;\n",
    replace: "    this.sends = big.sends;\n    this.attempts = big.attempts;\n",
    caughtBy: [epochs],
  },
  {
    name: "one-offset-for-the-batch",
    rule: "P-108",
    does: "every record of a batch is told its first offset",
    file: outcomes,
    find: "noOffset : baseOffset + i",
    replace: "noOffset : baseOffset",
    caughtBy: [ids, "hunt:patient"],
  },
  {
    name: "called-back-after-expiry",
    rule: "P-110",
    does: "a late success of an expired batch calls back once more",
    file: outcomes,
    find: "    this.transactions?.batchCompleted(batch);\n    if (batch.done) return this.accumulator.deallocate(batch);\n",
    replace: "    this.transactions?.batchCompleted(batch);\n",
    caughtBy: [batches],
  },
  {
    name: "close-leaves-the-queue",
    rule: "P-112",
    does: "a close does not wait for what is queued",
    file: sender,
    find: "accumulator.queuedBatches === 0 && network.inFlightCount === 0",
    replace: "network.inFlightCount === 0",
    caughtBy: [ids],
  },
  {
    name: "forced-close-says-nothing",
    rule: "P-113",
    does: "a forced close leaves batches without an outcome",
    file: sender,
    find: 'this.parts.outcomes.abortAll("KafkaException");',
    replace: "",
    caughtBy: [ids],
  },
  {
    name: "abort-newest-first",
    rule: "P-114",
    does: "a forced close fails the newest batch first",
    file: outcomes,
    find: "const batches = this.accumulator.incomplete();",
    replace: "const batches = this.accumulator.incomplete().toReversed();",
    caughtBy: [ids],
  },
  {
    name: "close-leaves-blocked-sends",
    rule: "P-115",
    does: "a close leaves sends blocked",
    file: sends,
    find: 'also === "everything" || waiting.memory !== undefined',
    replace: 'also === "everything" && waiting.memory !== undefined',
    caughtBy: [blocked],
  },
];
