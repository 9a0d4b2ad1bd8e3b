import type { Scenario } from "../../scenarios/spec.ts";
import { nodesOfFault } from "./faults.ts";
import { withoutRange } from "./lists.ts";

/** Without consumers, without restarts of consumers, without producers and what is done to them. */
export function* withFewerActors(scenario: Scenario): Generator<Scenario> {
  const { consumers, producers } = scenario;
  if (consumers.length > 1) yield { ...scenario, consumers: [] };
  for (let at = 0; at < consumers.length; at++) yield { ...scenario, consumers: withoutRange(consumers, at, at + 1) };
  if (producers.length < 2) return;
  for (const producer of producers) {
    yield {
      ...scenario,
      producers: producers.filter((other) => other !== producer),
      // A fault that names nobody cannot be run.
      faults: scenario.faults.filter((fault) => !nodesOfFault(fault).includes(producer.name)),
    };
  }
}
