/** A broken invariant: a mistake in this program, never an answer of the protocol. Nobody may catch it to go on. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * States one fact that holds here. The message is built only when it does not.
 *
 * @throws InvariantError when `fact` is false.
 */
export function assert(fact: boolean, message: () => string): asserts fact {
  if (!fact) throw new InvariantError(message());
}

/** Closes a union: a case that was forgotten does not compile, and one that slips in from outside throws. */
export function unreachable(value: never): never {
  throw new InvariantError(`impossible case: ${JSON.stringify(value)}`);
}
