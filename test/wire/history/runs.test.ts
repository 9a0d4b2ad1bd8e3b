import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Broker } from "../../../src/model/broker/broker.ts";
import { errors } from "../../../src/model/core/errors.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { instant, Trace } from "../../../src/sim/index.ts";
import { History } from "../../../src/wire/history/history.ts";
import type { ProduceAttempt } from "../../../src/wire/history/attempt.ts";
import { decodeRecordSet } from "../../../src/wire/produce.ts";
import { writeBatch } from "../../../src/wire/records/write-batch.ts";

/** One step of a client: what it sends, and what becomes of the answer. */
const step = fc.record({
  producerId: fc.constantFrom(7, 7, 7, 8, -1),
  epoch: fc.constantFrom(0, 0, 0, 1),
  sequence: fc.nat(6),
  values: fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
  /** `late`: after the next step. */
  answer: fc.constantFrom("told", "told", "told", "lost", "late", "refused", "wrong-offset"),
  twice: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a history says of these steps; `single`: each record with a header, so that each is looked at by itself. */
function historyOf(steps: readonly Step[], single: boolean, limit = 1_000): unknown {
  let time = 0;
  const trace = new Trace({ keep: "all" });
  const history = new History({ trace, now: () => instant(time), brokerNode: 0, limit });
  const orders = topicPartition("orders", 0, 0);
  const broker = new Broker({ node: 1, topics: [{ name: "orders", partitions: [orders] }], observer: history });
  let late: (() => void) | undefined;
  let records = 0;
  for (const { producerId, epoch, sequence, values, answer, twice } of steps) {
    time += 1_000;
    const whole = writeBatch({
      producerId,
      producerEpoch: producerId < 0 ? -1 : epoch,
      baseSequence: producerId < 0 ? -1 : sequence,
      records: values.map((value) => ({
        value: Buffer.from(value),
        timestamp: 1,
        headers: single ? [{ key: "of-no-meaning", value: null }] : [],
      })),
    });
    const batch = decodeRecordSet(whole, { topicPartition: orders, version: 9, firstRecordId: records });
    records += values.length;
    const attempt = history.read([batch], { client: "shop", node: 1, acks: -1 });
    const ask = () =>
      broker.handle(
        { api: "Produce", correlationId: 0, acks: -1, timeoutMillis: 0, batches: attempt.batches },
        time / 1_000,
      );
    const said = ask();
    if (twice) ask();
    late?.();
    late = undefined;
    const finish = () => end(attempt, answer, said);
    if (answer === "late") late = finish;
    else finish();
  }
  late?.();
  const { violations, deliveries, forgotten } = history;
  const names = Array.from({ length: records }, (_, number) => history.recordName(number));
  return { violations, deliveries, forgotten, marks: history.marks.toObject(), names, entries: trace.entries };
}

function end(attempt: ProduceAttempt, how: Step["answer"], said: ReturnType<Broker["handle"]>): void {
  if (how === "lost" || typeof said === "string" || said.api !== "Produce") return attempt.lost();
  const [partition] = said.partitions;
  const { code } = partition?.error ?? errors.UNKNOWN_SERVER_ERROR;
  const baseOffset = (partition?.baseOffset ?? -1) + (how === "wrong-offset" ? 1 : 0);
  attempt.told(() => ({ errorCode: how === "refused" ? errors.REQUEST_TIMED_OUT.code : code, baseOffset }));
}

const steps = fc.array(step, { minLength: 1, maxLength: 12 });

describe("a run of sends", () => {
  it("comes to the same as each send by itself, whatever happens to it", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        expect(historyOf(taken, false)).toEqual(historyOf(taken, true));
      }),
      { numRuns: 400 },
    );
  });

  it("is broken, retried, doubled and told of in these histories", () => {
    const seen = new Set<string>();
    for (const taken of fc.sample(steps, { numRuns: 200, seed: 1 })) {
      const { violations, marks } = historyOf(taken, false) as {
        readonly violations: readonly { readonly property: string }[];
        readonly marks: object;
      };
      for (const { property } of violations) seen.add(property);
      for (const mark of Object.keys(marks)) seen.add(mark);
    }
    expect([...seen].sort()).toEqual([
      "acknowledged",
      "acknowledged-exactly-once",
      "acknowledged-offset-holds-record",
      "duplicate-suppressed",
      "order-as-sent",
      "record-sent",
      "record-stored",
      "rejected-otherwise",
      "rejected-out-of-order",
      "renumbered-in-doubt",
      "stored-once-end-to-end",
      "two-copies",
    ]);
  });

  it("is forgotten when newer ones are beyond the limit, which holds nothing against what comes after", () => {
    const plain = { producerId: 7, epoch: 0, answer: "told", twice: false } as const;
    const taken = Array.from({ length: 50 }, (_, sequence): Step => ({ ...plain, sequence, values: ["a"] }));
    const all = historyOf(taken, false) as { readonly deliveries: readonly unknown[] };
    expect(all.deliveries).toHaveLength(50);
    for (const single of [false, true]) {
      expect(historyOf(taken, single, 10)).toMatchObject({
        violations: [],
        forgotten: 40,
        deliveries: all.deliveries.slice(40).map(() => ({ outcome: "acked" })),
        marks: { acknowledged: 50 },
      });
    }
  });
});
