import { type Diagnosis, changeText } from "../../lab/doctor/diagnosis.ts";
import type { Change } from "../../lab/doctor/remedy.ts";
import type { ClientLine } from "../../model/config/definition.ts";
import { describeOrigin } from "../../model/config/settings.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { EffectiveSettings } from "../../scenarios/input/effective-settings.ts";
import type { SettingsSource } from "../../scenarios/input/reading.ts";
import { type Rewrite, rewriteSettings } from "../../scenarios/input/rewrite.ts";
import type { Terminal } from "../terminal.ts";
import { type SettingsOptions, effectiveOf } from "../settings-input.ts";

export interface FixRequest {
  readonly sources: readonly SettingsSource[];
  readonly effective: EffectiveSettings;
  readonly diagnosis: Diagnosis;
  readonly line: ClientLine;
  readonly options: SettingsOptions;
}

/**
 * Prints the file with the changes that a diagnosis asks for, and says on standard error what they are. A file that needs
 * none is printed as it is. Of several files those are printed that change, each below its name.
 *
 * @throws BadInput where no change helps, or a value cannot be changed where it stands.
 */
export function sayFix(request: FixRequest, terminal: Terminal): void {
  const { sources, diagnosis } = request;
  const changes = diagnosis.treatment?.changes ?? [];
  if (diagnosis.verdict !== "sound" && changes.length === 0) throw new BadInput(noRemedy(request));
  for (const change of changes) sayChange(change, terminal);
  const texts = sources.map((source) => rewritten(source, changes));
  checkInForce(request, changes, texts);
  const changed = sources.flatMap(({ file, text }, at) =>
    texts[at] === text ? [] : [{ file, text: texts[at] ?? text }],
  );
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) printFile(texts[0] ?? only.text, terminal);
  else if (changed.length === 1) printFile(changed[0]?.text ?? "", terminal);
  else {
    for (const { file, text } of changed) {
      terminal.out(`==> ${file} <==`);
      printFile(text, terminal);
    }
  }
}

const noRemedy = ({ diagnosis: { refusal }, effective }: FixRequest): string => {
  const where = refusal?.origin === undefined ? (effective.files[0]?.file ?? "--set") : describeOrigin(refusal.origin);
  return `${where}: ${refusal?.message ?? "the settings are unsound"}; no change that doctor knows mends this, so that it has to be done by hand`;
};

function sayChange(change: Change, terminal: Terminal): void {
  const { key, from, origin, why } = change;
  const place = origin.kind === "file" ? describeOrigin(origin) : `${describeOrigin(origin)}, not in a file`;
  terminal.err(`${place}: ${key}=${from ?? ""} -> ${changeText(change)}: ${why}`);
}

function rewritten({ file, text }: SettingsSource, changes: readonly Change[]): string {
  const rewrites = changes.flatMap(({ to, origin }): readonly Rewrite[] =>
    origin.kind === "file" && origin.file === file ? [{ line: origin.line, key: origin.key, value: to }] : [],
  );
  if (rewrites.length === 0) return text;
  const done = rewriteSettings(file, text, rewrites);
  if (done !== undefined) return done;
  const [first] = rewrites;
  throw new BadInput(
    `${file}:${first?.line ?? 1}: ${first?.key ?? ""}: cannot be changed where it stands; write ${first?.value ?? ""} there by hand`,
  );
}

/** What is printed must say what was meant, whatever the file looks like. @throws BadInput where it does not. */
function checkInForce(
  { sources, line, options }: FixRequest,
  changes: readonly Change[],
  texts: readonly string[],
): void {
  const again = sources.map(({ file }, at) => ({ file, text: texts[at] ?? "" }));
  const { user } = effectiveOf(again, line, options);
  for (const { key, to, origin } of changes) {
    if (origin.kind !== "file" || user.get(key)?.value?.trim() === to) continue;
    throw new BadInput(
      `${describeOrigin(origin)}: ${key} cannot be changed where it stands; write ${to} there by hand`,
    );
  }
}

/** Standard output ends every text with a line break of its own. */
const printFile = (text: string, terminal: Terminal): void => terminal.out(text.replace(/\n$/, ""));
