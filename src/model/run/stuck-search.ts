import { errors } from "../core/errors.ts";
import { epochRelation, sequenceRelation } from "../core/append-ruling.ts";
import { incrementSequence } from "../core/sequence.ts";
import type { Waiting } from "../producer/waits.ts";
import type { NodeId } from "../../sim/index.ts";
import type { BrokerHost } from "./broker-host.ts";
import type { RunningApplication } from "./context.ts";
import { isSent } from "./records.ts";
import type { Stuck, StuckBatch } from "./stuck.ts";

/** The applications that have not come to their end, and whom they wait for. It changes nothing, and draws nothing. */
export function stuckAmong(
  applications: readonly RunningApplication[],
  { broker }: BrokerHost,
  isPaused: (node: NodeId) => boolean,
): readonly Stuck[] {
  return applications.flatMap(({ standing, host, plan, node }): readonly Stuck[] => {
    if (standing === undefined) return [];
    const batches = host === undefined ? [] : host.waits().map((waiting) => stuckBatch(waiting, broker));
    return [{ application: plan.name, standing: isPaused(node) ? "paused" : standing, batches }];
  });
}

function stuckBatch(waiting: Waiting, broker: BrokerHost["broker"]): StuckBatch {
  const { topicPartition, records, place, producerId, producerEpoch, baseSequence, written, links } = waiting;
  const brokerTakes = nextTaken(waiting, broker);
  const sent = records.filter(isSent);
  return { topicPartition, records, place, producerId, producerEpoch, baseSequence, written, links, sent, brokerTakes };
}

/** The sequence that the partition takes next, where it would answer the batch with 45. */
function nextTaken(waiting: Waiting, broker: BrokerHost["broker"]): number | undefined {
  const { topicPartition, records, producerId, producerEpoch, baseSequence, written } = waiting;
  if (written === 0 || baseSequence < 0 || producerId < 0) return undefined;
  const entry = broker.producerTable(topicPartition).find((known) => known.producerId === producerId);
  const lastSequence = incrementSequence(baseSequence, records.length - 1);
  const epochIs = epochRelation(entry, producerEpoch, broker.logEndOffset(topicPartition) === 0);
  const sequenceIs = sequenceRelation(entry, epochIs, baseSequence, lastSequence);
  const ruling = broker.profile.rulings[epochIs][sequenceIs];
  if (ruling !== errors.OUT_OF_ORDER_SEQUENCE_NUMBER.name) return undefined;
  return epochIs === "same" && entry !== undefined ? incrementSequence(entry.lastSequence, 1) : 0;
}
