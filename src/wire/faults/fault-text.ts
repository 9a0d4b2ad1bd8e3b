import type { WireFaultSpec } from "./fault-spec.ts";

/** What struck, as a sentence without its full stop and without the time. */
export function wireFaultSentence(fault: WireFaultSpec): string {
  const message = "message" in fault ? fault.message : "";
  const where = message === "" ? "" : `at ${message} `;
  switch (fault.do) {
    case "drop":
      return `${message} is lost, and what comes behind it on its connection`;
    case "swallow":
      return `${message} vanishes`;
    case "cut":
      return `${message} breaks its connection`;
    case "duplicate":
      return `${message} is executed twice`;
    case "delay":
      return `${message} takes ${fault.by} longer`;
    case "error":
      return message.includes(" response ")
        ? `${message} says ${fault.error} instead`
        : `${message} is answered with ${fault.error}, and not acted on`;
    case "restart-clean":
    case "restart-kill": {
      const back = fault.for === undefined ? "" : `, and is back ${fault.for} later`;
      return `${where}the broker is ${fault.do === "restart-clean" ? "shut down" : "killed"}${back}`;
    }
    case "pause":
      return `${where}the broker stands still for ${fault.for}`;
    case "expire-producer":
      return `${where}the broker forgets ${fault.of === undefined ? "all producers" : `producer ${fault.of}`}`;
    case "forget-producers":
      return `${where}the broker loses its producer table${fault.of === undefined ? "s" : ` of ${fault.of}`}`;
  }
}
