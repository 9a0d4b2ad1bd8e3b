import type { Actor, RunEvent } from "../../model/run/context.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import { writtenFault } from "../../scenarios/faults.ts";
import { formatAddress } from "../../sim/index.ts";

/** Something that is to happen. */
export interface Upcoming {
  readonly atMicros: number;
  readonly what: string;
}

/** What lies on the agenda of a run, the first things first. */
export const agendaOf = (simulation: Simulation): readonly Upcoming[] =>
  simulation.scheduler.agenda().map(({ due, event }) => ({ atMicros: due, what: eventText(event, simulation) }));

function eventText(event: RunEvent, simulation: Simulation): string {
  const { network } = simulation;
  switch (event.kind) {
    case "wake":
      return wakeText(event.actor, simulation);
    case "arrival": {
      const { connection, toServer, label, occurrence } = event;
      const [from, to] = toServer ? [connection.client, connection.server] : [connection.server, connection.client];
      const message = {
        from: network.nameOf(from),
        to: network.nameOf(to),
        label: network.labelName(label),
        occurrence,
      };
      return `${formatAddress(message)} arrives`;
    }
    case "connected":
    case "refused":
    case "gone":
      return `${network.nameOf(event.connection.client)}: its connection ${fates[event.kind]}`;
    case "fault":
      return faultSentence(writtenFault(event.fault)).replace(/^at \S+ /, "");
    case "healed":
      return "the faults are over";
    case "node-restored":
      return `${network.nameOf(event.node)} ${event.action === "pause" ? "goes on" : "is back"}`;
  }
}

const fates = { connected: "stands", refused: "is refused", gone: "breaks" } as const;

function wakeText(actor: Actor, { applications, consumers, broker }: Simulation): string {
  const isIt = (known: object | undefined): boolean => known === actor;
  const application = applications.find(isIt);
  if (application !== undefined) return `${application.plan.name}: its application goes on`;
  const owner = applications.find(({ host }) => isIt(host));
  if (owner !== undefined) return `${owner.plan.name}: its sender goes on`;
  const consumer = consumers.find(isIt);
  if (consumer !== undefined) return `${consumer.plan.name} looks for new records`;
  return isIt(broker)
    ? "the broker looks for producers to forget"
    : "the broker's follower fetches, or somebody who is gone";
}
