import type { KafkaError } from "../core/errors.ts";
import type { Fate } from "./connection.ts";
import type { BatchSwitches, ClientSwitches, Failure, Ruling } from "./switches.ts";

/** What is known of a batch whose sequence the broker refused. */
export interface RefusedSequence {
  readonly baseSequence: number;
  /** The sequence that is to be acknowledged next in its partition. */
  readonly nextToAcknowledge: number;
  /** The sequence up to which every batch is acknowledged or refused. */
  readonly nextToFail: number;
  readonly retries: number;
}

export type SequenceDecision = "again-under-a-new-epoch" | "stop" | "fail";

/** What befell a request: without an answer its fate says it. `undefined`: nothing, it was stored. */
export function failureOf(fate: Fate, error: KafkaError | undefined): Failure | undefined {
  if (fate === "timed-out") return "REQUEST_TIMEOUT";
  if (fate === "lost") return "CONNECTION_LOST";
  return error === undefined || error.name === "NONE" ? undefined : error.name;
}

const unanswered: readonly Failure[] = ["REQUEST_TIMEOUT", "CONNECTION_LOST"];
const ambiguous: readonly Failure[] = ["REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"];

/** Whether what failed so may, as the client sees it, have been stored all the same; `before`: it was in doubt already. */
export function leavesInDoubt(failure: Failure, before: boolean, { doubt }: BatchSwitches): boolean {
  if (unanswered.includes(failure)) return true;
  return doubt === "outlasts-answers" && (before || ambiguous.includes(failure));
}

export const rulingOn = (failure: Failure, { rulings }: ClientSwitches): Ruling => rulings[failure] ?? "fail";

/** What a client does about a sequence that the broker refused; `undefined`: the failure is no such refusal. */
export function decideSequence(
  failure: Failure,
  refused: RefusedSequence,
  { outOfOrder, unknownProducerId }: BatchSwitches,
): SequenceDecision | undefined {
  const isUnknown = failure === "UNKNOWN_PRODUCER_ID";
  if (!isUnknown && failure !== "OUT_OF_ORDER_SEQUENCE_NUMBER") return undefined;
  switch (isUnknown ? unknownProducerId : outOfOrder) {
    case "new-epoch-and-again":
      return "again-under-a-new-epoch";
    case "stops-the-producer":
      return "stop";
    case "fails":
      return "fail";
    case "compared-with-the-next":
      if (isUnknown) return isFirstFailure(refused) ? "again-under-a-new-epoch" : "stop";
      return refused.baseSequence > refused.nextToAcknowledge ? "again-under-a-new-epoch" : "stop";
  }
}

/** Neither it nor anything before it is in doubt: it can be numbered anew without a risk. */
const isFirstFailure = ({ retries, baseSequence, nextToFail }: RefusedSequence): boolean =>
  retries === 0 && baseSequence === nextToFail;
