import { BadInput, unknownName } from "../../input/bad-input.ts";
import { properties } from "../../model/properties/index.ts";
import { messageLabels } from "../../model/run/notes.ts";
import { brokerName } from "../../model/run/plan.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import { type TraceEntry, networkNotes, parseAddress, parseDuration } from "../../sim/index.ts";
import type { ConditionKind } from "./condition.ts";

/** Messages, faults, promises and time. */
export const runConditions: readonly ConditionKind[] = [
  {
    word: "message",
    usage: "message ADDRESS [sent|arrives|lost]",
    example: "message shop>broker-1 Produce request #2 arrives",
    read: readMessage,
  },
  {
    word: "violation",
    usage: "violation [PROPERTY]",
    example: "violation acknowledged-exactly-once",
    read(words) {
      const known = properties.map(({ name }) => name);
      if (words !== "" && !known.includes(words)) throw new BadInput(unknownName("property", words, known));
      return ({ violations }) => violations.some(({ property }) => words === "" || property === words);
    },
  },
  {
    word: "fault",
    usage: "fault [N]",
    example: "fault 1",
    read(words) {
      if (!/^(?:[1-9]\d{0,8})?$/.test(words)) return undefined;
      return ({ faults }) => faults.some((at) => words === "" || at === Number(words) - 1);
    },
  },
  {
    word: "time",
    usage: "time T",
    example: "time 1.5s",
    read(words, { scheduler }) {
      const time = parseDuration(words);
      if (time === undefined) return undefined;
      let isOver = scheduler.now >= time;
      return ({ simulation }) => {
        const before = isOver;
        isOver = simulation.scheduler.now >= time;
        return isOver && !before;
      };
    },
  },
  {
    word: "event",
    usage: "event N",
    example: "event 12",
    read(words) {
      if (!/^\d{1,15}$/.test(words)) return undefined;
      return ({ simulation }) => simulation.scheduler.fired === Number(words);
    },
  },
];

const fates = { sent: networkNotes.sent, arrives: networkNotes.arrived, lost: networkNotes.lost } as const;

function readMessage(words: string, simulation: Simulation): ReturnType<ConditionKind["read"]> {
  const [, address = "", fate = "sent"] = /^(.*?)(?: (sent|arrives|lost))?$/.exec(words) ?? [];
  const isAny = address.endsWith("#*");
  const parsed = parseAddress(isAny ? address.replace(/#\*$/, "#1") : address);
  if (parsed === undefined) return undefined;
  checkMessage(parsed, simulation);
  const kind = fates[fate as keyof typeof fates];
  const { network } = simulation;
  const wanted = [network.node(parsed.from), network.node(parsed.to), network.label(parsed.label)];
  const isIt = ({ kind: noted, values }: TraceEntry): boolean =>
    noted === kind && wanted.every((value, at) => values[at] === value) && (isAny || values[3] === parsed.occurrence);
  return ({ entries }) => entries.some(isIt);
}

/** @throws BadInput where there is no such node or kind of message, or it goes the other way. */
function checkMessage({ from, to, label }: { from: string; to: string; label: string }, { network }: Simulation): void {
  for (const end of [from, to]) {
    if (!network.nodes.includes(end)) throw new BadInput(unknownName("node", end, network.nodes));
  }
  if (!messageLabels.some((known) => known === label)) {
    throw new BadInput(unknownName("message", label, messageLabels));
  }
  if (label.endsWith("request") === (to === brokerName)) return;
  throw new BadInput(`goes the other way; write ${to}>${from} ${label}`);
}
