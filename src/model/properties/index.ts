import { acceptedWorkStored } from "./accepted-work-stored.ts";
import { acknowledgedExactlyOnce } from "./acknowledged-exactly-once.ts";
import { acknowledgedOffsetHoldsRecord } from "./acknowledged-offset-holds-record.ts";
import { applicationThrew } from "./application-threw.ts";
import { acknowledgedSurvives } from "./acknowledged-survives.ts";
import { appliedOnce } from "./applied-once.ts";
import { callbackOnceInOrder } from "./callback-once-in-order.ts";
import { everySendDecided } from "./every-send-decided.ts";
import { noAcknowledgedGap } from "./no-acknowledged-gap.ts";
import { noPhantom } from "./no-phantom.ts";
import { orderAsSent } from "./order-as-sent.ts";
import type { Property } from "./property.ts";
import { storedOnceEndToEnd } from "./stored-once-end-to-end.ts";

/** Every promise that a run is held to. */
export const properties: readonly Property[] = [
  acknowledgedExactlyOnce,
  orderAsSent,
  noPhantom,
  noAcknowledgedGap,
  callbackOnceInOrder,
  acknowledgedOffsetHoldsRecord,
  acknowledgedSurvives,
  everySendDecided,
  storedOnceEndToEnd,
  appliedOnce,
  acceptedWorkStored,
  applicationThrew,
];
