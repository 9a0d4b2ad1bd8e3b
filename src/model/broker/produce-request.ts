import {
  isRecordSetFailing,
  isUnparsable,
  isWithoutProducer,
  recordSetRefusal,
  type ReadingSwitches,
} from "../core/batch-validation.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import { corruptionWords } from "../core/refusal-words.ts";
import type { ProduceRequest, RecordBatch } from "../protocol.ts";
import type { BrokerProfile } from "./profiles.ts";
import type { TransactionSwitches } from "./transactional-producers.ts";

/**
 * What refuses a request as a whole, on every partition. First a broker looks for a transactional batch (B-6), from one
 * batch to the next until it finds one, and fails over bytes that it can't step over; then it checks the record set of
 * each partition that it has, which may fail likewise; then it asks every batch for its producer (B-8).
 */
export function wholeRequestRefusal(
  { batches, transactionalId }: ProduceRequest,
  has: (batch: RecordBatch) => boolean,
  switches: ReadingSwitches & TransactionSwitches,
): RequestRefusal | undefined {
  if (batches.every(isUsual)) return undefined;
  const transactional = batches.find((batch) => batch.transactional || stepRefusal(batch) !== undefined);
  if (transactional !== undefined) {
    const unsteppable = stepRefusal(transactional);
    if (unsteppable !== undefined) return unsteppable;
    if (transactionalId === undefined) return { error: errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED };
  }
  const checked = batches.filter(has);
  if (checked.some(({ defects }) => defects !== undefined && isRecordSetFailing(defects))) {
    return failure;
  }
  const passed = checked.filter(({ defects }) => defects === undefined || recordSetRefusal(defects) === undefined);
  if (switches.headerWithoutProducer === "failsRequest" && passed.some(lacksProducer)) {
    return failure;
  }
  if (switches.flaggedBatches === "appended") return undefined;
  // A flagged batch without a producer id is asked for nothing, and goes into the log as it is (4.4.0, measured).
  const [first, ...others] = passed.filter((batch) => batch.transactional && batch.producerId >= 0);
  const mixed = first !== undefined && others.some((batch) => !isSameProducer(first, batch));
  return mixed ? severalProducers : undefined;
}

/**
 * Requests that no answer can be given to, because their bytes don't make a request: the connection is closed over a set
 * that can't be parsed, or never spoken on again over a null one. Nothing of them is appended.
 */
export function fateOfConnection(
  { batches }: ProduceRequest,
  refusal: RequestRefusal | undefined,
  has: (batch: RecordBatch) => boolean,
  switches: Pick<BrokerProfile, "unparsableRecordSet" | "nullRecordSet">,
): "close-connection" | "mute-connection" | undefined {
  for (const batch of batches) {
    const { defects } = batch;
    if (defects === undefined) continue;
    if (switches.unparsableRecordSet === "connectionClosed" && isUnparsable(defects)) return "close-connection";
    // Never answered (cluster-measured 17.8), if its partition is there; and where the request is refused as a whole
    // always, since that answer would have to name the sizes of all record sets (4.4.0, measured).
    const isMute = defects.recordSet === "null" && switches.nullRecordSet === "connectionMute";
    if (isMute && (refusal !== undefined || has(batch))) return "mute-connection";
  }
  return undefined;
}

/** What every partition of a request is answered with. */
export interface RequestRefusal {
  readonly error: KafkaError;
  readonly errorMessage?: string;
}

const severalProducers: RequestRefusal = {
  error: errors.INVALID_PRODUCER_ID_MAPPING,
  errorMessage: "Transactional records contained more than one producer ID",
};

const failure: RequestRefusal = { error: errors.UNKNOWN_SERVER_ERROR };

const isUsual = (batch: RecordBatch): boolean => batch.defects === undefined && !batch.transactional;

/** Why a broker can't tell where the batch ends, or of which kind it is. */
function stepRefusal({ defects }: RecordBatch): RequestRefusal | undefined {
  if (defects === undefined) return undefined;
  if (defects.recordSet === "overflow") return failure;
  if (defects.recordSet !== "corrupt" && defects.magic !== 3) return undefined;
  const errorMessage = corruptionWords(defects);
  const error = errors.CORRUPT_MESSAGE;
  return errorMessage === undefined ? { error } : { error, errorMessage };
}

const lacksProducer = ({ defects }: RecordBatch): boolean => defects !== undefined && isWithoutProducer(defects);

const isSameProducer = (one: RecordBatch, other: RecordBatch): boolean =>
  one.producerId === other.producerId && one.producerEpoch === other.producerEpoch;

/** Finds requests that name a partition twice, without a map made for each of the many that don't. */
export class RepeatedPartitions {
  /** By `topicPartition.index`: the last request that named the partition. */
  private readonly lastRequest: number[] = [];
  private requests = 0;

  /** Room for partitions up to this index. */
  admit(index: number): void {
    while (this.lastRequest.length <= index) this.lastRequest.push(0);
  }

  /** One batch for each partition; of several for the same one the last (cluster-measured 17.7). */
  lastOfEach(batches: readonly RecordBatch[]): readonly RecordBatch[] {
    if (batches.length === 1) return batches;
    this.requests += 1;
    for (let at = 0; at < batches.length; at += 1) {
      const index = batches[at]?.topicPartition.index ?? -1;
      if (index < 0 || this.lastRequest[index] === this.requests) {
        return [...new Map(batches.map((batch) => [keyOf(batch), batch])).values()];
      }
      this.lastRequest[index] = this.requests;
    }
    return batches;
  }
}

/** A partition that is not there has no index, and perhaps an object for each time that it is named. */
function keyOf({ topicPartition: { index, topic, partition } }: RecordBatch): number | string {
  return index >= 0 ? index : `${partition} ${topic}`;
}
