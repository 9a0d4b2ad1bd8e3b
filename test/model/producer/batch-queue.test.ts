import * as fc from "fast-check";
import { expect, test } from "vitest";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { BatchQueue } from "../../../src/model/producer/batch-queue.ts";
import { PartitionState } from "../../../src/model/producer/partition-state.ts";
import { ProducerBatch } from "../../../src/model/producer/producer-batch.ts";

const partition = new PartitionState(topicPartition("orders", 0, 0));
const batch = (id: number): ProducerBatch =>
  new ProducerBatch(partition, { id, keyBytes: undefined, valueBytes: 1, timestamp: 0 }, 0, 100, false, undefined);

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("push" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("shift" as const), times: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("insert" as const), place: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), place: fc.integer({ min: -1, max: 4 }) }) },
);

test("a queue of batches holds what a list would, wherever batches join and leave", () => {
  const seen = { empty: 0, long: 0, removed: 0, stranger: 0 };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 200 }), (steps, before) => {
      const queue = new BatchQueue();
      const list: ProducerBatch[] = [];
      const push = (id: number): void => {
        const added = batch(id);
        queue.push(added);
        list.push(added);
      };
      for (let id = 0; id < before; id++) push(id);
      for (const [nth, taken] of steps.entries()) {
        if (taken.do === "push") push(1_000 + nth);
        else if (taken.do === "shift") {
          for (let times = 0; times < taken.times && queue.length > 0; times++) {
            queue.shift();
            list.shift();
          }
        } else if (taken.do === "insert" && taken.place <= list.length) {
          const added = batch(2_000 + nth);
          queue.insert(taken.place, added);
          list.splice(taken.place, 0, added);
        } else if (taken.do === "remove") {
          const gone = list[taken.place] ?? batch(3_000);
          expect(queue.remove(gone)).toBe(list.includes(gone));
          if (list.includes(gone)) seen.removed += list.splice(list.indexOf(gone), 1).length;
          else seen.stranger++;
        }
        expect([queue.length, queue.head, queue.tail]).toEqual([list.length, list[0], list.at(-1)]);
        expect([queue.at(0), queue.at(2)]).toEqual([list[0], list[2]]);
        expect(queue.list()).toEqual(list);
        if (list.length === 0) seen.empty++;
        if (list.length > 100) seen.long++;
      }
    }),
    { numRuns: 200 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
});
