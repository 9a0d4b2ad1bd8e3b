import type { ErrorName } from "../../model/core/errors.ts";
import { brokerName } from "../../model/run/plan.ts";
import { type Stream, formatAddress, parseAddress } from "../../sim/index.ts";
import type { FaultSpec, Scenario } from "../spec.ts";
import type { Aimed, Refusals, SwarmBounds } from "./bounds.ts";
import { byMagnitude, elementAt, numberAt, numberFrom, place } from "./choice.ts";
import type { Luck } from "./luck.ts";
import { timeText } from "./times.ts";

type MessageFaultSpec = Extract<FaultSpec, { readonly message: string }>;
type Discipline = Scenario["network"]["discipline"];

/** The faults of one run at single messages: each at one of the first of its kind, the first ones more often. */
export function drawAimed(scenario: Scenario, bounds: SwarmBounds, luck: Luck): readonly MessageFaultSpec[] {
  const producers = scenario.producers.map(({ name }) => name);
  const { discipline } = scenario.network;
  const drawn: MessageFaultSpec[] = [];
  // One message takes one fault, and what the scenario itself plans comes first.
  const struck = new Set(scenario.faults.map(addressOf));
  const add = (fault: MessageFaultSpec | undefined): void => {
    if (fault === undefined || struck.has(fault.message)) return;
    struck.add(fault.message);
    drawn.push(fault);
  };
  const { aimed, errors } = bounds;
  if (aimed !== undefined)
    each(aimed, luck.of("aimed"), (stream) => add(aimedFault(aimed, stream, producers, discipline)));
  if (errors !== undefined) each(errors, luck.of("errors"), (stream) => add(refusal(errors, stream, producers)));
  return drawn;
}

function each({ exists, atMost }: Aimed | Refusals, stream: Stream, draw: (stream: Stream) => void): void {
  if (!stream.chance(exists)) return;
  const count = numberAt(place(stream), 1, atMost);
  for (let nth = 0; nth < count; nth++) draw(stream);
}

const addressOf = (fault: FaultSpec): string | undefined => {
  const address = "message" in fault ? parseAddress(fault.message) : undefined;
  return address && formatAddress(address);
};

/** `undefined`: what was drawn does not go together on this network. */
function aimedFault(
  { at, actions, first, by }: Aimed,
  stream: Stream,
  producers: readonly string[],
  discipline: Discipline,
): MessageFaultSpec | undefined {
  const [kind, whose, what] = [place(stream), place(stream), place(stream)];
  const occurrence = byMagnitude(place(stream), place(stream), 1, first);
  const time = timeText(numberFrom(by, stream));
  const labels = at.filter((label) => discipline === "tcp" || !(label === "connect" || label === "accept"));
  const possible = actions.filter((action) => action !== (discipline === "tcp" ? "duplicate" : "cut"));
  if (labels.length === 0 || possible.length === 0) return undefined;
  const message = messageOf(elementAt(kind, labels), elementAt(whose, producers), occurrence);
  const action = elementAt(what, possible);
  switch (action) {
    case "duplicate":
      return { message, do: "duplicate", after: time };
    case "delay":
      return { message, do: "delay", by: time };
    default:
      return { message, do: action };
  }
}

function refusal(
  { at, names, first }: Refusals,
  stream: Stream,
  producers: readonly string[],
): MessageFaultSpec | undefined {
  const [kind, whose, what] = [place(stream), place(stream), place(stream)];
  const occurrence = byMagnitude(place(stream), place(stream), 1, first);
  const label = elementAt(kind, at);
  const possible = names.filter((name) => isOfIdentity(name) === (label === "InitProducerId request"));
  if (possible.length === 0) return undefined;
  return {
    message: messageOf(label, elementAt(whose, producers), occurrence),
    do: "error",
    error: elementAt(what, possible),
  };
}

/** What a coordinator says; a partition's leader says other things. */
const isOfIdentity = (name: ErrorName): boolean => name.includes("COORDINATOR") || name === "CONCURRENT_TRANSACTIONS";

function messageOf(label: string, producer: string, occurrence: number): string {
  const towardsBroker = label === "connect" || label.endsWith("request");
  const [from, to] = towardsBroker ? [producer, brokerName] : [brokerName, producer];
  return formatAddress({ from, to, label, occurrence });
}
