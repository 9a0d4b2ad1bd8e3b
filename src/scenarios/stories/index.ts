import type { Story } from "../story.ts";
import { brokerRestart, oldTimestamps, pastTheWindow } from "./broker-memory.ts";
import { deliveryTimeout, expiredButWritten, neverConnected, renumberedInDoubt, silentHole } from "./deadlines.ts";
import { firstContact, gap, inFlightOrder, overtaken, refusedForEver, sixInFlight } from "./in-flight.ts";
import { calledBackTwice, sentWithoutAProducerId } from "./last-resorts.ts";
import { lostAck, lostRequest, sentToOrders17 } from "./lost-acknowledgements.ts";
import { applicationResend, idempotentConsumer, producerRestart, twoPartitions, zombie } from "./sessions.ts";
import { acksZero, configMatrix, noIdempotence } from "./settings.ts";
import { standard } from "./standard.ts";

/** All stories, in the order in which they are best read. The last is no story but the load that hunts and benches run. */
export const stories: readonly Story[] = [
  sentToOrders17,
  lostAck,
  lostRequest,
  inFlightOrder,
  gap,
  pastTheWindow,
  deliveryTimeout,
  neverConnected,
  expiredButWritten,
  producerRestart,
  applicationResend,
  zombie,
  idempotentConsumer,
  twoPartitions,
  noIdempotence,
  sixInFlight,
  acksZero,
  configMatrix,
  silentHole,
  renumberedInDoubt,
  sentWithoutAProducerId,
  calledBackTwice,
  brokerRestart,
  oldTimestamps,
  firstContact,
  refusedForEver,
  overtaken,
  standard,
];
