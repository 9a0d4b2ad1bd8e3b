import { hunt } from "../../lab/hunt.ts";
import { type Seeds, prepareForMany, runSeedOf } from "../../lab/seeds.ts";
import type { Tally } from "../../lab/tally.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { driven, progressOf } from "../progress.ts";
import { placedBy, sayNotices } from "../session.ts";
import { type Source, seededSourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { tallyLines } from "../text/tally-text.ts";

export interface HuntOptions extends RunOptions {
  readonly seeds: number;
  readonly from: number;
  readonly json?: boolean;
}

/** What came of a hunt, and how long it took. */
export interface Hunted {
  readonly tally: Tally;
  readonly elapsedMillis: number;
}

export function huntCommand(given: string, options: HuntOptions, terminal: Terminal): ExitCode {
  const source = seededSourceOf(given);
  const { tally, elapsedMillis } = huntDown(source, options, terminal);
  const repro = (seed: number): string => commandFor("run", given, { ...options, seed });
  if (options.json === true) terminal.out(JSON.stringify(huntReport(tally, elapsedMillis, repro), null, 2));
  else for (const line of tallyLines({ tally, elapsedMillis, repro, colors: terminal.colors })) terminal.out(line);
  return exitCodeOfTally(tally);
}

/** Hunts with a bar or lines of progress. */
export function huntDown(source: Source, options: HuntOptions, terminal: Terminal): Hunted {
  const seeds: Seeds = { from: options.from, count: options.seeds };
  const overrides = overridesOf(options, terminal);
  const prepared = placedBy(source, () => prepareForMany(source.scenario, overrides));
  sayNotices(prepared, terminal);
  const begun = terminal.now();
  const progress = progressOf(terminal, `hunting ${source.scenario.name}`, seeds.count);
  const tally = driven(hunt(runSeedOf(prepared), seeds), progress);
  return { tally, elapsedMillis: Math.round(terminal.now() - begun) };
}

/** `hunt --json` (design: `onceproof.hunt/1`). */
function huntReport(tally: Tally, elapsedMillis: number, repro: (seed: number) => string): object {
  return {
    schema: "onceproof.hunt/1",
    seeds: tally.runs,
    events: tally.events,
    violations: tally.violations,
    allowed: tally.allowed,
    fingerprints: tally.fingerprints.map(({ fingerprint, property, count, seed }) => ({
      fingerprint,
      property,
      count,
      repro: repro(seed),
    })),
    faults: tally.faults,
    marks: tally.marks,
    elapsedMillis,
  };
}

export function exitCodeOfTally({ worst }: Tally): ExitCode {
  if (worst === "safety") return exitCodes.safetyBroke;
  return worst === "liveness" ? exitCodes.livenessBroke : exitCodes.asExpected;
}
