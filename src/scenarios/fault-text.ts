import type { FaultSpec } from "./spec.ts";

const lasting = (span: string | undefined): string => (span === undefined ? "for good" : `for ${span}`);

const comesBack = (span: string | undefined): string =>
  span === undefined ? " for good" : `, and is back ${span} later`;

const isAnswer = (message: string): boolean => / response #\d+$/.test(message);

/** One fault as a sentence without its full stop. */
export function faultSentence(fault: FaultSpec): string {
  if ("message" in fault) {
    switch (fault.do) {
      case "drop":
        return `${fault.message} is lost`;
      case "cut":
        return `${fault.message} breaks its connection`;
      case "duplicate":
        return `${fault.message} arrives a second time, ${fault.after} after it was sent`;
      case "delay":
        return `${fault.message} takes ${fault.by} longer`;
      case "error":
        return isAnswer(fault.message)
          ? `${fault.message} says ${fault.error}, whatever became of its request`
          : `${fault.message} is answered with ${fault.error}, and not acted on`;
    }
  }
  switch (fault.do) {
    case "split": {
      const [one, other] = fault.between;
      const where = fault.oneWay === true ? `from ${one} to ${other}` : `between ${one} and ${other}`;
      return `at ${fault.at} nothing passes ${where} any more, ${lasting(fault.for)}`;
    }
    case "clog":
      return `at ${fault.at} what goes from ${fault.between.join(" to ")} is held up, ${lasting(fault.for)}`;
    case "slow":
      return `at ${fault.at} what goes from ${fault.between.join(" to ")} takes ${fault.by} longer, ${lasting(fault.for)}`;
    case "crash":
      return `at ${fault.at} ${fault.node} crashes${comesBack(fault.for)}`;
    case "restart-clean":
      return `at ${fault.at} ${fault.node} is shut down${comesBack(fault.for)}`;
    case "restart-kill":
      return `at ${fault.at} ${fault.node} is killed${comesBack(fault.for)}`;
    case "pause":
      return `at ${fault.at} ${fault.node} stands still ${lasting(fault.for)}`;
    case "metadata-late":
      return `at ${fault.at} ${fault.node} does not know that it leads its partitions, ${lasting(fault.for)}`;
    case "fail-over":
      return `at ${fault.at} ${fault.node} dies, and its follower leads ${fault.for} later with what it has`;
    case "follower-stalls":
      return `at ${fault.at} the follower of ${fault.node} fetches nothing any more, ${lasting(fault.for)}`;
  }
}
