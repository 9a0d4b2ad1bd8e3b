import type { Tried } from "../../lab/doctor/diagnosis.ts";
import type { Origin } from "../../model/config/settings.ts";
import type { EffectiveSettings, ValueOrigin } from "../../scenarios/input/effective-settings.ts";
import { reportOf } from "../../scenarios/report.ts";
import type { Consultation } from "../commands/doctor.ts";
import type { Exhibit } from "../commands/exhibits.ts";
import { replayCommand } from "./doctor-text.ts";

/** `doctor --json`: one object, `onceproof.doctor/1`. */
export function doctorReport(consultation: Consultation): object {
  const { line, broker, effective, diagnosis } = consultation;
  const { verdict, refusal, rest, tried } = diagnosis;
  return {
    schema: "onceproof.doctor/1",
    verdict,
    files: effective.files,
    profiles: { broker, producer: line },
    refusal:
      refusal === undefined
        ? null
        : { error: refusal.error, key: refusal.key, message: refusal.message, origin: placeOf(refusal.origin) },
    rest: rest ?? null,
    settings: settingsReport(effective),
    notices: noticesReport(effective),
    promises: promisesReport(consultation),
    ...treatmentReport(consultation),
    limits: limitsReport(consultation),
    tried: triedReport(tried),
  };
}

const settingsReport = ({ settings }: EffectiveSettings): readonly object[] =>
  settings.map(({ key, value, origin, overridden, effect }) => ({
    key,
    value,
    origin: placeOf(origin),
    overridden: overridden.map(({ value: lost, origin: where }) => ({ value: lost, origin: placeOf(where) })),
    effect,
  }));

function noticesReport({ notices, verdict }: EffectiveSettings): readonly object[] {
  const ofFiles = notices.map(({ file, line, key, message }) => ({
    file,
    line: line ?? null,
    key: key ?? null,
    message,
  }));
  const ofClient = verdict.ok ? verdict.notices : [];
  return [...ofFiles, ...ofClient.map(({ key, message, origin }) => ({ ...fileOf(origin), key, message }))];
}

const promisesReport = ({ diagnosis, exhibits }: Consultation): readonly object[] =>
  diagnosis.judgements.map(({ guarantee, holds, onlyWhile, bound }) => ({
    name: guarantee.name,
    promise: guarantee.title,
    holds,
    onlyWhile: onlyWhile.map(({ name }) => name),
    boundMicros: bound ?? null,
    counterexample: exhibited(exhibits.counterexamples.get(guarantee.name)),
  }));

/** What to change, and what shows that it helps. */
function treatmentReport({ diagnosis: { treatment }, exhibits }: Consultation): object {
  if (treatment === undefined) return { changes: [], changed: null };
  const { changes, runs, broken, tried } = treatment;
  return {
    changes: changes.map(({ key, from, to, origin, why }) => ({ key, from, to, origin: placeOf(origin), why })),
    changed: {
      runs: runs.map(({ guarantee }) => ({ promise: guarantee, run: exhibited(exhibits.mended.get(guarantee)) })),
      broken,
      tried: triedReport(tried),
    },
  };
}

const limitsReport = ({ diagnosis: { limits, treatment }, exhibits }: Consultation): readonly object[] =>
  limits.map(({ limit, shown }) => ({
    name: limit.name,
    promise: limit.guarantee,
    unless: limit.unless,
    lesson: limit.lesson,
    settings: treatment === undefined ? "given" : "changed",
    what: shown?.breach.what ?? null,
    run: exhibited(exhibits.limits.get(limit.name)),
  }));

const triedReport = ({ plans, seeds, events, excused }: Tried): object => ({ plans, seeds, events, excused });

function exhibited(exhibit: Exhibit | undefined): object | null {
  if (exhibit === undefined) return null;
  const replay = replayCommand(exhibit);
  const { outcome, faults, logs, deliveries, violations } = reportOf(exhibit.result, replay);
  const { title } = exhibit.result.prepared.scenario;
  return {
    what: title,
    outcome,
    faults,
    deliveries,
    logs,
    violations,
    replay,
    file: exhibit.file ?? null,
    // Where it lies in a file, it need not be here a second time.
    ...(exhibit.file === undefined ? { repro: exhibit.repro } : {}),
  };
}

function placeOf(origin: Origin | ValueOrigin | undefined): object | null {
  return origin ?? null;
}

const fileOf = (origin: Origin | undefined): object =>
  origin?.kind === "file" ? { file: origin.file, line: origin.line } : { file: null, line: null };
