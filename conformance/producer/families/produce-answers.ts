import type { ErrorName } from "../../../src/model/core/errors.ts";
import type { ProduceAnswer } from "../script.ts";
import type { Luck } from "./luck.ts";

const retriable: readonly ErrorName[] = [
  "NOT_LEADER_OR_FOLLOWER",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "KAFKA_STORAGE_ERROR",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "CORRUPT_MESSAGE",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "THROTTLING_QUOTA_EXCEEDED",
];
const ofSequence: readonly ErrorName[] = [
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "DUPLICATE_SEQUENCE_NUMBER",
  "UNKNOWN_PRODUCER_ID",
  "INVALID_PRODUCER_EPOCH",
];
const lasting: readonly ErrorName[] = [
  "TOPIC_AUTHORIZATION_FAILED",
  "INVALID_RECORD",
  "INVALID_RECORD",
  "MESSAGE_TOO_LARGE",
  "MESSAGE_TOO_LARGE",
  "MESSAGE_TOO_LARGE",
  "UNKNOWN_SERVER_ERROR",
  "INVALID_TIMESTAMP",
  "POLICY_VIOLATION",
  "RECORD_LIST_TOO_LARGE",
  "UNSUPPORTED_FOR_MESSAGE_FORMAT",
  "INVALID_REQUIRED_ACKS",
  "INVALID_TXN_STATE",
];
const fatal: readonly ErrorName[] = [
  "CLUSTER_AUTHORIZATION_FAILED",
  "PRODUCER_FENCED",
  "PRODUCER_FENCED",
  "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  "UNSUPPORTED_VERSION",
];

/** The few errors that a script turns on, so that some scripts go deep into one corner. */
export function drawPalette(luck: Luck): readonly ErrorName[] {
  return Array.from({ length: luck.between(1, 4) }, (_, i) => {
    const mild = i === 0 || luck.percent(50);
    const errors = mild ? luck.pick(retriable, retriable, ofSequence) : luck.pick(ofSequence, lasting, lasting);
    return luck.pick(...errors);
  });
}

export interface ProduceFaults {
  readonly palette: readonly ErrorName[];
  readonly brokers: number;
  readonly partitions: number;
  readonly requestTimeoutMillis: number;
}

/** Answers by position, whether or not any broker would give them. */
export function drawProduceAnswers(luck: Luck, faults: ProduceFaults): readonly ProduceAnswer[] {
  const rate = luck.pick(10, 30, 50, 50, 70, 95);
  const errorShare = luck.pick(20, 60, 90, 100);
  const hints = faults.brokers > 1 && luck.percent(70);
  const throttles = luck.percent(8);
  const count = luck.between(3, 60);
  const fatalAt = luck.percent(15) ? luck.between(0, count - 1) : -1;
  return Array.from({ length: count }, (_, n) => {
    let answer: ProduceAnswer = {};
    if (n === fatalAt) answer = { error: luck.pick(...fatal) };
    else if (luck.percent(rate)) {
      answer = luck.percent(errorShare) ? drawError(luck, faults, hints) : drawDelay(luck, faults.requestTimeoutMillis);
    }
    return throttles && luck.percent(30) ? { ...answer, throttle: luck.between(1, luck.pick(50, 300, 1000)) } : answer;
  });
}

function drawDelay(luck: Luck, requestTimeout: number): ProduceAnswer {
  switch (luck.between(0, 3)) {
    case 0:
      return { drop: true };
    case 1:
      return { disconnect: true, after: luck.between(0, luck.pick(0, 20, 200)) };
    default:
      return { after: luck.between(0, luck.pick(20, 200, requestTimeout, 2 * requestTimeout)) };
  }
}

function drawError(luck: Luck, faults: ProduceFaults, hints: boolean): ProduceAnswer {
  const { palette, partitions, requestTimeoutMillis } = faults;
  const error = luck.pick(...palette);
  const p = luck.between(0, partitions - 1);
  const other = luck.percent(40) ? { [(p + 1) % partitions]: luck.pick(...palette) } : {};
  const where = partitions === 1 || luck.percent(50) ? { error } : { errors: { ...other, [p]: error } };
  const late = luck.percent(20) ? { after: luck.between(0, luck.pick(20, 200, requestTimeoutMillis)) } : {};
  return { ...where, ...late, ...drawDetails(luck, error, faults, hints, p) };
}

/** What some errors come with. */
function drawDetails(luck: Luck, error: ErrorName, faults: ProduceFaults, hints: boolean, p: number): ProduceAnswer {
  switch (error) {
    case "UNKNOWN_PRODUCER_ID": {
      if (!luck.percent(60)) return {};
      const starts = Array.from({ length: faults.partitions }, (_, q) => [q, luck.between(0, 3000)] as const);
      return { logStart: Object.fromEntries(starts) };
    }
    case "INVALID_RECORD":
      return luck.percent(50) ? { recordErrors: { [p]: luck.pick([0], [0, 1]) } } : {};
    case "NOT_LEADER_OR_FOLLOWER":
      if (!hints) return {};
      return { leader: { [p]: { id: luck.between(0, faults.brokers - 1), epoch: luck.between(0, 6) } } };
    default:
      return {};
  }
}
