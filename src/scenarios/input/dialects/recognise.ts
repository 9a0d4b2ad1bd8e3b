import { definitions } from "../../../model/config/definitions.ts";
import type { Dialect } from "./dialect.ts";
import { dialects } from "./index.ts";
import { counterpartOf, type ForeignEntry } from "./translate.ts";

export interface Recognised {
  readonly dialect: Dialect;
  /** The key that tells. */
  readonly by: string;
}

/** Keys that only the Java client has: they speak against every other. */
const javaOnly: ReadonlySet<string> = new Set(
  definitions
    .map(({ key }) => key)
    .filter((key) =>
      dialects.every(
        (dialect) =>
          counterpartOf(dialect, key) === undefined && !dialect.idle.test(key) && !Object.hasOwn(dialect.alone, key),
      ),
    ),
);

/** Whose settings these are, by keys that nobody else has; undefined where they may be the Java client's. */
export function recognise(entries: readonly Pick<ForeignEntry, "key">[]): Recognised | undefined {
  if (entries.some(({ key }) => javaOnly.has(key) || key.startsWith("spring."))) return undefined;
  for (const dialect of dialects) {
    const telling = entries.find(({ key }) => dialect.telling.test(key));
    if (telling !== undefined) return { dialect, by: telling.key };
  }
  // Both clients for Node have these; the one of which there is more in the field is taken.
  const options = entries.find(({ key }) => /^(?:idempotent|transactionalId|clientId)$/.test(key));
  const kafkajs = dialects.find(({ name }) => name === "kafkajs");
  return options === undefined || kafkajs === undefined ? undefined : { dialect: kafkajs, by: options.key };
}
