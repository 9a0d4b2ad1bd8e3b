import { scenarioOf } from "../../scenarios/files.ts";
import type { Scenario } from "../../scenarios/spec.ts";

type Producer = Scenario["producers"][number];
type Topic = Scenario["topics"][string];
type Consumer = Scenario["consumers"][number];
type Storage = NonNullable<Producer["storage"]>;

/** What a scenario is that says nothing it does not have to. */
export interface Defaults {
  readonly scenario: Scenario;
  readonly producer: Producer;
  readonly topic: Topic;
  readonly consumer: Consumer;
  /** That of a producer which runs code. */
  readonly storage: Storage;
}

let known: Defaults | undefined;

/** Made at first need: it goes through the whole schema. */
export function defaults(): Defaults {
  if (known !== undefined) return known;
  const scenario = scenarioOf({
    name: "default",
    topics: { orders: {} },
    producers: [{ name: "shop" }, { name: "coded", storage: {} }],
    consumers: [{ name: "reader", topic: "orders", remembersIds: true }],
  });
  const [producer, consumer] = [scenario.producers[0] as Producer, scenario.consumers[0] as Consumer];
  const storage = scenario.producers[1]?.storage as Storage;
  known = { scenario, producer, consumer, storage, topic: scenario.topics["orders"] as Topic };
  return known;
}

/** The keys in which a part differs from its default, besides those that are looked after elsewhere. */
export function unusualKeys<Part extends object>(part: Part, usual: Part, besides: readonly string[]): (keyof Part)[] {
  const keys = Object.keys(part) as (keyof Part & string)[];
  return keys.filter((key) => !besides.includes(key) && JSON.stringify(part[key]) !== JSON.stringify(usual[key]));
}

/** The part with these keys as they are by default. */
function withDefaults<Part extends object>(part: Part, usual: Part, keys: readonly (keyof Part)[]): Part {
  const changed = { ...part };
  for (const key of keys) {
    if (usual[key] === undefined) delete changed[key];
    else changed[key] = usual[key];
  }
  return changed;
}

/** All keys at once, then each by itself. */
export function* defaulted<Part extends object>(part: Part, usual: Part, besides: readonly string[]): Generator<Part> {
  const keys = unusualKeys(part, usual, besides);
  if (keys.length > 1) yield withDefaults(part, usual, keys);
  for (const key of keys) yield withDefaults(part, usual, [key]);
}
