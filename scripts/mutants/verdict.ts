import type { Answer } from "./answers.ts";
import type { Mutant, Witness } from "./mutant.ts";
import type { RuleVerdict } from "./rules.ts";

/** What came of one mutant: what each of its witnesses said. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly said: readonly { readonly witness: Witness; readonly answer: Answer }[];
  /** How many of the recorded scripts came out otherwise; `undefined`: they were not asked. */
  readonly recorded: number | undefined;
  readonly millis: number;
}

/** Each witness that is named must notice it: one that no longer does has lost what it was named for. */
export const isNoticed = ({ said }: Verdict): boolean =>
  said.length > 0 && said.every(({ answer }) => answer.kind === "noticed");

export interface Column {
  readonly name: number;
  readonly rule: number;
}

export const columnsOf = (mutants: readonly Mutant[]): Column => ({
  name: Math.max(0, ...mutants.map(({ name }) => name.length)),
  rule: Math.max(0, ...mutants.map(({ rule }) => rule.length)),
});

/** One line of the table. */
export function row(verdict: Verdict, columns: Column): string {
  const { mutant, said, recorded, millis } = verdict;
  const answers = said.map(({ witness, answer }) => `${shortly(witness)}: ${shortened(inWords(answer))}`);
  if (recorded !== undefined) answers.push(`recorded scripts: ${recorded}`);
  return [
    isNoticed(verdict) ? "ok  " : "FAIL",
    mutant.name.padEnd(columns.name),
    mutant.rule.padEnd(columns.rule),
    `${(millis / 1_000).toFixed(1)}s`.padStart(6),
    answers.join(" | "),
  ].join("  ");
}

/** `test/model/broker/lifecycle.test.ts` is `lifecycle`, `hunt:patient` stays. */
const shortly = (witness: Witness): string => witness.replace(/^test\/(?:.*\/)?/, "").replace(/\.test\.ts$/, "");

const titleWidth = 100;
const shortened = (text: string): string =>
  text.length <= titleWidth ? text : `${text.slice(0, titleWidth - 1).trimEnd()}…`;

function inWords(answer: Answer): string {
  switch (answer.kind) {
    case "noticed":
      return answer.what;
    case "silent":
      return `noticed nothing in ${answer.saw} ${answer.saw === 1 ? "look" : "looks"}`;
    case "no-verdict":
      return `no verdict: ${answer.because}`;
  }
}

/** The last line. */
export function summary(verdicts: readonly Verdict[]): string {
  const noticed = verdicts.filter(isNoticed).length;
  return `${verdicts.length} mutants, ${noticed} noticed, ${verdicts.length - noticed} survived`;
}

/** For programs; titles are whole here. */
export function toJson(verdicts: readonly Verdict[], rules: readonly RuleVerdict[]): string {
  const mutants = verdicts.map((verdict) => {
    const { name, rule, does, file } = verdict.mutant;
    const witnesses = verdict.said.map(({ witness, answer }) => ({ witness, ...answer }));
    return {
      name,
      rule,
      does,
      file,
      noticed: isNoticed(verdict),
      witnesses,
      ...(verdict.recorded === undefined ? {} : { recordedScripts: verdict.recorded }),
      seconds: Math.round(verdict.millis) / 1_000,
    };
  });
  const noticed = verdicts.filter(isNoticed).length;
  return JSON.stringify(
    { schema: "onceproof.mutants/1", noticed, survived: verdicts.length - noticed, mutants, rules },
    undefined,
    2,
  );
}
