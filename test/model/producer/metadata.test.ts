import * as fc from "fast-check";
import { expect, test } from "vitest";
import { errors } from "../../../src/model/core/errors.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { defaultProducerConfig } from "../../../src/model/producer/config.ts";
import { ProducerMetadata } from "../../../src/model/producer/metadata.ts";
import { NodeTable } from "../../../src/model/producer/node-state.ts";
import { PartitionTable } from "../../../src/model/producer/partition-state.ts";
import { type ClusterMetadata, noOffset, noTimestamp } from "../../../src/model/protocol.ts";

const topicPartitions = [0, 1, 2].map((partition) => topicPartition("orders", partition, partition));
const brokers = [1, 2];

const cluster = fc
  .uniqueArray(
    fc.record({
      topicPartition: fc.constantFrom(...topicPartitions),
      error: fc.constantFrom(errors.NONE, errors.LEADER_NOT_AVAILABLE),
      leader: fc.constantFrom(-1, ...brokers),
      leaderEpoch: fc.integer({ min: -1, max: 3 }),
    }),
    { minLength: 1, selector: (told) => told.topicPartition },
  )
  .map((partitions): ClusterMetadata => ({ nodes: brokers, partitions }));

type Step =
  /** The cluster of this number is told of. */
  | { readonly answer: number }
  /** A produce answer names another leader of this partition. */
  | { readonly newLeader: number; readonly leaderEpoch: number }
  | { readonly fails: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ answer: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ newLeader: fc.nat({ max: 2 }), leaderEpoch: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.constant({ fails: true } as const) },
);

/** What a client does after it was told of clusters; `copied`: never twice by the same object. */
function lookedAt(clusters: readonly ClusterMetadata[], steps: readonly Step[], copied: boolean) {
  const nodes = new NodeTable();
  const partitions = new PartitionTable();
  const jitter = { thousandths: () => 1_000 };
  const metadata = new ProducerMetadata(defaultProducerConfig, nodes, partitions, jitter, brokers);
  return steps.map((taken, at) => {
    const now = at * 50;
    if ("answer" in taken) {
      const told = clusters[taken.answer] as ClusterMetadata;
      metadata.update(copied ? { ...told } : told, now);
    } else if ("fails" in taken) {
      metadata.updateFailed(now);
    } else {
      const currentLeader = { node: 3, leaderEpoch: taken.leaderEpoch };
      const where = topicPartitions[taken.newLeader] as (typeof topicPartitions)[0];
      const refused = { topicPartition: where, error: errors.NOT_LEADER_OR_FOLLOWER, baseOffset: noOffset };
      metadata.updateLeaders([{ ...refused, logAppendTime: noTimestamp, logStartOffset: noOffset, currentLeader }]);
    }
    return {
      due: metadata.millisToNextUpdate(now),
      members: metadata.members.map(({ id }) => id),
      leads: nodes.all.map(({ partitions: led }) => led.map(({ topicPartition: { name } }) => name)),
      known: topicPartitions.map((one) => partitions.of(one).known),
      leaders: topicPartitions.map((one) => [partitions.of(one).leader?.id, partitions.of(one).leaderEpoch]),
    };
  });
}

test("an answer that tells of the same cluster by the same object does what any answer alike does (P-31, P-33)", () => {
  let toldAgain = 0;
  fc.assert(
    fc.property(fc.tuple(cluster, cluster), fc.array(step, { minLength: 2, maxLength: 12 }), (clusters, steps) => {
      expect(lookedAt(clusters, steps, false)).toEqual(lookedAt(clusters, steps, true));
      if (steps.filter((taken) => "answer" in taken && taken.answer === 0).length > 1) toldAgain++;
    }),
    { numRuns: 500 },
  );
  expect(toldAgain).toBeGreaterThan(100);
});
