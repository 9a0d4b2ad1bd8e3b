/**
 * The form in which the settings of the Java producer are written down: tables of values, so that reading, checking and
 * explaining a setting are each one function over them.
 */

/** Versions of the Java client whose defaults and checks are known: 3.9 and 4.4 stand for 3.x and 4.x. */
export const clientLines = ["java-3.9", "java-4.4"] as const;
export type ClientLine = (typeof clientLines)[number];

/** The client's own types of a value. They decide how text is read; `password` also how it is shown. */
export type ValueType = "boolean" | "short" | "int" | "long" | "double" | "string" | "password" | "list" | "class";

/** What a value must satisfy after it was read. */
export type Demand =
  | { readonly kind: "at-least"; readonly least: number }
  | { readonly kind: "between"; readonly least: number; readonly most: number; readonly or?: number }
  | { readonly kind: "one-of"; readonly names: readonly string[]; readonly ignoringCase: boolean }
  | { readonly kind: "not-empty" }
  | { readonly kind: "not-null" };

/**
 * What a key does here. `simulated`: it steers the simulated producer. `unsimulated`: it has a part in delivery in the
 * real client, but changes nothing in a simulation. `none`: it has no part in delivery.
 */
export type Effect = "simulated" | "unsimulated" | "none";

export interface Definition {
  readonly key: string;
  readonly type: ValueType;
  /** As text, read like a user's value; null when it is unset. */
  readonly default: string | null;
  /** The default of the 4.4 line, where it is another one. */
  readonly default44?: string | null;
  readonly demand?: Demand;
  /** The 4.4 line's own demand, where it is another one. */
  readonly demand44?: Demand;
  readonly effect: Effect;
  /** The only client line that knows the key. */
  readonly only?: ClientLine;
  /** What it decides in delivery. */
  readonly about?: string;
  /** The rules of the rulebook that speak of it (producer.md). */
  readonly rule?: string;
}

export const atLeast = (least: number): Demand => ({ kind: "at-least", least });
export const between = (least: number, most: number): Demand => ({ kind: "between", least, most });
export const betweenOr = (least: number, most: number, or: number): Demand => ({ kind: "between", least, most, or });
export const oneOf = (...names: readonly string[]): Demand => ({ kind: "one-of", names, ignoringCase: false });
export const oneOfInAnyCase = (...names: readonly string[]): Demand => ({ kind: "one-of", names, ignoringCase: true });
export const notNull: Demand = { kind: "not-null" };
export const notEmpty: Demand = { kind: "not-empty" };
