import { acceptedWorkStored } from "./accepted-work-stored.ts";
import { acknowledgedExactlyOnce } from "./acknowledged-exactly-once.ts";
import { acknowledgedIsSeen } from "./acknowledged-is-seen.ts";
import { acknowledgedOffsetHoldsRecord } from "./acknowledged-offset-holds-record.ts";
import { applicationThrew } from "./application-threw.ts";
import { acknowledgedSurvives } from "./acknowledged-survives.ts";
import { appliedOnce } from "./applied-once.ts";
import { callbackOnceInOrder } from "./callback-once-in-order.ts";
import { decidedInTime } from "./decided-in-time.ts";
import { deduplicationSound } from "./deduplication-sound.ts";
import { deduplicationTransparent } from "./deduplication-transparent.ts";
import { everySendDecided } from "./every-send-decided.ts";
import { failedNotStored } from "./failed-not-stored.ts";
import { fencedEpochAppendsNothing } from "./fenced-epoch-appends-nothing.ts";
import { noAcknowledgedGap } from "./no-acknowledged-gap.ts";
import { noBusySpin } from "./no-busy-spin.ts";
import { noPhantom } from "./no-phantom.ts";
import { offsetAcknowledgedOnce } from "./offset-acknowledged-once.ts";
import { offsetHoldsOneRecord } from "./offset-holds-one-record.ts";
import { orderAsSent } from "./order-as-sent.ts";
import { orderWithinBatch } from "./order-within-batch.ts";
import { producerIdUnique } from "./producer-id-unique.ts";
import type { Property } from "./property.ts";
import { readStays } from "./read-stays.ts";
import { retriesBounded } from "./retries-bounded.ts";
import { settles } from "./settles.ts";
import { storedOnceEndToEnd } from "./stored-once-end-to-end.ts";

/** Every promise that a run is held to, safety before liveness. All of them always: together they cost a run little. */
export const properties: readonly Property[] = [
  acknowledgedExactlyOnce,
  orderAsSent,
  noPhantom,
  noAcknowledgedGap,
  callbackOnceInOrder,
  acknowledgedOffsetHoldsRecord,
  acknowledgedSurvives,
  offsetAcknowledgedOnce,
  offsetHoldsOneRecord,
  failedNotStored,
  orderWithinBatch,
  fencedEpochAppendsNothing,
  deduplicationTransparent,
  deduplicationSound,
  producerIdUnique,
  retriesBounded,
  noBusySpin,
  readStays,
  storedOnceEndToEnd,
  appliedOnce,
  acceptedWorkStored,
  applicationThrew,
  everySendDecided,
  decidedInTime,
  acknowledgedIsSeen,
  settles,
];
