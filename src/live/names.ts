import type { DiagramNames } from "../scenarios/diagram/index.ts";
import type { WrittenFault } from "../scenarios/trace.ts";
import { errors } from "../model/core/errors.ts";
import { wireFaultSentence } from "../wire/faults/fault-text.ts";
import { brokerNode, labelName } from "../wire/oversight/live-trace.ts";
import type { WatchedBroker } from "../wire/oversight/watched-broker.ts";

const errorNames: ReadonlyMap<number, string> = new Map(Object.values(errors).map(({ code, name }) => [code, name]));

const brokerName = "broker-1";

/** Turns the numbers in the trace of a broker that serves back into what they stand for. */
export function liveNames(broker: WatchedBroker): DiagramNames {
  const { oversight, serving } = broker;
  const clients = [...oversight.clients];
  const partitions = new Map(broker.topicPartitions.map(({ index, name }) => [index, name]));
  return {
    node: (id) => (id === brokerNode ? brokerName : (clients[id - 1] ?? `client ${id}`)),
    label: labelName,
    record: (id) => oversight.history?.recordName(id) ?? `record ${id}`,
    partition: (index) => partitions.get(index) ?? `partition ${index}`,
    error: (code) => errorNames.get(code) ?? `error ${code}`,
    exception: (number) => `exception ${number}`,
    consumer: (index) => `consumer ${index}`,
    fault: (index) => oversight.toldFault(index) as WrittenFault | undefined,
    broker: brokerNode,
    producers: clients.length,
    windowOfBatches: serving.broker.profile.windowOfBatches,
    unanswered: new Set(),
    delays: delaysOf(broker),
    faultText: (index) => {
      const fault = oversight.toldFault(index);
      // A delay is told with its message.
      return fault === undefined || fault.do === "delay" ? undefined : wireFaultSentence(fault);
    },
  };
}

function delaysOf({ faults }: WatchedBroker): ReadonlyMap<string, string> {
  const delays = new Map<string, string>();
  for (const fault of faults.struck)
    if ("message" in fault && fault.do === "delay") delays.set(fault.message, fault.by);
  return delays;
}
