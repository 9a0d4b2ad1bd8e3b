import { assert } from "./assert.ts";
import { ofHandshake } from "./connection.ts";
import { type Fault, type MessageFault, formatAddress, isTimed } from "./faults.ts";

/** What was found in order. A hunt makes thousands of networks with one plan, and looks at it once. */
const inOrder = new WeakMap<
  readonly Fault[],
  { readonly nodes: readonly string[]; readonly labels: readonly string[] }
>();

/**
 * Checks that nodes and labels have names that addresses can be written with, and that each fault of the plan can strike.
 *
 * @throws InvariantError where that is not so.
 */
export function checkOnce(plan: readonly Fault[], nodes: readonly string[], labels: readonly string[]): void {
  const known = inOrder.get(plan);
  if (known?.nodes === nodes && known.labels === labels) return;
  checkNodes(nodes);
  checkPlan(plan, nodes, checkedLabels(labels));
  inOrder.set(plan, { nodes, labels });
}

/** Names that addresses can be written with: each once, and read back as they were written. */
function checkNodes(nodes: readonly string[]): void {
  assert(new Set(nodes).size === nodes.length, () => `two nodes have one name: ${nodes.join(", ")}`);
  for (const node of nodes) {
    assert(/^[^\s>]+$/.test(node), () => `a node can't be called "${node}": no blanks, no ">"`);
  }
}

/** Labels that were found in order, with those of the handshake before them. A model has one list of them for all runs. */
const labelsInOrder = new WeakMap<readonly string[], readonly string[]>();

function checkedLabels(ofModel: readonly string[]): readonly string[] {
  const before = labelsInOrder.get(ofModel);
  if (before !== undefined) return before;
  const labels = [...ofHandshake, ...ofModel];
  assert(new Set(labels).size === labels.length, () => `two kinds of message have one name: ${labels.join(", ")}`);
  for (const label of labels) {
    assert(/^\S(?:.*\S)?$/.test(label), () => `a kind of message can't be called "${label}"`);
  }
  labelsInOrder.set(ofModel, labels);
  return labels;
}

/** A fault that can't strike is refused at once: a name that nobody has, a second fault on one message. */
function checkPlan(plan: readonly Fault[], nodes: readonly string[], labels: readonly string[]): void {
  const struck = new Set<string>();
  for (const fault of plan) {
    const named = isTimed(fault) ? (fault.do === "node" ? [fault.node] : [fault.from, fault.to]) : ends(fault);
    for (const name of named) assert(nodes.includes(name), () => `no node is called ${name}`);
    if (isTimed(fault)) continue;
    const address = formatAddress(fault.on);
    assert(labels.includes(fault.on.label), () => `no message is called ${fault.on.label}`);
    assert(Number.isSafeInteger(fault.on.occurrence) && fault.on.occurrence >= 1, () => `${address} names no message`);
    assert(!struck.has(address), () => `two faults strike ${address}`);
    struck.add(address);
  }
}

const ends = (fault: MessageFault): readonly string[] => [fault.on.from, fault.on.to];
