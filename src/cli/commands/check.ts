import { type CheckState, type Difference, check } from "../../lab/check.ts";
import { prepareForMany, runSeedOf } from "../../lab/seeds.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commandFor, overridesOf } from "../options.ts";
import { driven, progressOf } from "../progress.ts";
import { exitCodeOfTally, placedBy, sayNotices } from "../session.ts";
import { seededSourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { seenAgain } from "../hunt/repros.ts";
import { counted, grouped } from "../text/figures.ts";
import { fingerprintLines } from "../text/tally-text.ts";
import type { ManyOptions } from "./hunt.ts";

export function checkCommand(given: string, options: ManyOptions, terminal: Terminal): ExitCode {
  const source = seededSourceOf(given, options.fixed);
  const prepared = placedBy(source, () => prepareForMany(source.scenario, overridesOf(options, terminal)));
  sayNotices(prepared, terminal);
  const { seeds: count, from } = options;
  const progress = progressOf(terminal, `checking ${source.scenario.name}`, count);
  const begun = terminal.now();
  const state = driven(check(runSeedOf(prepared), { from, count }), progress);
  const elapsedMillis = Math.round(terminal.now() - begun);
  const again = commandFor("run", given, options, ["--seed"]);
  if (options.json === true) terminal.out(JSON.stringify(checkReport(state, elapsedMillis, again), null, 2));
  else for (const line of checkLines(state, again, terminal.colors)) terminal.out(line);
  return state.differences.length > 0 ? exitCodes.notDeterministic : exitCodeOfTally(state.tally);
}

function checkReport({ tally, differences }: CheckState, elapsedMillis: number, again: string): object {
  return {
    schema: "onceproof.check/1",
    seeds: tally.runs,
    runs: 2 * tally.runs,
    events: tally.events,
    deterministic: differences.length === 0,
    differences,
    violations: tally.violations,
    allowed: tally.allowed,
    fingerprints: tally.fingerprints.map((found) => {
      const { fingerprint, property, count } = found;
      return { fingerprint, property, count, repro: seenAgain(again, found).command };
    }),
    marks: tally.marks,
    elapsedMillis,
  };
}

/** One summary line; before it, what was wrong. `again`: the command that shows a seed, but for the seed at its end. */
export function checkLines(
  { tally, differences }: CheckState,
  again: string,
  colors: Terminal["colors"],
): readonly string[] {
  const same = differences.length === 0 ? "the same both times" : `${counted(differences.length, "seed")} differed`;
  const broken = tally.violations === 0 ? "no violation" : counted(tally.violations, "violation");
  const allowed = tally.allowed === 0 ? "" : ` (and ${grouped(tally.allowed)} allowed for)`;
  const summary = `${counted(tally.runs, "seed")} run twice, ${counted(tally.events, "event")} each time: ${same}; ${broken}${allowed}`;
  const bad = differences.length > 0 || tally.violations > 0;
  return [
    ...differences.flatMap((difference) => differenceLines(difference, again)),
    ...fingerprintLines(tally, (found) => seenAgain(again, found), colors),
    bad ? colors.red(summary) : colors.green(summary),
  ];
}

function differenceLines({ seed, digests, first }: Difference, again: string): readonly string[] {
  const head = `seed ${seed} gave ${digests.join(" and ")}; run it with: ${again} ${seed}`;
  if (first === undefined) return [head, "  two more runs of it agree in every entry of their traces"];
  const entry = `  the traces part at entry ${first.entry}; before it:`;
  const ended = "(this trace has ended)";
  return [
    head,
    entry,
    ...first.before.map((line) => `      ${line}`),
    `    1 ${first.one ?? ended}`,
    `    2 ${first.other ?? ended}`,
  ];
}
