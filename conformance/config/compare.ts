import type { ClientLine } from "../../src/model/config/definition.ts";
import { difference, isAdded, verdictOn, type Props, type Script, type Verdict } from "./verdicts.ts";

export interface Judged {
  readonly script: Script;
  readonly real: Verdict;
}

export interface Finding extends Judged {
  readonly ours: Verdict;
  readonly what: string;
}

/** Judges settings, ours or a client that is wrong on purpose. */
export type Judge = (script: Script) => Verdict;

export const judgeOf =
  (line: ClientLine): Judge =>
  (script) =>
    verdictOn(script, line);

/** Those on which `judge` and the real client part. */
export const findings = (judged: readonly Judged[], judge: Judge): readonly Finding[] =>
  judged.flatMap(({ script, real }) => {
    const ours = judge(script);
    const what = difference(ours, real);
    return what === undefined ? [] : [{ script, real, ours, what }];
  });

/** The same, wrong on purpose: idempotence that nobody asked for counts as asked for, so that conflicts are refused. */
export const planted =
  (line: ClientLine): Judge =>
  ({ props, ...rest }) =>
    verdictOn({ ...rest, props: { "enable.idempotence": "true", ...props } }, line);

/** Takes keys away for as long as the two still part; `ask` is the real client. */
export function shrink(
  finding: Finding,
  judge: Judge,
  ask: (scripts: readonly Script[]) => readonly Verdict[],
): Finding {
  let smallest = finding;
  for (;;) {
    const { script: whole } = smallest;
    const removable = Object.keys(whole.props).filter((key) => whole.bare !== true || !isAdded(key));
    const candidates = removable.map((key) => ({ ...whole, props: without(whole.props, key) }));
    const verdicts = ask(candidates);
    const judged = candidates.map((script, at) => ({ script, real: verdicts[at] ?? { ok: false } }));
    const [smaller] = findings(judged, judge);
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

const without = (props: Props, key: string): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => name !== key));
