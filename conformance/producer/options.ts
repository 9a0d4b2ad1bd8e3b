import { Command, InvalidArgumentError, Option } from "commander";
import type { JavaLine } from "../../src/model/producer/client-behaviour.ts";
import type { Family } from "./families/family.ts";
import { families } from "./families/index.ts";
import { BadInput } from "./script.ts";
import { realVersion, realVersions, type RealVersion } from "./real/versions.ts";

export interface Options {
  readonly files: readonly string[];
  readonly compare?: string;
  readonly live?: true;
  readonly record?: string;
  readonly shrink?: string;
  readonly scripts: number;
  readonly seed: number;
  readonly family?: readonly Family[];
  readonly real: RealVersion;
  readonly profile?: JavaLine;
}

export const usage = `The producer against the real one of kafka-clients, in virtual time. One of:

  SCRIPTS.jsonl OUT.jsonl                    plays scripts to the producer here and writes its traces
  [SCRIPTS.jsonl] --compare TRACES.jsonl     compares with recordings; without scripts, those next to them
  --live                                     draws scripts, records the real client, and compares
  --record FOLDER [SCRIPTS.jsonl]            records the real client into scripts.jsonl and traces.jsonl
  --shrink ID [SCRIPTS.jsonl]                makes a script on which they differ small: of the file, or a drawn one

What records needs Java 17 and Maven. Exit codes: 0 all agree, 1 a difference, 2 bad usage, 3 no Java or Maven.`;

export function readOptions(args: readonly string[]): Options {
  const names = families.map(({ name }) => name).join(", ");
  const versions = realVersions.map(({ version }) => version).join(", ");
  const command = new Command("conformance:producer")
    .usage("[options] [files...]")
    .description(usage)
    .argument("[files...]")
    .option("--compare <traces>", "recordings to compare with")
    .option("--live", "draw, record, compare; then see that breaches put in on purpose are noticed")
    .option("--record <folder>", "where scripts.jsonl and traces.jsonl go")
    .option("--shrink <id>", "the script to make small, like wrap-7-12")
    .option("--scripts <count>", "how many are drawn, over all families", wholeNumber, 1_000)
    .option("--seed <number>", "draws the scripts", wholeNumber, 1)
    .option("--family <names>", `only these, with commas: ${names}`, knownFamilies)
    .option("--version <version>", `of kafka-clients: ${versions}`, realVersions[0]?.version)
    .addOption(
      new Option("--profile <profile>", "the producer here; unless given, the one that fits the version").choices([
        "java-3.9",
        "java-4.4",
      ]),
    )
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  command.parse(args.length === 0 ? ["--help"] : args, { from: "user" });
  const { version, ...rest } = command.opts<Omit<Options, "files" | "real"> & { readonly version: string }>();
  const real = realVersion(version);
  if (real === undefined) throw new BadInput(`--version ${version}: known are ${versions}`);
  return { ...rest, real, files: command.args };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("a whole number would be right");
  return value;
}

const knownFamilies = (text: string): readonly Family[] =>
  text.split(",").map((wanted) => {
    const known = families.find(({ name }) => name === wanted);
    if (known === undefined) throw new InvalidArgumentError(`known: ${families.map(({ name }) => name).join(", ")}`);
    return known;
  });
