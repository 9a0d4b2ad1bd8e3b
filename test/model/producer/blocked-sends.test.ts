import { describe, expect, test } from "vitest";
import { errors } from "../../../src/model/core/errors.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import type { ClusterMetadata, ProducedRecord, Request, Response } from "../../../src/model/protocol.ts";
import { BufferPool } from "../../../src/model/producer/buffer-pool.ts";
import { defaultProducerConfig, type ProducerConfig } from "../../../src/model/producer/config.ts";
import { Producer } from "../../../src/model/producer/producer.ts";
import type { PollResult, ProducerIo, Wait } from "../../../src/model/producer/seam.ts";

const partition = topicPartition("t", 0, 0);
const cluster: ClusterMetadata = {
  nodes: [0],
  partitions: [{ topicPartition: partition, error: errors.NONE, leader: 0, leaderEpoch: 0 }],
};
const nothing: PollResult = { written: [], received: [], disconnected: [], connected: [] };

/** A producer whose every wait is ended by hand, with one broker that connects and reads at once. */
class Bench {
  readonly told: string[] = [];
  readonly sent: Request[] = [];
  readonly attempts: number[] = [];
  readonly producer: Producer;
  #unwritten: { readonly node: number; readonly request: Request }[] = [];
  #connecting: number[] = [];
  #lastNode = 0;
  #wait: Wait = { kind: "pass" };
  now = 0;

  constructor(config: Partial<ProducerConfig>, known: ClusterMetadata | undefined, thousandths = () => 1_000) {
    const io: ProducerIo = {
      connect: (node) => this.#connecting.push(node),
      disconnect: (node) => this.told.push(`closed ${node}`),
      send: (node, request) => this.#unwritten.push({ node, request }),
      wakeup: () => undefined,
      callback: ({ id }, _, outcome) => {
        this.told.push(`${id} ${outcome.kind === "failed" ? outcome.exception : `at ${outcome.offset}`}`);
        this.attempts.push(outcome.attempts);
      },
      unblocked: ({ id }, _, outcome) => this.told.push(`${id} returned: ${outcome.kind}`),
    };
    const settings = { ...defaultProducerConfig, enableIdempotence: false, ...config };
    const options = { config: settings, clientId: "c", cluster: known, bootstrapNodes: [-1], jitter: { thousandths } };
    this.producer = new Producer({ ...options, io, startMillis: 0 });
  }

  send(id: number, valueBytes = 10): string {
    const record: ProducedRecord = { id, keyBytes: undefined, valueBytes, timestamp: -1 };
    return this.producer.send(partition, record, this.now).kind;
  }

  /** Runs passes until the sender waits and nothing is left to be written, connected or told. */
  run(received: readonly Response[] = []): Wait {
    let answers = received.map((response) => ({ node: this.#lastNode, response }));
    this.#wait = this.#wait.kind === "pass" ? this.producer.advance(this.now) : this.#wait;
    for (let passes = 0; passes < 50; passes++) {
      const poll = { ...nothing, written: this.#unwritten, connected: this.#connecting, received: answers };
      if (poll.written.length + poll.connected.length + poll.received.length === 0 && passes > 0) break;
      this.#unwritten = [];
      this.#connecting = [];
      answers = [];
      for (const { node, request } of poll.written) {
        this.sent.push(request);
        this.#lastNode = node;
      }
      this.#wait = this.producer.advance(this.now, poll);
      while (this.#wait.kind === "pass") this.#wait = this.producer.advance(this.now);
    }
    return this.#wait;
  }

  /** A good answer to one of the requests that were sent, usually the last. */
  answer(request = this.sent.at(-1) as Request): readonly Response[] {
    const { correlationId } = request;
    if (request.api === "Metadata") return [{ api: "Metadata", correlationId, cluster }];
    const told = { topicPartition: partition, error: errors.NONE, baseOffset: 0, logAppendTime: -1, logStartOffset: 0 };
    return [{ api: "Produce", correlationId, throttleMillis: 0, partitions: [told] }];
  }
}

describe("a send that has to wait", () => {
  test("waits for metadata while there is none, and goes on when it comes (P-36)", () => {
    const bench = new Bench({}, undefined);
    expect(bench.send(1)).toBe("blocked");
    bench.run();
    expect(bench.sent.map(({ api }) => api)).toEqual(["Metadata"]);
    bench.run(bench.answer());
    expect(bench.told).toEqual(["1 returned: accepted"]);
  });

  test("fails when no metadata came within max.block.ms (P-36)", () => {
    const bench = new Bench({ maxBlockMillis: 500 }, undefined);
    bench.send(1);
    bench.run();
    expect(bench.producer.blockedUntilMillis).toBe(500);
    bench.now = 500;
    bench.producer.blockExpired(500);
    expect(bench.told).toEqual(["1 TimeoutException", "1 returned: failed"]);
    expect(bench.producer.blockedUntilMillis).toBeUndefined();
  });

  test("does not wait at all when max.block.ms is 0 (P-36)", () => {
    const bench = new Bench({ maxBlockMillis: 0 }, undefined);
    expect(bench.send(1)).toBe("failed");
    expect(bench.told).toEqual(["1 TimeoutException"]);
  });

  const short = { batchSize: 100, bufferMemory: 150, lingerMillis: 1_000 };

  test("waits for buffer memory, which makes everything sendable, and goes on when a batch is done (P-39, P-45)", () => {
    const bench = new Bench(short, cluster);
    expect([bench.send(1), bench.send(2, 60)]).toEqual(["accepted", "blocked"]);
    bench.run();
    expect(bench.sent.map(({ api }) => api)).toEqual(["Produce"]);
    bench.run(bench.answer());
    expect(bench.told).toEqual(["1 at 0", "2 returned: accepted"]);
  });

  test("waiters for memory are served first come first served (P-39)", () => {
    const bench = new Bench({ ...short, bufferMemory: 260 }, cluster);
    expect([bench.send(1), bench.send(2, 60), bench.send(3, 60)]).toEqual(["accepted", "accepted", "blocked"]);
    expect(bench.send(4, 60)).toBe("blocked");
    bench.run();
    bench.run(bench.answer(bench.sent[0]));
    expect(bench.told).toEqual(["1 at 0"]);
    bench.run(bench.answer(bench.sent[1]));
    expect(bench.told).toEqual(["1 at 0", "2 at 0", "3 returned: accepted"]);
  });

  test("fails when memory stays short for max.block.ms (P-39)", () => {
    const bench = new Bench({ ...short, maxBlockMillis: 70 }, cluster);
    bench.send(1);
    bench.send(2, 60);
    bench.now = 70;
    bench.producer.blockExpired(70);
    expect(bench.told).toEqual(["2 BufferExhaustedException", "2 returned: failed"]);
  });

  test("gives back what it got so far when its time is over (P-39)", () => {
    const pool = new BufferPool(100);
    expect(pool.tryAllocate(70)).toBe(true);
    const waiter = pool.wait(80);
    pool.tellFirst();
    expect(pool.serve(waiter)).toBe(false);
    expect(pool.freeBytes).toBe(0);
    pool.abandon(waiter);
    expect([pool.freeBytes, pool.hasWaiters]).toEqual([30, false]);
  });

  test("is overtaken by one that needs less, until memory comes back or is left over (P-39)", () => {
    const pool = new BufferPool(100);
    expect(pool.tryAllocate(70)).toBe(true);
    const waiter = pool.wait(80);
    expect(pool.serve(waiter)).toBe(false);
    expect(pool.freeBytes).toBe(30);
    expect(pool.tryAllocate(20)).toBe(true);
    expect(pool.serve(waiter)).toBe(false);
    expect([pool.freeBytes, waiter.gotBytes]).toEqual([0, 10]);
  });

  test("throws when the producer is closed meanwhile (P-115)", () => {
    const bench = new Bench(short, cluster);
    bench.send(1);
    bench.send(2, 60);
    bench.producer.initiateClose(0);
    expect(bench.told).toEqual(["2 returned: threw"]);
    const unknowing = new Bench({}, undefined);
    unknowing.send(1);
    unknowing.producer.forceClose(0);
    unknowing.run();
    expect(unknowing.told).toEqual(["1 returned: threw"]);
  });
});

describe("the random factor of backoffs", () => {
  /** A producer whose one record was refused just now, for want of replicas. */
  function refusedAtOnce(thousandths: () => number): Bench {
    const bench = new Bench({}, cluster, thousandths);
    bench.send(1);
    bench.run();
    const last = bench.sent.at(-1) as Request;
    const refusal = {
      topicPartition: partition,
      error: errors.NOT_ENOUGH_REPLICAS,
      baseOffset: -1,
      logAppendTime: -1,
      logStartOffset: -1,
    };
    bench.run([{ api: "Produce", correlationId: last.correlationId, throttleMillis: 0, partitions: [refusal] }]);
    return bench;
  }

  const retried = (thousandths: () => number): number => {
    const wait = refusedAtOnce(thousandths).run();
    return wait.kind === "poll" ? wait.timeoutMillis : -1;
  };

  test("spans 0.8 to 1.2 (P-76)", () => {
    expect(retried(() => 800)).toBe(80);
    expect(retried(() => 1_000)).toBe(100);
    expect(retried(() => 1_199)).toBe(119);
  });

  test("is drawn anew at every look, so that a wait is over at the first small draw (P-77)", () => {
    let factor = 1_199;
    const bench = refusedAtOnce(() => factor);
    expect(bench.sent).toHaveLength(1);
    // At 90 of 100 milliseconds: 119 are to be waited for by one draw, and 80 by the next.
    bench.now = 90;
    bench.run();
    expect(bench.sent).toHaveLength(1);
    factor = 800;
    bench.run();
    expect(bench.sent).toHaveLength(2);
  });
});

describe("the attempts that a callback tells", () => {
  test("are the requests that carried the record, those of the batch it was split from included (P-103)", () => {
    const bench = new Bench({}, cluster);
    bench.send(1);
    bench.send(2);
    bench.run();
    const [sent] = bench.sent as [Request];
    const { correlationId } = sent;
    const tooLarge = { topicPartition: partition, error: errors.MESSAGE_TOO_LARGE, baseOffset: -1 };
    const refusal = { ...tooLarge, logAppendTime: -1, logStartOffset: -1 };
    bench.run([{ api: "Produce", correlationId, throttleMillis: 0, partitions: [refusal] }]);
    bench.run(bench.answer());
    expect(bench.attempts).toEqual([2, 2]);
  });
});

describe("an idle connection", () => {
  test("is closed after connections.max.idle.ms, and metadata is asked for", () => {
    const bench = new Bench({ connectionsMaxIdleMillis: 1_000 }, cluster);
    bench.send(1);
    bench.run();
    bench.run(bench.answer());
    bench.now = 1_000;
    bench.run();
    expect(bench.told).toEqual(["1 at 0"]);
    bench.now = 1_001;
    bench.run();
    expect(bench.told).toEqual(["1 at 0", "closed 0"]);
  });

  test("is counted from its last activity, and closed when more than its time has passed, not as much", () => {
    const bench = new Bench({ connectionsMaxIdleMillis: 1_000 }, cluster);
    bench.now = 500;
    bench.send(1);
    bench.run();
    bench.run(bench.answer());
    // The first look at idle connections since the start: it finds this one exactly at its limit.
    bench.now = 1_500;
    bench.run();
    expect(bench.told).toEqual(["1 at 0"]);
    bench.now = 1_501;
    bench.run();
    expect(bench.told).toEqual(["1 at 0", "closed 0"]);
  });
});

describe("the producer's doors", () => {
  test("refuse a clock that goes back", () => {
    const bench = new Bench({}, cluster);
    bench.producer.advance(10);
    expect(() => bench.producer.advance(9)).toThrow("went back from 10 to 9");
  });

  test("refuse an answer to another request than the oldest on its connection (P-35)", () => {
    const bench = new Bench({}, cluster);
    bench.send(1);
    bench.run();
    expect(() => bench.run([{ api: "Produce", correlationId: 99, throttleMillis: 0, partitions: [] }])).toThrow(
      "(P-35)",
    );
  });

  test("tell what is in flight and what has no outcome", () => {
    const bench = new Bench({}, cluster);
    bench.send(1);
    bench.run();
    expect(bench.producer.inFlightCount).toBe(1);
    expect(bench.producer.incompleteRecords().map(({ id }) => id)).toEqual([1]);
    expect(bench.producer.identity).toBeUndefined();
    expect(bench.producer.isClosed).toBe(false);
  });
});
