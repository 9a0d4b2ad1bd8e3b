import { join } from "node:path";
import { layerSettings } from "../../../src/model/config/settings.ts";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";
import { describeInputError } from "../../../src/scenarios/input/reading.ts";
import { javaProgram, linesOf } from "../real.ts";
import type { SpringCase } from "./draw.ts";

/** What the application's first producer is given, or that the application cannot start. */
export interface SpringAnswer {
  readonly ok: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly said?: string;
}

export interface SpringFinding {
  readonly case: SpringCase;
  readonly real: SpringAnswer;
  readonly ours: SpringAnswer;
  readonly what: string;
}

/** The Spring Boot that is asked; spring/pom.xml names it. */
export const bootVersion = "3.5.16";

/** @throws MissingTool where Java 17 or Maven is missing. */
export function askSpring(cases: readonly SpringCase[], cacheFolder: string): readonly SpringAnswer[] {
  const folder = import.meta.dirname;
  const more = [join(folder, "../java/Json.java")];
  const program = javaProgram(
    folder,
    join(cacheFolder, `spring-${bootVersion}`),
    [`-Dboot.version=${bootVersion}`],
    more,
  );
  const answers = linesOf<SpringAnswer>(
    program.run("SpringSettings", cases.map((one) => `${wordsOf(one)}\n`).join("")),
  );
  if (answers.length !== cases.length) throw new Error(`${cases.length} cases, and ${answers.length} answers`);
  return answers;
}

const encoded = (text: string): string => Buffer.from(text, "utf8").toString("base64");

const wordsOf = ({ files, variables, profiles }: SpringCase): string =>
  [
    ...Object.entries(files).map(([name, text]) => `file:${encoded(name)}:${encoded(text)}`),
    ...Object.entries(variables).map(([name, value]) => `env:${encoded(name)}:${encoded(value)}`),
    ...profiles.map((name) => `profile:${encoded(name)}`),
  ].join(" ");

/** What our reading of the same files and variables comes to. Spring itself loads no file of a profile that is off. */
export function ourAnswer({ files, variables, profiles }: SpringCase): SpringAnswer {
  const active = profiles.length === 0 ? ["default"] : profiles;
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  const assigned = Object.entries(variables).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`);
  if (assigned.length > 0) sources.push({ file: ".env", text: `SPRING_MAIN_BANNER_MODE=off\n${assigned.join("")}` });
  const reading = readSettings(sources, { profiles: active });
  if (!reading.ok) return { ok: false, said: describeInputError(reading.error) };
  const { settings } = layerSettings([{ settings: reading.presets, overridden: new Map() }, reading]);
  return { ok: true, settings: Object.fromEntries([...settings].map(([key, { value }]) => [key, value ?? ""])) };
}

export function springDifference(ours: SpringAnswer, real: SpringAnswer): string | undefined {
  if (ours.ok !== real.ok) return `real ${real.ok ? "starts" : real.said}, ours ${ours.ok ? "reads" : ours.said}`;
  const [mine, theirs] = [ours.settings ?? {}, real.settings ?? {}];
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].sort();
  const key = keys.find((candidate) => mine[candidate] !== theirs[candidate]);
  return key === undefined
    ? undefined
    : `${key}: real ${JSON.stringify(theirs[key])}, ours ${JSON.stringify(mine[key])}`;
}

export const springFindings = (
  cases: readonly SpringCase[],
  answers: readonly SpringAnswer[],
): readonly SpringFinding[] =>
  cases.flatMap((one, at) => {
    const real = answers[at] ?? { ok: false };
    const ours = ourAnswer(one);
    const what = springDifference(ours, real);
    return what === undefined ? [] : [{ case: one, real, ours, what }];
  });
