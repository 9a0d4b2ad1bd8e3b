/**
 * Fields that say nothing about what will happen: each is written before it is read whenever its owner goes on, or guards
 * against what cannot happen in an exploration.
 */
const idle: ReadonlySet<string> = new Set([
  "Producer.nowMillis",
  "ProducerHost.turns",
  "ProducerHost.turnsAt",
  "Sender.poll",
  "Sender.usable",
  "Sender.drained",
  "BatchOutcomes.expired",
  "NetworkClient.completed",
  "Selector.result",
]);

/**
 * All that objects hold, to the last field, as text: an object that was met before is named by its place. `beside`: objects
 * that are not looked into, as functions are not.
 */
export function described(values: readonly unknown[], beside: readonly object[]): string {
  const places = new Map<unknown, string>(beside.map((object, at) => [object, `beside ${at}`]));
  const text = (value: unknown): string => {
    if (typeof value === "function") return "a function";
    if (typeof value !== "object" || value === null)
      return typeof value === "string" ? JSON.stringify(value) : String(value);
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, `place ${places.size}`);
    if (Array.isArray(value)) return `[${value.map(text).join()}]`;
    if (value instanceof Map) return `Map(${[...value].map(([key, held]) => `${text(key)}=>${text(held)}`).join()})`;
    if (value instanceof Set) return `Set(${[...value].map(text).join()})`;
    const { name } = value.constructor;
    const fields = Object.entries(value).filter(([field]) => !idle.has(`${name}.${field}`));
    return `${name}{${fields.map(([field, held]) => `${field}:${text(held)}`).join()}}`;
  };
  return values.map(text).join();
}
