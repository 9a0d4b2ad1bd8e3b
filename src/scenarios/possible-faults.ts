import { brokerActions } from "../model/run/context.ts";
import { messageLabels } from "../model/run/notes.ts";
import { brokerName } from "../model/run/plan.ts";
import { type Fault, type MessageFault, formatAddress, never } from "../sim/index.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { chanceOf } from "../input/units.ts";
import { drawnFaultOf, faultOf } from "./faults.ts";
import type { Scenario } from "./spec.ts";

type Discipline = Scenario["network"]["discipline"];
/** Where a fault was written; `undefined`: in a repro's own list, which has no place in the scenario. */
type Path = readonly (string | number)[];

const labels: readonly string[] = ["connect", "accept", ...messageLabels];
const ofHandshake: readonly string[] = ["connect", "accept"];
/** Requests that can be answered with an error and not acted on, and the answer that can say one of what was done. */
const answered: readonly string[] = ["Produce request", "InitProducerId request", "Produce response"];

/**
 * A fault that cannot strike, whatever the run does, would silently do nothing: one at a node or a kind of message that
 * is not there, on a way that the message does not take, that the network's discipline does not know, or on a message
 * that another fault strikes.
 *
 * @throws BadInput that names the place, below `replay` for a fault of a replay, and what would be right.
 */
export function checkFaults(scenario: Scenario, replayed: readonly Fault[] | undefined): void {
  const { network, producers } = scenario;
  checkChances(scenario);
  const nodes = [brokerName, ...producers.map(({ name }) => name)];
  const struck = new Set<string>();
  const check = (fault: Fault | Drawn, path: Path): void => {
    checkEnds(fault, nodes, path);
    if (!("on" in fault)) {
      if (fault.do === "node") checkAction(fault, scenario, path);
      return;
    }
    checkMessage(fault, network.discipline, path);
    const address = formatAddress(fault.on);
    if (struck.has(address)) {
      const message = `is "${address}", and so is that of another fault; one message takes one`;
      throw new BadInput(message, below(path, "message"));
    }
    struck.add(address);
  };
  for (const [at, spec] of network.timed.entries()) check(drawnFaultOf(spec).fault, ["network", "timed", at]);
  const list = replayed === undefined ? ["faults"] : ["replay", "faults"];
  for (const [at, fault] of (replayed ?? scenario.faults.map(faultOf)).entries()) check(fault, [...list, at]);
}

type Drawn = ReturnType<typeof drawnFaultOf>["fault"];

const below = (path: Path, key: string): Path => [...path, key];

/** What the network's discipline has no use for is refused, unless it is none at all. */
function checkChances({ network }: Scenario): void {
  const [tcp, datagram] = [network.discipline === "tcp", network.discipline === "datagram"];
  if (datagram && (chanceOf(network.cut)?.numerator ?? 0) > 0) {
    throw new BadInput(`is ${network.cut}, but ${noConnections}; give loss, or discipline: tcp`, ["network", "cut"]);
  }
  if (tcp && (chanceOf(network.duplication)?.numerator ?? 0) > 0) {
    const message = `is ${network.duplication}, but ${noCopies}; leave it out, or give discipline: datagram`;
    throw new BadInput(message, ["network", "duplication"]);
  }
  if (tcp && network.capacity > 0) {
    const message = `is ${network.capacity}, but only datagrams have such a bound; leave it out, or give discipline: datagram`;
    throw new BadInput(message, ["network", "capacity"]);
  }
}

const noConnections = "datagrams have no connection that could break";
const noCopies = "a tcp network delivers no message twice";

function checkEnds(fault: Fault | Drawn, nodes: readonly string[], path: Path): void {
  const [key, ends] =
    "on" in fault
      ? (["message", [fault.on.from, fault.on.to]] as const)
      : fault.do === "node"
        ? (["node", [fault.node]] as const)
        : (["between", [fault.from, fault.to]] as const);
  for (const end of ends) {
    if (!nodes.includes(end)) throw new BadInput(unknownName("node", end, nodes), below(path, key));
  }
  const [one, other] = ends;
  if (other === undefined || (one === brokerName) !== (other === brokerName)) return;
  throw new BadInput(`names ${one} and ${other}, but ${onlyLinks}`, below(path, key));
}

const onlyLinks = `messages only pass between a producer and ${brokerName}; name one of each`;

type AtNode = (Fault | Drawn) & { readonly do: "node" };

function checkAction(fault: AtNode, { broker }: Scenario, path: Path): void {
  checkRestart(fault, path);
  const { action, node } = fault;
  if (!(brokerActions as readonly string[]).includes(action)) return;
  if (node !== brokerName) {
    throw new BadInput(`is ${action} at ${node}, but that is for ${brokerName} alone`, below(path, "node"));
  }
  if (action !== "metadata-late" && broker.replication === undefined) {
    const message = `is ${action}, but ${brokerName} has no follower; give it one with broker: { replication: { lag: 5ms } }`;
    throw new BadInput(message, below(path, "do"));
  }
  if (action === "fail-over" && "until" in fault && fault.until === never) {
    throw new BadInput("is fail-over, which needs to know for how long nobody leads; add for: 3s", below(path, "do"));
  }
}

/** A stop that nothing ends is a crash, and a producer that ends in good order closes by itself when its work is done. */
function checkRestart(fault: AtNode, path: Path): void {
  const { action, node } = fault;
  if (!action.startsWith("restart")) return;
  if (action === "restart-clean" && node !== brokerName) {
    const message = `is restart-clean, but that is for ${brokerName}; give crash or restart-kill for the producer ${node}`;
    throw new BadInput(message, below(path, "do"));
  }
  if ("until" in fault && fault.until === never) {
    throw new BadInput(`is ${action}, which needs to know for how long; add for: 1s, or give crash`, below(path, "do"));
  }
}

function checkMessage(fault: MessageFault, discipline: Discipline, path: Path): void {
  const { label, from, to } = fault.on;
  if (!labels.includes(label)) throw new BadInput(unknownName("message", label, labels), below(path, "message"));
  const towardsBroker = label === "connect" || label.endsWith("request");
  if (towardsBroker !== (to === brokerName)) {
    const turned = formatAddress({ ...fault.on, from: to, to: from });
    const message = `is "${formatAddress(fault.on)}", which goes the other way; write "${turned}"`;
    throw new BadInput(message, below(path, "message"));
  }
  if (fault.do === "answer" && !answered.includes(label)) {
    const message = `is error, but only ${answered.join(", ")} can say one; give drop, cut or delay`;
    throw new BadInput(message, below(path, "do"));
  }
  if (discipline === "tcp" && fault.do === "duplicate") {
    throw new BadInput(
      `is duplicate, but ${noCopies}; give drop, cut or delay, or discipline: datagram`,
      below(path, "do"),
    );
  }
  if (discipline !== "datagram") return;
  if (fault.do === "cut") {
    throw new BadInput(`is cut, but ${noConnections}; give drop, or discipline: tcp`, below(path, "do"));
  }
  if (ofHandshake.includes(label)) {
    const message = `is "${formatAddress(fault.on)}", but datagrams begin without a handshake; give discipline: tcp`;
    throw new BadInput(message, below(path, "message"));
  }
}
