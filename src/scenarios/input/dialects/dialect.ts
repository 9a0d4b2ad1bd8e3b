/** Settings of clients other than the Java one, as tables: which of them the Java client has, and under which name. */

/** A setting of another client that the simulated producer has too. */
export interface Counterpart {
  /** The client's own name of it; of options that nest, with dots: `retry.retries`. */
  readonly own: string;
  /** Other names that the client takes for it. */
  readonly aliases?: readonly string[];
  /** The Java client's name of it. */
  readonly kafka: string;
  /** Its value in the Java client's words; undefined where it has none. */
  readonly convert?: (text: string) => string | undefined;
  /** What its users should know, since it is not quite the same. */
  readonly note?: string;
}

export interface Dialect {
  readonly name: DialectName;
  /** `librdkafka 2.x`: as messages call it. */
  readonly title: string;
  /** The producer profile that simulates the client itself, where there is one. */
  readonly profile: string;
  readonly counterparts: readonly Counterpart[];
  /** Settings that the client has and the simulated producer has not, each with the reason in a clause. */
  readonly alone: Readonly<Record<string, string>>;
  /** Settings that have no part in delivery: logins, logs, callbacks. */
  readonly idle: RegExp;
  /** Keys that only this client has: what a file is known by. */
  readonly telling: RegExp;
  /** The client's own defaults under the Java client's names, with what it makes of them when it is idempotent. */
  readonly presets: (given: ReadonlyMap<string, string>) => Readonly<Record<string, string>>;
  /** What the client goes by whatever is written. */
  readonly forced: (given: ReadonlyMap<string, string>) => Readonly<Record<string, string>>;
}

export const dialectNames = ["librdkafka", "kafkajs", "platformatic"] as const;
export type DialectName = (typeof dialectNames)[number];

/** More milliseconds, bytes or requests than any run sees: what a client without a limit has. */
export const unlimited = "2147483647";
