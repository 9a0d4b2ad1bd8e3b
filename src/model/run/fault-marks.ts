import type { Network } from "../../sim/index.ts";
import type { Message } from "./context.ts";
import type { Marks } from "./marks.ts";

/** Counts what was done to a run, when it is over. */
export function countFaults(network: Network<Message>, counts: Marks["counts"]): void {
  for (const fault of network.faults) {
    if ("at" in fault) {
      if (fault.do === "split") counts["network-split"]++;
      continue;
    }
    const request = fault.on.label.endsWith("request");
    if (fault.do === "duplicate") counts[request ? "request-duplicated" : "response-duplicated"]++;
    else if (fault.do === "delay") counts["message-delayed"]++;
    else if (fault.do === "answer") counts["answered-with-error"]++;
    else if (fault.do === "cut") counts["connection-cut"]++;
  }
  // Counted where they are lost: what a split or a full link loses is in no list of faults.
  for (const [label, lost] of network.lost.entries()) {
    const name = network.labelName(label);
    if (name.endsWith("request")) counts["request-lost"] += lost ?? 0;
    else if (name.endsWith("response")) counts["response-lost"] += lost ?? 0;
  }
}
