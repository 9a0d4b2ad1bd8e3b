import type { Command } from "commander";
import { brokerProfiles } from "../../model/broker/profiles.ts";
import { definitions } from "../../model/config/definitions.ts";
import { producerProfileNames } from "../../scenarios/client-settings.ts";
import { settingsDialects } from "../../scenarios/input/take.ts";
import { galleryName } from "../../scenarios/gallery/bug.ts";
import { gallery } from "../../scenarios/gallery/index.ts";
import { stories } from "../../scenarios/stories/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What may stand behind a word. */
interface Words {
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** Behind an option. */
  readonly values: readonly (readonly [option: string, words: readonly string[]])[];
  /** Behind a command that takes a story or a bug. */
  readonly stories: readonly string[];
}

/** Prints what a shell needs to complete names. Files are left to the shell. */
export function completion(shell: Shell, program: Command, terminal: Terminal): ExitCode {
  const words: Words = {
    commands: program.commands.map((command) => command.name()),
    options: [...new Set(program.commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])))],
    values: [
      ["--set", definitions.map(({ key }) => `${key}=`)],
      ["--profile", [...brokerProfiles.map(({ name }) => name), ...producerProfileNames]],
      ["--dialect", settingsDialects],
    ],
    stories: [...stories.map(({ name }) => name), ...gallery.map(({ id }) => galleryName(id))],
  };
  terminal.out(shell === "fish" ? fishScript(words) : bashScript(words, shell));
  return exitCodes.asExpected;
}

/** zsh takes bash's functions as they are. */
function bashScript({ commands, options, values, stories: names }: Words, shell: "bash" | "zsh"): string {
  const cases = values.map(([option, words]) => `    ${option}) words="${words.join(" ")}" ;;`);
  return [
    ...(shell === "zsh" ? ["autoload -U +X bashcompinit && bashcompinit"] : []),
    "_onceproof() {",
    `  local here="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" words=""`,
    "  COMPREPLY=()",
    `  case "$before" in`,
    ...cases,
    `    run | check | hunt) words="${names.join(" ")}" ;;`,
    `    *) if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.join(" ")}"; fi ;;`,
    "  esac",
    `  case "$here" in -*) words="${options.join(" ")}" ;; esac`,
    `  COMPREPLY=($(compgen -W "$words" -- "$here"))`,
    `  case "\${COMPREPLY[0]-}" in *=) compopt -o nospace 2>/dev/null ;; esac`,
    "  return 0",
    "}",
    "complete -o default -F _onceproof onceproof",
  ].join("\n");
}

function fishScript({ commands, options, values, stories: names }: Words): string {
  const plain = options.filter((option) => values.every(([known]) => known !== option));
  return [
    `complete -c onceproof -n __fish_use_subcommand -f -a "${commands.join(" ")}"`,
    `complete -c onceproof -n "__fish_seen_subcommand_from run check hunt" -a "${names.join(" ")}"`,
    ...plain.map((option) => `complete -c onceproof -l ${option.slice(2)}`),
    ...values.map(([option, words]) => `complete -c onceproof -l ${option.slice(2)} -x -a "${words.join(" ")}"`),
  ].join("\n");
}
