import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import type { Condition, ConditionKind } from "./condition.ts";
import { brokerConditions } from "./broker-conditions.ts";
import { runConditions } from "./run-conditions.ts";
import { producerConditions } from "./producer-conditions.ts";

/** All conditions that there are. */
export const conditionKinds: readonly ConditionKind[] = [...producerConditions, ...brokerConditions, ...runConditions];

/**
 * Reads a condition for one run: `producer shop epoch 1`, `broker append orders-0 @ 3`, `record order-1 acked`.
 *
 * @throws BadInput with one line: what is wrong with it, and what would be right.
 */
export function conditionOf(text: string, simulation: Simulation): Condition {
  const [word = "", ...rest] = text.trim().split(/\s+/);
  const kinds = conditionKinds.filter((kind) => kind.word === word);
  if (kinds.length === 0) {
    const words = [...new Set(conditionKinds.map((kind) => kind.word))];
    if (word === "") throw new BadInput(`says nothing; write such as "${conditionKinds[0]?.example ?? ""}"`);
    throw new BadInput(`"${text}": ${unknownName("condition", word, words)}`);
  }
  for (const kind of kinds) {
    const holds = placed(text, () => kind.read(rest.join(" "), simulation));
    if (holds !== undefined) return { text: text.trim(), holds };
  }
  const usages = kinds.map(({ usage }) => usage).join(", or ");
  throw new BadInput(`"${text}": is not of the form ${usages}; write such as "${kinds[0]?.example ?? ""}"`);
}

function placed<Value>(text: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(`"${text}": ${error.message}`) : error;
  }
}
