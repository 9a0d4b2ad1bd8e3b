import { javaStringHash } from "../../core/java-hash.ts";
import type { Pending } from "./pending.ts";

/** What an application can keep: what JSON can write. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What survives a crash of the process: a map of texts to values, as a table of a database or a file by key. A write is
 * seen by the application at once, and by others who share the storage, or by a later life, once it has been flushed.
 * What had not been flushed when the process died is lost; where the scenario says `unflushed: torn`, each write that had
 * not been flushed may have come through all the same.
 */
export interface Storage {
  /** A copy of the value; `undefined` where there is none. */
  get<Value extends Json = Json>(key: string): Value | undefined;
  set(key: string, value: Json): void;
  delete(key: string): void;
  /** Several writes that come through together or not at all, as those of a transaction; `undefined` deletes a key. */
  setAll(values: Readonly<Record<string, Json | undefined>>): void;
  /** Copies of the values whose keys begin with `prefix`, in the order in which the keys were first written. */
  entries<Value extends Json = Json>(prefix?: string): readonly (readonly [key: string, value: Value])[];
  /**
   * Settles when all that was written before has come through. Takes the scenario's `storage.flush`, 1ms unless given;
   * where nothing is left to come through, no time at all.
   */
  flush(callback?: () => void): Pending<void>;
}

/** The rows that came through, each value as the JSON that it was written as: nobody can change it behind its back. */
export type Rows = Map<string, string>;

/** One write, or several that are one. `undefined`: the key is deleted. */
type Unit = readonly (readonly [key: string, text: string | undefined])[];

/** The rows as one life of an application sees them: those that came through, and over them what it wrote itself. */
export class OwnWrites {
  private readonly rows: Rows;
  private units: Unit[] = [];
  /** How many units have come through before the first of `units`. */
  private gone = 0;

  constructor(rows: Rows) {
    this.rows = rows;
  }

  /** How many units have been written in all. */
  get count(): number {
    return this.gone + this.units.length;
  }

  /** Whether nothing is left to come through. */
  get isThrough(): boolean {
    return this.units.length === 0;
  }

  write(unit: Unit): void {
    this.units.push(unit);
  }

  read(key: string): string | undefined {
    for (let at = this.units.length - 1; at >= 0; at--) {
      const write = this.units[at]?.findLast(([written]) => written === key);
      if (write !== undefined) return write[1];
    }
    return this.rows.get(key);
  }

  all(): Rows {
    const seen = new Map(this.rows);
    for (const unit of this.units) apply(seen, unit);
    return seen;
  }

  /** The first `count` of all units come through. Gives how many did now, and a number that stands for what they wrote. */
  comeThrough(count: number): { readonly units: number; readonly hash: number } {
    const units = this.units.splice(0, Math.max(0, count - this.gone));
    this.gone += units.length;
    for (const unit of units) apply(this.rows, unit);
    return { units: units.length, hash: javaStringHash(JSON.stringify(units)) };
  }

  /** The process dies: of what has not come through, those units do for which `survives` says so. */
  crash(survives: () => boolean): { readonly survived: number; readonly lost: number } {
    const units = this.units.splice(0);
    const survivors = units.filter(survives);
    for (const unit of survivors) apply(this.rows, unit);
    return { survived: survivors.length, lost: units.length - survivors.length };
  }
}

function apply(rows: Rows, unit: Unit): void {
  for (const [key, text] of unit) {
    if (text === undefined) rows.delete(key);
    else rows.set(key, text);
  }
}

/** @throws TypeError where JSON cannot write the value: it would come back as another one, or not at all. */
export function jsonOf(key: string, value: Json): string {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== "string") throw new TypeError(`storage keeps what JSON can write, and ${key} is ${typeof value}`);
  return text;
}
