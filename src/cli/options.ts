import { type Command, InvalidArgumentError, Option } from "commander";
import type { Shard } from "../lab/hunt/shard.ts";
import { brokerProfiles } from "../model/broker/profiles.ts";
import { mergeSettings } from "../model/config/settings.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { durationDemand } from "../input/units.ts";
import { javaLineOf, producerProfileNames } from "../scenarios/client-settings.ts";
import type { Overrides } from "../scenarios/compile.ts";
import { leastWidth } from "../scenarios/diagram/index.ts";
import { readSetArguments } from "../scenarios/input/arguments.ts";
import { readSettings } from "../scenarios/input/read-settings.ts";
import { type SettingsDialect, settingsDialects } from "../scenarios/input/take.ts";
import type { SwarmChoice } from "../scenarios/swarm/bounds.ts";
import { swarmNames } from "../scenarios/swarm/section.ts";
import { type Variation, parseVariation, writtenVariation } from "../scenarios/swarm/variation.ts";
import { type SettingsReading, describeInputError, describeInputNotice } from "../scenarios/input/reading.ts";
import { readSettingsText } from "./files.ts";
import type { Terminal } from "./terminal.ts";

/** What is laid over a scenario from the command line. */
export interface RunOptions {
  readonly seed?: number;
  /** Of a bug of the gallery: with what helps against it. */
  readonly fixed?: boolean;
  /** Whose bounds a hunted run was drawn within; left out: nothing is drawn. */
  readonly swarm?: SwarmChoice;
  /** What was drawn anew of it. */
  readonly vary?: Variation;
  readonly config: readonly string[];
  readonly set: readonly string[];
  readonly profile: readonly string[];
  readonly springProfile: readonly string[];
  readonly dialect?: SettingsDialect;
  /** The bound of the second phase; `true`: one that follows from the settings. */
  readonly settle?: string | true;
  readonly faultsUntil?: string;
}

/** Nothing laid over it. Each of these lists takes its option as often as it is given. */
export const asItIs: RunOptions = { config: [], set: [], profile: [], springProfile: [] };

/** An option that is taken as often as it is given. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError(`give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  }
  return value;
}

export function countNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("give a whole number from 1 on.");
  return value;
}

const mostShards = 10_000;

/** `2/4`: the second of four parts. */
export function shardOption(text: string): Shard {
  const [, index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of || of > mostShards) {
    throw new InvalidArgumentError(`give i/n, such as 2/4 for the second of four; n is at most ${mostShards}.`);
  }
  return { index, of };
}

export function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError("give a port from 0 to 65535.");
  return value;
}

/** The bounds that a run can be drawn within. */
const swarmChoices: readonly SwarmChoice[] = ["own", ...swarmNames, "none"];

export const swarmOption = (whatFor: string): Option =>
  new Option("--swarm <name>", `${whatFor} (\`onceproof list swarms\`; own: the scenario's section)`).choices(
    swarmChoices,
  );

export function variationText(text: string): Variation {
  const variation = parseVariation(text);
  if (variation === undefined)
    throw new InvalidArgumentError("give what is drawn anew and a salt, such as aimed=3,ties=1.");
  return variation;
}

export function widthNumber(text: string): number {
  const value = wholeNumber(text);
  if (value < leastWidth) throw new InvalidArgumentError(`give a whole number from ${leastWidth} on.`);
  return value;
}

export const addRunOptions = (command: Command): Command =>
  command
    .option("--fixed", "a bug of the gallery with what helps against it: a later version, a setting, another habit")
    .option("--config <file>", "settings of the producers: Kafka's, Spring's or another client's (repeatable)", collect)
    .addOption(
      new Option("--dialect <name>", "whose settings the files hold (default: told by their keys)").choices(
        settingsDialects,
      ),
    )
    .option("--set <key=value>", "one setting of the producers, such as acks=1 (repeatable)", collect)
    .option("--profile <name>", "another broker or producer, such as kafka-2.4 or kafkajs-2.2.4 (repeatable)", collect)
    .option("--spring-profile <name>", "an active profile of Spring files (repeatable)", collect)
    .option("--settle [time]", "demand that all is decided so long after the faults (default: what the settings allow)")
    .option("--faults-until <time>", "when the faults end (default: with the workload and the timed faults)");

/** The options that `addRunOptions` adds, as keys: what cannot be said beside something that says it itself. */
export const runOptionKeys = [
  "fixed",
  "config",
  "dialect",
  "set",
  "profile",
  "springProfile",
  "settle",
  "faultsUntil",
] as const;

type FilesRead = Extract<SettingsReading, { readonly ok: true }>;

/** Reads what the options name. Later files win over earlier ones, and `--set` over files. */
export function overridesOf(options: RunOptions, terminal: Terminal): Overrides {
  const profiles = profilesFrom(options.profile);
  const files = settingsFrom(options, terminal);
  const set = readSetArguments(options.set);
  if (!set.ok) throw new BadInput(describeInputError(set.error));
  sayClients(files, profiles.producerProfile, terminal);
  // A client that is simulated itself has its own defaults.
  const presets = isJava(profiles.producerProfile) ? files.presets : new Map();
  const settings = mergeSettings(presets, files.settings, set.settings);
  return {
    seed: options.seed,
    settings: settings.size === 0 ? undefined : settings,
    ...profiles,
    ...phasesFrom(options),
  };
}

/** Two phases, where they are asked for; to end the faults is to ask for them. */
function phasesFrom({ settle, faultsUntil }: RunOptions): Pick<Overrides, "settle"> {
  if (settle === undefined && faultsUntil === undefined) return {};
  const times = [
    ["--settle", settle === true ? undefined : settle],
    ["--faults-until", faultsUntil],
  ] as const;
  for (const [option, text] of times) {
    const demand = text === undefined ? undefined : durationDemand(text);
    if (demand !== undefined) throw new BadInput(`${option} ${text}: must be ${demand}`);
  }
  return {
    settle: {
      ...(faultsUntil === undefined ? {} : { faultsUntil }),
      ...(typeof settle === "string" ? { within: settle } : {}),
    },
  };
}

const isJava = (profile: string | undefined): boolean => profile === undefined || javaLineOf(profile) !== undefined;

/** Another client's settings say little of what that client does with them, where it can be simulated itself. */
function sayClients({ files }: FilesRead, chosen: string | undefined, terminal: Terminal): void {
  for (const { file, profile } of files) {
    if (profile === undefined || profile === chosen || !producerProfileNames.includes(profile)) continue;
    terminal.err(`note: ${file}: the client itself is simulated by --profile ${profile}`);
  }
}

function settingsFrom({ config, springProfile, dialect }: RunOptions, terminal: Terminal): FilesRead {
  const sources = config.map((file) => ({ file, text: readSettingsText(file) }));
  const options = { profiles: springProfile, ...(dialect === undefined ? {} : { dialect }) };
  const reading = readSettings(sources, options);
  if (!reading.ok) throw new BadInput(describeInputError(reading.error));
  for (const notice of reading.notices) terminal.err(`note: ${describeInputNotice(notice)}`);
  return reading;
}

export function profilesFrom(names: readonly string[]): Pick<Overrides, "brokerProfile" | "producerProfile"> {
  const brokers = brokerProfiles.map(({ name }) => name);
  let [brokerProfile, producerProfile]: [string | undefined, string | undefined] = [undefined, undefined];
  for (const name of names) {
    if (brokers.includes(name)) brokerProfile = onlyOne("broker", brokerProfile, name);
    else if (producerProfileNames.includes(name)) producerProfile = onlyOne("producer", producerProfile, name);
    else
      throw new BadInput(`--profile ${name}: ${unknownName("profile", name, [...brokers, ...producerProfileNames])}`);
  }
  return { brokerProfile, producerProfile };
}

function onlyOne(kind: string, before: string | undefined, name: string): string {
  if (before === undefined || before === name) return name;
  throw new BadInput(`--profile ${name}: ${before} is given too, and a run has one ${kind}; give one of them`);
}

/** The words that repeat a run: pasted into a shell, they give it again. */
export function commandFor(verb: string, given: string, options: RunOptions, extra: readonly string[] = []): string {
  const words = ["npx", "onceproof", verb, given];
  if (options.fixed === true) words.push("--fixed");
  if (options.seed !== undefined) words.push("--seed", String(options.seed));
  if (options.swarm !== undefined) words.push("--swarm", options.swarm);
  if (options.vary !== undefined) words.push("--vary", writtenVariation(options.vary));
  for (const file of options.config) words.push("--config", file);
  if (options.dialect !== undefined) words.push("--dialect", options.dialect);
  for (const name of options.springProfile) words.push("--spring-profile", name);
  for (const setting of options.set) words.push("--set", setting);
  for (const name of options.profile) words.push("--profile", name);
  if (options.settle !== undefined) words.push("--settle", ...(options.settle === true ? [] : [options.settle]));
  if (options.faultsUntil !== undefined) words.push("--faults-until", options.faultsUntil);
  return shellLine([...words, ...extra]);
}

/** Words as a shell takes them. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(" ");

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** @throws BadInput for what is no chance. */
export function precisionText(text: string): string {
  if (/^\d+(\.\d{1,4})?%$/.test(text) && Number(text.slice(0, -1)) > 0 && Number(text.slice(0, -1)) < 100) return text;
  throw new BadInput(`--precision ${text}: give percentage points, such as 1% or 0.25%`);
}
