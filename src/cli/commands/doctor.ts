import { join } from "node:path";
import { type Diagnosis, type Stage, diagnosed } from "../../lab/doctor/diagnosis.ts";
import { type ClientLine, clientLines } from "../../model/config/definition.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { EffectiveSettings } from "../../scenarios/input/effective-settings.ts";
import type { SettingsSource } from "../../scenarios/input/reading.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readSettingsText, writeOutputs } from "../files.ts";
import { profilesFrom } from "../options.ts";
import { jsonPieces } from "../pieces.ts";
import { progressOf } from "../progress.ts";
import { namedRunFolder, temporaryRunFolder } from "../run-folder.ts";
import { type SettingsOptions, effectiveOf } from "../settings-input.ts";
import type { Terminal } from "../terminal.ts";
import { doctorReport } from "../text/doctor-report.ts";
import { doctorLines } from "../text/doctor-text.ts";
import { type Exhibits, exhibitsOf } from "./exhibits.ts";
import { sayFix } from "./fix.ts";

export interface DoctorOptions extends SettingsOptions {
  readonly profile?: readonly string[];
  readonly seeds: number;
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly all?: boolean;
  readonly out?: string;
}

/** What the command has found out, for the two ways of telling it. */
export interface Consultation {
  readonly files: readonly string[];
  readonly line: ClientLine;
  readonly broker: string;
  readonly effective: EffectiveSettings;
  readonly diagnosis: Diagnosis;
  readonly exhibits: Exhibits;
}

const usualBroker = "kafka-4.4";

/** Judges the settings in files: 0 they are sound, 10 they are not, 2 they cannot be read or the client refuses them. */
export function doctorCommand(files: readonly string[], options: DoctorOptions, terminal: Terminal): ExitCode {
  const { brokerProfile: broker = usualBroker, producerProfile } = profilesFrom(options.profile ?? []);
  const line = javaLineOf(producerProfile);
  const sources = files.map((file): SettingsSource => ({ file, text: readSettingsText(file) }));
  const effective = effectiveOf(sources, line, options);
  const seeds = { from: 1, count: options.seeds };
  const diagnosis = driven(diagnosed({ settings: effective.user, line, broker, seeds }), options.seeds, terminal);
  if (options.fix === true) sayFix({ sources, effective, diagnosis, line, options }, terminal);
  else
    tell(
      { files, line, broker, effective, diagnosis, exhibits: kept(diagnosis, options, terminal) },
      options,
      terminal,
    );
  return verdictCodes[diagnosis.verdict];
}

/** @throws BadInput for another client than the Java one. */
function javaLineOf(profile: string | undefined): ClientLine {
  if (profile === undefined) return clientLines[0];
  const line = clientLines.find((known) => known === profile);
  if (line !== undefined) return line;
  throw new BadInput(
    `--profile ${profile}: doctor judges settings of the Java client; give ${clientLines.join(" or ")}`,
  );
}

const verdictCodes: Readonly<Record<Diagnosis["verdict"], ExitCode>> = {
  sound: exitCodes.asExpected,
  unsound: exitCodes.safetyBroke,
  refused: exitCodes.badInput,
};

const stageTexts: Readonly<Record<Stage, string>> = {
  given: "hunting with these settings",
  changed: "hunting with the changed settings",
};

/** Drives the engine to its end, with a bar for each of its hunts. */
function driven(engine: Generator<Stage, Diagnosis>, seeds: number, terminal: Terminal): Diagnosis {
  let [shown, done] = [progressOf(terminal, stageTexts.given, seeds), 0];
  let stage: Stage = "given";
  try {
    for (;;) {
      const step = engine.next();
      if (step.done === true) return step.value;
      if (step.value !== stage) {
        shown.end();
        [stage, shown, done] = [step.value, progressOf(terminal, stageTexts[step.value], seeds), 0];
      }
      shown.reached(++done);
    }
  } finally {
    shown.end();
  }
}

/** The runs of a diagnosis, each written where the command that shows it finds it. */
function kept(diagnosis: Diagnosis, { out }: DoctorOptions, terminal: Terminal): Exhibits {
  const folder = out === undefined ? temporaryRunFolder() : namedRunFolder(out);
  const exhibits = exhibitsOf(diagnosis, ({ name, repro }) =>
    folder === undefined ? undefined : join(folder, `${name}${out === undefined ? `-${repro.digest}` : ""}.json`),
  );
  const written = exhibits.all.flatMap(({ file, repro }) =>
    file === undefined ? [] : [{ option: "--out", file, pieces: jsonPieces(repro, 1) }],
  );
  writeOutputs(written);
  if (folder === undefined)
    terminal.err("note: there is no folder for temporary files; give one for the runs with --out DIR");
  return exhibits;
}

function tell(consultation: Consultation, options: DoctorOptions, terminal: Terminal): void {
  if (options.json === true) terminal.outPieces(jsonPieces(doctorReport(consultation), 2));
  else for (const line of doctorLines(consultation, { all: options.all ?? false, terminal })) terminal.out(line);
}
