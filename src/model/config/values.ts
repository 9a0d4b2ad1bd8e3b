import { assert } from "../../sim/assert.ts";
import type { KeyOf } from "./definitions.ts";
import type { Value } from "./value.ts";

/**
 * A simulation computes with exact numbers of microseconds, so a long that means "for ever" is kept below the point
 * where a sum of a few such spans would lose a digit. It is seventy years in milliseconds: no run lasts that long.
 */
const longMost = 2n ** 41n;

const clamp = (value: bigint): number => Number(value > longMost ? longMost : value < -longMost ? -longMost : value);

/** The values in force while they are being settled, by key. */
export class EffectiveValues {
  private readonly values = new Map<string, Value>();

  get(key: string): Value {
    return this.values.get(key) ?? null;
  }

  set(key: string, value: Value): void {
    this.values.set(key, value);
  }

  /** Whether this client line has the key at all. */
  knows(key: string): boolean {
    return this.values.has(key);
  }

  integer(key: KeyOf<"short" | "int" | "long">): number {
    const value = this.get(key);
    assert(typeof value === "bigint", () => `${key} is no whole number: ${String(value)}`);
    return clamp(value);
  }

  text(key: KeyOf<"string">): string | null {
    const value = this.get(key);
    assert(value === null || typeof value === "string", () => `${key} is no text: ${String(value)}`);
    return value;
  }

  /** False also where this client line does not know the key. */
  flag(key: KeyOf<"boolean">): boolean {
    return this.get(key) === true;
  }

  list(key: KeyOf<"list">): readonly string[] {
    const value = this.get(key);
    return Array.isArray(value) ? value : [];
  }
}
