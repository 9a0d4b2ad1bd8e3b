import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type ClientProfile, type CommonKey, unlimited } from "../../../src/model/clients/profile.ts";
import { clientProfiles, differences } from "../../../src/model/clients/profiles.ts";
import { readFaults } from "../../../src/wire/faults/fault-file.ts";
import { type Came, cameOf, isSame, isSameKind } from "./came.ts";
import { type Script, type Subject, isPlayed, scripts, subjects } from "./comparison.ts";
import { type Measured, readMeasured } from "./measured.ts";
import { playSimulated } from "./player.ts";

/** Where producers are compared. */
export const comparisonDocument = "docs/producers.md";

/** A script, a producer, and what came of it in the simulator and, where it was measured, of the real one. */
export interface Compared {
  readonly script: Script;
  readonly subject: Subject;
  readonly simulated: Came;
  readonly real: Came | undefined;
}

const faultFolder = join(import.meta.dirname, "../faults");

/** Plays every script with every simulated producer, beside what was measured of the real ones. */
export function compare({ came }: Measured): readonly Compared[] {
  return scripts.flatMap((script) => {
    const file = `${script.faults}.yml`;
    const faults = readFaults(file, readFileSync(join(faultFolder, file), "utf8"));
    return subjects
      .filter((subject) => isPlayed(script, subject))
      .map((subject) => {
        const { profile, simulated: settings, title } = subject;
        const { history } = playSimulated({ profile, sends: script.sends, settings }, faults);
        return { script, subject, simulated: cameOf(history), real: came[title]?.[script.faults] };
      });
  });
}

/** The document as it should be, as the formatter leaves it, and how many runs it tells of. */
export async function freshComparison(root: string): Promise<{ readonly text: string; readonly saw: number }> {
  const measured = readMeasured();
  const compared = compare(measured);
  const options = await resolveConfig(join(root, comparisonDocument));
  const text = await format(comparison(compared, measured), { ...options, parser: "markdown" });
  return { text, saw: compared.length };
}

export function comparison(compared: readonly Compared[], measured: Measured): string {
  const parts = [
    "# Producers compared",
    "<!-- written by `npm run producers`; the check fails when it is stale -->",
    opening(compared, measured),
    "## At a glance",
    "_L_: acknowledged and lost. _D_: stored again. _R_: reordered. _F_: failed. _S_: failed, and stored all the same. _-_: each record once, in order. The numbers are those of the faults below. A producer is as it comes by default, or with idempotence turned on.",
    glance(compared),
    "## On the same faults",
    ...scripts.map((script, at) => section(script, at, compared)),
    "## What they do differently",
    "Each difference is a switch (`src/model/clients/switches.ts` says what every value means), read out of the client's sources, which its profile cites. Here are those by which an idempotent producer differs from the Java one; `npx onceproof list profiles` has them, too.",
    ...clientProfiles.map(about),
  ];
  return `${parts.join("\n\n")}\n`;
}

function opening(compared: readonly Compared[], { broker, date, versions }: Measured): string {
  const measured = compared.filter(({ real }) => real !== undefined);
  const same = measured.filter(({ simulated, real }) => real !== undefined && isSame(simulated, real));
  const kind = measured.filter(({ simulated, real }) => real !== undefined && isSameKind(simulated, real));
  const named = Object.entries(versions).map(([client, version]) => `${client} ${version}`);
  return [
    "Every story runs with any of these producers: `npx onceproof run lost-ack --profile kafkajs-2.2.4`, and with `--set enable.idempotence=true` where that is no default.",
    `The same fault file stands before the simulated producer, in virtual time, and before the real one on a TCP connection to ${broker} (${date}: ${named.join(", ")}). Every record is a request of its own, and a request is late after a second. Of ${measured.length} measured runs ${same.length} came out the same, record for record and offset for offset, ${kind.length - same.length} with the same kinds of harm to the same records, and ${measured.length - kind.length} otherwise. \`npm run producers\` renews this page, \`npm run producers -- --measure\` runs the real clients, too.`,
  ].join("\n\n");
}

const letters: readonly (readonly [kind: string, letter: string])[] = [
  ["acknowledged and lost", "L"],
  ["stored again", "D"],
  ["reordered", "R"],
  ["failed and stored all the same", "S"],
];

function harm({ deviations, failed, log }: Came): string {
  const found = letters.filter(([kind]) => deviations.some((deviation) => deviation.endsWith(` ${kind}`)));
  const letter = found.map(([, one]) => one);
  if (failed.some((record) => !log.includes(record))) letter.splice(letter.includes("S") ? -1 : letter.length, 0, "F");
  return letter.length === 0 ? "-" : letter.join(" ");
}

function glance(compared: readonly Compared[]): string {
  const head = ["producer", ...scripts.map((_, at) => `${at + 1}`)];
  const rows = subjects.map((subject) => {
    const cells = scripts.map((script) => {
      const one = compared.find((run) => run.script === script && run.subject === subject);
      return one === undefined ? "" : harm(one.simulated);
    });
    return [subject.title, ...cells];
  });
  return table(head, rows);
}

function section(script: Script, at: number, compared: readonly Compared[]): string {
  const { title, faults, sends, notForJava, race } = script;
  const rows = compared
    .filter((run) => run.script === script)
    .map(({ subject, simulated, real }) => [
      subject.title,
      `\`${simulated.log.join(" ")}\``,
      worded(simulated),
      beside(simulated, real),
    ]);
  const parts = [
    `### ${at + 1}. ${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    `Sends \`${sends}\`, faults [${faults}](../conformance/clients/faults/${faults}.yml).`,
    table(["producer", "log", "what went wrong", "the real one"], rows),
    ...(race === undefined ? [] : [`A race in ${race.profile}: ${race.why}.`]),
    ...(notForJava === undefined ? [] : [`Not played with the Java clients: ${notForJava}.`]),
  ];
  return parts.join("\n\n");
}

const worded = ({ deviations }: Came): string => deviations.join(", ");

function beside(simulated: Came, real: Came | undefined): string {
  if (real === undefined) return "not measured";
  if (isSame(simulated, real)) return "the same";
  const what = `\`${real.log.join(" ")}\` ${worded(real)}`;
  return isSameKind(simulated, real) ? `alike: ${what}` : `**otherwise**: ${what}`;
}

function about(profile: ClientProfile): string {
  const { name, title, settings, own, leftOut } = profile;
  const rows = Object.entries(settings).map(([key, { own: called, default: preset, idempotent }]) => [
    `\`${key}\``,
    called,
    written(key as CommonKey, preset),
    idempotent === undefined ? "" : written(key as CommonKey, idempotent),
  ]);
  const moves = own.map(({ key, about: what, default: preset }) => `\`${key}\` (default ${String(preset)}): ${what}.`);
  return [
    `### ${name}: ${title}`,
    differences(profile)
      .map((difference) => `- ${difference}`)
      .join("\n"),
    table(["Kafka's name", "the client's", "default", "idempotent"], rows),
    ...moves,
    `Left out: ${leftOut}.`,
  ].join("\n\n");
}

function written(key: CommonKey, value: number | boolean): string {
  if (value === unlimited) return "no limit";
  return key === "acks" && value === -1 ? "all" : String(value);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
