import { Mixer } from "./mixer.ts";

/** Objects and their contents at one moment. Nothing was copied: put back, the very same objects have them again. */
export type Memento = readonly unknown[];

export interface Portrait {
  /** Two structures have one key if and only if they are alike, but for a chance of one in 2^100 or so. */
  readonly key: string;
  readonly memento: Memento;
}

/** What is to be known of an object to walk on from it. */
interface Sort {
  readonly kind: "known" | "list" | "map" | "set" | "fields";
  /** Stands for the object, or for its class and the names of its fields. */
  readonly token: number;
  readonly fields: readonly string[];
  /** Those of the fields that are looked at; the others are only kept. */
  readonly told: readonly string[];
}

/** An object that was met: in which walk the last time, and as the how manieth there. */
interface Met {
  readonly sort: Sort;
  walk: number;
  place: number;
}

const noFields: readonly string[] = [];
const listSort: Sort = { kind: "list", token: 0, fields: noFields, told: noFields };
const mapSort: Sort = { kind: "map", token: 1, fields: noFields, told: noFields };
const setSort: Sort = { kind: "set", token: 2, fields: noFields, told: noFields };

/** Objects to remember at most: those that nobody refers to any more go with all others, and the rest is met anew. */
const mostMet = 200_000;

/**
 * Looks at a structure of objects: tells whether two are alike, in every field and with the same objects shared in the same
 * places, and keeps its contents, so that the structure can be put back to where it was.
 *
 * Functions are not looked into: what they close over must be part of the structure, or never change.
 *
 * `known`: objects that are the same in all structures that are compared, by a number; they are not looked into either.
 * `passing`: fields, as `Class.field`, that are written before they are read whenever their owner goes on.
 *
 * An exploration spends most of its time here (bench `explore`): objects are met again and again, for they are put back and
 * not made anew, so that what is to be known of each is kept.
 */
export class Portrayer {
  private readonly known: ReadonlyMap<object, number>;
  private readonly passing: ReadonlySet<string>;
  private met = new Map<object, Met>();
  private readonly sorts = new Map<string, Sort>();
  private readonly classes = new Map<object, Sort>();
  private readonly names = new Map<string, number>();
  private readonly mixer = new Mixer();
  private kept: unknown[] = [];
  private walk = 0;
  private places = 0;
  private isTold = true;

  constructor(known: ReadonlyMap<object, number>, passing: ReadonlySet<string>) {
    this.known = known;
    this.passing = passing;
  }

  /** `told`: what makes the difference between two states. `beside`: what is only kept, to be put back. */
  of(told: readonly unknown[], beside: readonly unknown[]): Portrait {
    if (this.met.size > mostMet) this.met = new Map();
    this.walk++;
    this.places = 0;
    this.kept = [];
    this.mixer.begin();
    this.isTold = true;
    for (const root of told) this.visit(root);
    this.isTold = false;
    for (const root of beside) this.visit(root);
    return { key: this.mixer.key(), memento: this.kept };
  }

  private visit(value: unknown): void {
    if (typeof value === "object" && value !== null) this.visitObject(value);
    else if (this.isTold) this.tell(value);
  }

  private tell(value: unknown): void {
    const { mixer } = this;
    if (typeof value === "number") mixer.number(value);
    else if (typeof value === "string") mixer.token(8 + 4 * this.nameOf(value));
    else if (typeof value === "boolean") mixer.token(value ? 1 : 2);
    else mixer.token(value === undefined ? 3 : value === null ? 4 : 5);
  }

  private visitObject(value: object): void {
    let met = this.met.get(value);
    if (met === undefined) {
      met = { sort: this.sortOf(value), walk: 0, place: 0 };
      this.met.set(value, met);
    }
    const { sort, walk } = met;
    if (sort.kind === "known") {
      if (this.isTold) this.mixer.token(9 + 4 * sort.token);
      return;
    }
    if (walk === this.walk) {
      if (this.isTold) this.mixer.token(10 + 4 * met.place);
      return;
    }
    met.walk = this.walk;
    met.place = this.places++;
    if (sort.kind === "fields") this.visitFields(value as Record<string, unknown>, sort);
    else if (sort.kind === "list") this.visitList(value as readonly unknown[]);
    else if (sort.kind === "map") this.visitEntries(value, entriesOf(value as ReadonlyMap<unknown, unknown>));
    else this.visitEntries(value, [...(value as ReadonlySet<unknown>)]);
  }

  private visitList(value: readonly unknown[]): void {
    const { length } = value;
    const { kept } = this;
    kept.push(value, length);
    for (let at = 0; at < length; at++) kept.push(value[at]);
    if (this.isTold) this.mixer.token(11 + 4 * length);
    for (let at = 0; at < length; at++) this.visit(value[at]);
  }

  private visitEntries(value: object, entries: readonly unknown[]): void {
    this.kept.push(value, entries);
    if (this.isTold) this.mixer.token(11 + 4 * entries.length);
    for (const entry of entries) this.visit(entry);
  }

  private visitFields(value: Record<string, unknown>, { token, fields, told }: Sort): void {
    const { kept } = this;
    kept.push(value, fields);
    for (let at = 0; at < fields.length; at++) kept.push(value[fields[at] as string]);
    if (this.isTold) this.mixer.token(6 + 4 * token);
    for (let at = 0; at < told.length; at++) this.visit(value[told[at] as string]);
  }

  private sortOf(value: object): Sort {
    const known = this.known.get(value);
    if (known !== undefined) return { kind: "known", token: known, fields: noFields, told: noFields };
    if (Array.isArray(value)) return listSort;
    if (value instanceof Map) return mapSort;
    if (value instanceof Set) return setSort;
    const prototype = Object.getPrototypeOf(value) as object;
    if (prototype === Object.prototype) return this.sortNamed("", value);
    let sort = this.classes.get(prototype);
    if (sort === undefined) {
      sort = this.sortNamed(value.constructor.name, value);
      this.classes.set(prototype, sort);
    }
    return sort;
  }

  private sortNamed(name: string, value: object): Sort {
    const fields = Object.keys(value);
    const title = `${name}{${fields.join(" ")}`;
    let sort = this.sorts.get(title);
    if (sort === undefined) {
      const told = fields.filter((field) => !this.passing.has(`${name}.${field}`));
      sort = { kind: "fields", token: this.nameOf(title), fields, told };
      this.sorts.set(title, sort);
    }
    return sort;
  }

  private nameOf(text: string): number {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    this.names.set(text, this.names.size);
    return this.names.size - 1;
  }
}

/** Keys and values in turn. */
function entriesOf(map: ReadonlyMap<unknown, unknown>): readonly unknown[] {
  const entries: unknown[] = [];
  for (const [key, held] of map) entries.push(key, held);
  return entries;
}

/** Gives the objects of a memento back what they held. */
export function putBack(memento: Memento): void {
  for (let at = 0; at < memento.length;) {
    const value = memento[at++] as object;
    if (Array.isArray(value)) {
      const length = memento[at++] as number;
      value.length = length;
      for (let place = 0; place < length; place++) value[place] = memento[at++];
    } else if (value instanceof Map) {
      const entries = memento[at++] as readonly unknown[];
      value.clear();
      for (let place = 0; place < entries.length; place += 2) value.set(entries[place], entries[place + 1]);
    } else if (value instanceof Set) {
      value.clear();
      for (const entry of memento[at++] as readonly unknown[]) value.add(entry);
    } else {
      const fields = memento[at++] as readonly string[];
      for (let place = 0; place < fields.length; place++) {
        (value as Record<string, unknown>)[fields[place] as string] = memento[at++];
      }
    }
  }
}
