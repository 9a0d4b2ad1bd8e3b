import type { Tried } from "../../lab/doctor/diagnosis.ts";
import type { Origin } from "../../model/config/settings.ts";
import type { ValueOrigin } from "../../scenarios/input/effective-settings.ts";
import { reportOf } from "../../scenarios/report.ts";
import type { Consultation } from "../commands/doctor.ts";
import type { Exhibit } from "../commands/exhibits.ts";
import { replayCommand } from "./doctor-text.ts";

/** `doctor --json`: one object, `onceproof.doctor/1`. */
export function doctorReport({ line, broker, effective, diagnosis, exhibits }: Consultation): object {
  const { verdict, refusal, rest, judgements, treatment, limits, tried } = diagnosis;
  const ofClient = effective.verdict.ok ? effective.verdict.notices : [];
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
    settings: effective.settings.map(({ key, value, origin, overridden, effect }) => ({
      key,
      value,
      origin: placeOf(origin),
      overridden: overridden.map(({ value: lost, origin: where }) => ({ value: lost, origin: placeOf(where) })),
      effect,
    })),
    notices: [
      ...effective.notices.map(({ file, line: at, key, message }) => ({
        file,
        line: at ?? null,
        key: key ?? null,
        message,
      })),
      ...ofClient.map(({ key, message, origin }) => ({ ...fileOf(origin), key, message })),
    ],
    promises: judgements.map(({ guarantee, holds, known, onlyWhile, bound }) => ({
      name: guarantee.name,
      promise: guarantee.title,
      holds,
      onlyWhile: onlyWhile.map(({ name }) => name),
      boundMicros: bound ?? null,
      notSimulated: known ?? null,
      counterexample: exhibited(exhibits.counterexamples.get(guarantee.name)),
    })),
    changes: (treatment?.changes ?? []).map(({ key, from, to, origin, why }) => ({
      key,
      from,
      to,
      origin: placeOf(origin),
      why,
    })),
    changed:
      treatment === undefined
        ? null
        : {
            runs: treatment.runs.map(({ guarantee }) => ({
              promise: guarantee,
              run: exhibited(exhibits.mended.get(guarantee)),
            })),
            broken: treatment.broken,
            tried: triedReport(treatment.tried),
          },
    limits: limits.map(({ limit, shown }) => ({
      name: limit.name,
      promise: limit.guarantee,
      unless: limit.unless,
      lesson: limit.lesson,
      settings: treatment === undefined ? "given" : "changed",
      what: shown?.breach.what ?? null,
      run: exhibited(exhibits.limits.get(limit.name)),
    })),
    tried: triedReport(tried),
  };
}

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
