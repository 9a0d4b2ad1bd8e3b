import { distance } from "fastest-levenshtein";
import { BadInput } from "../input/bad-input.ts";
import { lineHolding, placeIn } from "../input/document.ts";
import { readScenario } from "../scenarios/files.ts";
import type { Repro, Scenario } from "../scenarios/spec.ts";
import { stories } from "../scenarios/stories/index.ts";
import type { Story } from "../scenarios/story.ts";
import { isFile, readText } from "./files.ts";

/** What a user means by STORY|FILE. */
export interface Source {
  /** As it was given: a story's name or a path. */
  readonly given: string;
  readonly scenario: Scenario;
  readonly story: Story | undefined;
  readonly repro: Repro | undefined;
  /** Makes a complaint that came up while the scenario was put together point into its file. */
  place(error: BadInput): BadInput;
}

/** @throws BadInput when it is neither the name of a story nor a file with a scenario. */
export function sourceOf(given: string): Source {
  const story = stories.find(({ name }) => name === given);
  if (story !== undefined) {
    return { given, scenario: story.scenario, story, repro: undefined, place: (error) => error };
  }
  if (!looksLikeFile(given)) throw new BadInput(unknownStory(given));
  const text = readText(given);
  const file = readScenario(given, text);
  return {
    given,
    scenario: file.scenario,
    story: undefined,
    repro: file.kind === "repro" ? file.repro : undefined,
    place: (error) => placed(error, given, text),
  };
}

/** For commands that run many seeds. @throws BadInput for a repro, whose seed decides nothing. */
export function seededSourceOf(given: string): Source {
  const source = sourceOf(given);
  if (source.repro === undefined) return source;
  throw new BadInput(
    `${given}: is a repro, whose run is the same for every seed; show it with: onceproof replay ${given}`,
  );
}

const looksLikeFile = (given: string): boolean => /[./\\]/.test(given) || isFile(given);

function unknownStory(name: string): string {
  const ranked = stories
    .map((story) => ({ name: story.name, apart: distance(name.toLowerCase(), story.name) }))
    .toSorted((one, other) => one.apart - other.apart);
  const near = ranked.filter(
    (story) => story.apart <= Math.max(3, Math.floor(name.length / 2)) || story.name.includes(name),
  );
  const names = (of: readonly { readonly name: string }[]): string =>
    of
      .slice(0, 3)
      .map((story) => story.name)
      .join(", ");
  const hint = near.length > 0 ? `did you mean ${names(near)}?` : `the nearest names are ${names(ranked)}`;
  return `no story is called "${name}"; ${hint} (all of them: onceproof list; a scenario file is given by its path)`;
}

/** Where nobody says the place, the line is that of the first thing the message quotes which stands in the file. */
function placed(error: BadInput, file: string, text: string): BadInput {
  if (error.path !== undefined) {
    const place = placeIn(file, text, error.path);
    return new BadInput(`${place}${/^(?:no|settings of) /.test(error.message) ? ":" : ""} ${error.message}`);
  }
  const { message } = error;
  if (error.saysPlace || message.startsWith(`${file}:`) || message.startsWith("--")) return error;
  const words = [...message.matchAll(/"([^"]+)"/g), ...message.matchAll(/([\w.>-]*[.>-][\w.>-]*\w)/g)];
  for (const [, word = ""] of words) {
    const line = lineHolding(text, word);
    if (line !== undefined) return new BadInput(`${file}:${line}: ${message}`);
  }
  const key = /^[\w.]+/.exec(message)?.[0];
  const line = key === undefined ? undefined : lineHolding(text, key);
  return new BadInput(`${file}${line === undefined ? "" : `:${line}`}: ${message}`);
}
