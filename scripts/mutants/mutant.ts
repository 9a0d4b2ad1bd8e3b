import type { HuntName } from "./hunts.ts";

/**
 * What has to notice a mutant: a file of tests, of which one must fail, or a hunt, in which a property must break. Where
 * a mutant names several, each of them has to.
 */
export type Witness = `test/${string}.test.ts` | `hunt:${HuntName}`;

/** One rule, changed in one place. */
export interface Mutant {
  readonly name: string;
  /** The rule that no longer holds, by its number in the rule book; of another client `profile: switch`. */
  readonly rule: string;
  /** What the changed program does, in words. */
  readonly does: string;
  /** Below `src/model`. */
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly caughtBy: readonly [Witness, ...Witness[]];
}

export const pathOf = ({ file }: Mutant): string => `src/model/${file}`;

/** What keeps a mutant from being planted into this text; `undefined`: nothing. */
export function obstacle(mutant: Mutant, text: string | undefined): string | undefined {
  const where = `${mutant.name}: ${pathOf(mutant)}`;
  if (text === undefined) return `${where} is not there: the code moved, update the mutant`;
  const count = mutant.find === "" ? 0 : text.split(mutant.find).length - 1;
  if (count !== 1)
    return `${where} holds ${JSON.stringify(mutant.find)} ${count} times: the code moved, update the mutant`;
  return mutant.find === mutant.replace ? `${where}: nothing is changed` : undefined;
}

/** The text with the mutant in it. A function as replacement: a `$` in the new text is only a `$`. */
export const planted = ({ find, replace }: Mutant, text: string): string => text.replace(find, () => replace);

/** The witnesses of some mutants, each once, in the order in which they are first named. */
export const witnessesOf = (mutants: readonly Mutant[]): readonly Witness[] => [
  ...new Set(mutants.flatMap(({ caughtBy }) => caughtBy)),
];
