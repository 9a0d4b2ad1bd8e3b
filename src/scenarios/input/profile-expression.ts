/**
 * Whether a document bound to profiles applies. Each of the expressions may name a profile or combine names with `!`,
 * `&`, `|` and parentheses, as Spring has it; one that holds is enough. Undefined when an expression is malformed.
 */
export function profileMatches(expressions: readonly string[], active: readonly string[]): boolean | undefined {
  const verdicts = expressions.map((expression) => evaluate(expression, new Set(active)));
  if (verdicts.includes(undefined)) return undefined;
  return verdicts.includes(true);
}

function evaluate(expression: string, active: ReadonlySet<string>): boolean | undefined {
  const tokens = expression.match(/[()&|!]|[^()&|!\s][^()&|!]*/g) ?? [];
  const reader = new ExpressionReader(
    tokens.map((token) => token.trim()),
    active,
  );
  const verdict = reader.any();
  return reader.isDone ? verdict : undefined;
}

/** Recursive descent. What cannot be read leaves the reader before the end, or without a verdict. */
class ExpressionReader {
  readonly #tokens: readonly string[];
  readonly #active: ReadonlySet<string>;
  #next = 0;

  constructor(tokens: readonly string[], active: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#active = active;
  }

  get isDone(): boolean {
    return this.#next === this.#tokens.length;
  }

  /** Spring wants parentheses where `&` and `|` meet; without them `&` binds closer here. */
  any(): boolean | undefined {
    let verdict = this.#all();
    while (this.#take("|")) verdict = either(verdict, this.#all());
    return verdict;
  }

  #all(): boolean | undefined {
    let verdict = this.#one();
    while (this.#take("&")) verdict = both(verdict, this.#one());
    return verdict;
  }

  #one(): boolean | undefined {
    let negated = false;
    while (this.#take("!")) negated = !negated;
    const inner = this.#take("(") ? this.#enclosed() : this.#name();
    return inner === undefined ? undefined : inner !== negated;
  }

  #enclosed(): boolean | undefined {
    const verdict = this.any();
    return this.#take(")") ? verdict : undefined;
  }

  #name(): boolean | undefined {
    const token = this.#tokens[this.#next];
    if (token === undefined || /^[()&|!]$/.test(token)) return undefined;
    this.#next++;
    return this.#active.has(token);
  }

  #take(sign: string): boolean {
    if (this.#tokens[this.#next] !== sign) return false;
    this.#next++;
    return true;
  }
}

const either = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : a || b;
const both = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : a && b;
