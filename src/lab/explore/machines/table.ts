/** Values by what they say: those that are alike have one number, counted from 0. */
export class Table<Value> {
  private readonly values: Value[] = [];
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.values.length;
  }

  /** What each value is called, by their numbers. */
  names(): Iterable<string> {
    return this.numbers.keys();
  }

  at(number: number): Value {
    return this.values[number] as Value;
  }

  /** The number of the value that is called so; `make` makes it at the first time. */
  number(name: string, make: () => Value): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.values.push(make());
    this.numbers.set(name, number);
    return number;
  }
}

/** What came of two numbers. */
export class Memo {
  private readonly rows: (Map<number, number> | undefined)[] = [];

  get(one: number, other: number): number | undefined {
    return this.rows[one]?.get(other);
  }

  set(one: number, other: number, found: number): number {
    (this.rows[one] ??= new Map()).set(other, found);
    return found;
  }
}
