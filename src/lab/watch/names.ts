import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { Simulation } from "../../model/run/simulation.ts";

/** The application of that name. @throws BadInput where there is none. */
export function producerNamed(name: string, { applications }: Simulation): Simulation["applications"][number] {
  const found = applications.find(({ plan }) => plan.name === name);
  if (found !== undefined) return found;
  const names = applications.map(({ plan }) => plan.name);
  throw new BadInput(
    names.length === 0 ? "this run has no producer that starts" : unknownName("producer", name, names),
  );
}

/** The index of the topic partition of that name. @throws BadInput where there is none. */
export function partitionNamed(name: string, { topicPartitions }: Simulation): number {
  const found = topicPartitions.find((known) => known.name === name);
  if (found !== undefined) return found.index;
  const names = topicPartitions.map((known) => known.name);
  throw new BadInput(names.length === 0 ? "this run has no partition" : unknownName("topic partition", name, names));
}

const mostNames = 200;

/** The number of the record of that name. @throws BadInput where there is none. */
export function recordNamed(name: string, { plan: { names, applications } }: Simulation): number {
  const found = names.numberOf(name);
  if (found !== undefined) return found;
  const known = new Set<string>();
  for (const { workload } of applications) {
    for (let at = 0; at < workload.length && known.size < mostNames; at++)
      known.add(names.nameOf(workload.send(at).record));
  }
  throw new BadInput(known.size === 0 ? "this run sends no record" : nearRecord(name, [...known]));
}

/** Of many records only the first are named. */
function nearRecord(name: string, known: readonly string[]): string {
  const few = 8;
  const text = unknownName("record", name, known);
  return known.length <= few
    ? text
    : text.replace(/ \(there are: .*\)$/, ` (there are: ${known.slice(0, few).join(", ")}, …)`);
}
